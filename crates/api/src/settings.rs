//! The settings, as the API tells and changes them. The file itself is `rowbell.toml`; its comments stay.

use rowbell_rules::QuietHours;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `GET /v1/settings`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SettingsView {
    /// `auto`, or a language's code.
    pub language: String,
    /// The code of the language in force.
    pub language_now: String,
    /// The codes of the languages there are.
    pub languages: Vec<String>,
    /// Where secrets are to be kept: `keyring` or `file`.
    pub secrets: String,
    /// Where they are: the file, too, if the agent was started with `ROWBELL_SECRETS=file`.
    pub secrets_now: String,
    /// The ids of the person themself.
    pub me: Vec<String>,
    /// The port of the local endpoint.
    pub port: u16,
    /// The address it listens at.
    pub address: String,
    /// Further host names that a request may be addressed to.
    pub allowed_hosts: Vec<String>,
    /// Popups.
    pub popups: PopupsView,
    /// When nothing is announced.
    pub quiet_hours: QuietHours,
    /// Which panel the tray icon is drawn for: `auto`, `light` or `dark`.
    pub panel: String,
    /// The history.
    pub history: HistoryView,
    /// The window.
    pub window: WindowView,
    /// Whether Rowbell starts when the person logs in.
    pub autostart: bool,
    /// The settings file.
    pub file: String,
    /// The folder with history and logs.
    pub data_dir: String,
    /// What in the file can't be used, if something; the settings before are in force.
    pub problem: Option<String>,
}

/// Popups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PopupsView {
    /// Whether popups are shown.
    pub enabled: bool,
    /// Whether a popup makes a sound.
    pub sound: bool,
    /// Whether the person's own changes raise popups where no rule asks for them.
    pub own_changes: bool,
    /// More than this within `fold_seconds` become a summary.
    pub fold_above: u32,
    /// The span, in seconds.
    pub fold_seconds: u32,
    /// Whether a row that is filled in cell by cell updates its popup.
    pub update_in_place: bool,
}

/// What the history keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HistoryView {
    /// For how many days changes are kept.
    pub days: u32,
    /// For how many days the requests behind them are kept.
    pub raw_days: u32,
    /// How many megabytes they may take on disk.
    pub max_megabytes: u32,
}

/// How the window looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WindowView {
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// The size of text, in percent.
    pub text_size: u32,
    /// Whether lists are compact.
    pub compact: bool,
}

/// `POST /v1/settings`: one value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SetSetting {
    /// Which: `language`, `secrets`, `popups.enabled`, `popups.sound`, `popups.own_changes`,
    /// `popups.fold_above`, `popups.fold_seconds`, `popups.update_in_place`, `tray.panel`, `history.days`, `history.raw_days`, `history.max_megabytes`, `window.theme`,
    /// `window.text_size`, `window.compact` or `autostart`.
    pub key: String,
    /// What it is to be: a text, a number or a truth value.
    pub value: Value,
}

/// `POST /v1/secrets/generate`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GenerateSecret {
    /// The endpoint.
    pub endpoint: String,
    /// Whether the secret before stays valid until it is dropped.
    #[serde(default)]
    pub keep_old: bool,
}

/// What it answers. The secret is told this once.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GeneratedSecret {
    /// The secret, to be entered in SeaTable.
    pub secret: String,
}

impl std::fmt::Debug for GeneratedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GeneratedSecret").finish_non_exhaustive()
    }
}

/// `GET /v1/diagnostics`: a report without secrets or contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Diagnostics {
    /// The report.
    pub text: String,
}
