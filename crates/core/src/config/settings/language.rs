//! The language of what people read.

use serde::Deserialize;

/// A language that Rowbell speaks, or the system's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Language {
    /// The system's language, or English.
    #[default]
    Auto,
    /// One of the message files.
    Named(String),
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if name == "auto" {
            return Ok(Self::Auto);
        }
        if crate::languages::LANGUAGES.iter().any(|(code, _)| *code == name) {
            return Ok(Self::Named(name));
        }
        let known: Vec<_> = crate::languages::LANGUAGES.iter().map(|(code, _)| format!("\"{code}\"")).collect();
        Err(format!("no language \"{name}\"; allowed are \"auto\", {}", known.join(", ")))
    }
}
