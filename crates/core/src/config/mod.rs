//! Settings and secrets.

mod edit;
mod file;
mod secrets;
mod settings;
mod write;

pub use edit::{BaseEdit, EndpointEdit, Setting, SettingValue, SettingsEdit};
pub use file::{DEFAULT_FILE, InForce, SettingsError, SettingsFile, last_good};
pub use secrets::{Access, Purpose, Secrets, SecretsError};
pub use settings::{
    Account, Base, CatchUpSettings, DEFAULT_PORT, Endpoint, HistorySettings, Language, Listen, Panel, PopupSettings,
    SecretsPlace, Settings, SettingsProblem, Theme, TraySettings, WindowSettings, host_name,
};
pub use write::write_private;
