//! Where secrets are kept: the operating system's keyring, or a file once the person agreed to that.

mod chosen;
mod file;
#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(target_os = "linux")]
mod service;

pub use chosen::{ChosenSecrets, place};
pub use file::SecretFile;
#[cfg(not(target_os = "linux"))]
pub use native::Keyring;
#[cfg(target_os = "linux")]
pub use service::Keyring;

/// The name under which the keyring's own programs list Rowbell's entries.
const SERVICE: &str = "Rowbell";

/// The name of an agent's secret.
fn user(agent: &str, name: &str) -> String {
    format!("{agent}/{name}")
}
