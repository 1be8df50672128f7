//! Settings and secrets.

mod account;
mod edit;
mod file;
mod host;
mod language;
mod relay;
mod rule;
mod secrets;
mod settings;
mod watching;
mod window;
mod write;

pub use account::Account;
pub use edit::{BaseEdit, EndpointEdit, Setting, SettingValue, SettingsEdit};
pub use file::{DEFAULT_FILE, InForce, SettingsError, SettingsFile, last_good};
pub use host::host_name;
pub use language::Language;
pub use secrets::{Access, Purpose, Secrets, SecretsError};
pub use settings::{
    Base, CatchUpSettings, DEFAULT_PORT, Endpoint, HistorySettings, Listen, Panel, PopupSettings, SecretsPlace,
    Settings, SettingsProblem, TraySettings,
};
pub use window::{Theme, WindowSettings};
pub use write::write_private;
