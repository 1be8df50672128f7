//! Settings and secrets.

mod file;
mod secrets;
mod settings;

pub use file::{DEFAULT_FILE, InForce, SettingsError, SettingsFile, array_of_tables, set, table, write_private};
pub use secrets::{Access, Secrets, SecretsError};
pub use settings::{
    Base, DEFAULT_PORT, Endpoint, HistorySettings, Language, Listen, Panel, PopupSettings, SecretsPlace, Settings,
    SettingsProblem, TraySettings,
};
