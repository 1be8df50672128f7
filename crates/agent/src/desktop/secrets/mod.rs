//! Where secrets are kept: the operating system's keyring, or a file once the person agreed to that.

mod chosen;
mod file;
mod keyring;
mod store;

pub use chosen::{ChosenSecrets, place};
pub use file::SecretFile;
pub use keyring::Keyring;
