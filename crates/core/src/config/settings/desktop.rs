//! Popups and the tray icon.

use serde::{Deserialize, Serialize};

/// Popups.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PopupSettings {
    /// Whether popups are shown at all.
    pub enabled: bool,
    /// Whether a popup may make a sound, where the desktop makes one.
    pub sound: bool,
    /// Whether the person's own changes raise popups, too. Where not, a rule may still ask for them.
    pub own_changes: bool,
    /// More popups than this within [`PopupSettings::fold_seconds`] become one summary.
    pub fold_above: u32,
    /// The span for [`PopupSettings::fold_above`], in seconds.
    pub fold_seconds: u32,
    /// Whether a row that is filled in cell by cell updates its popup instead of raising new ones.
    pub update_in_place: bool,
}

impl Default for PopupSettings {
    fn default() -> Self {
        Self { enabled: true, sound: true, own_changes: false, fold_above: 5, fold_seconds: 10, update_in_place: true }
    }
}

/// The tray icon.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TraySettings {
    /// Which panel the icon is drawn for.
    pub panel: Panel,
}

/// Which panel the tray icon is drawn for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Panel {
    /// As the desktop says.
    #[default]
    Auto,
    /// A light panel.
    Light,
    /// A dark panel.
    Dark,
}
