//! How the window looks.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// The window.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WindowSettings {
    /// Its colours.
    pub theme: Theme,
    /// The size of its text in percent, 80 to 200.
    #[serde(deserialize_with = "text_size")]
    pub text_size: u32,
    /// Whether the rows of its lists are low.
    pub compact: bool,
}

impl Default for WindowSettings {
    fn default() -> Self {
        Self { theme: Theme::System, text_size: 100, compact: false }
    }
}

fn text_size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let percent = u32::deserialize(deserializer)?;
    let fits = (80..=200).contains(&percent);
    if fits { Ok(percent) } else { Err(D::Error::custom("text_size is 80 to 200 percent")) }
}

/// The window's colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the desktop has them.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}
