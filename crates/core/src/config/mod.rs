//! Settings and secrets.

mod file;
mod host;
mod secrets;
mod settings;
mod watching;
mod write;

pub use file::{DEFAULT_FILE, InForce, SettingsError, SettingsFile, array_of_tables, last_good, set, table};
pub use host::{host_name, no_host_name};
pub use secrets::{Access, Secrets, SecretsError};
pub use settings::{
    Base, CatchUpSettings, DEFAULT_PORT, Endpoint, HistorySettings, Language, Listen, Panel, PopupSettings,
    SecretsPlace, Settings, SettingsProblem, TraySettings,
};
pub use write::write_private;
