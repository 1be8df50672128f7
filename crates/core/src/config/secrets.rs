//! Secrets: what the engine asks of a keyring.

use futures_util::future::BoxFuture;
use secrecy::SecretString;

/// Why a secret could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// The keyring is there but locked, and was not unlocked in time.
    #[error("the keyring is locked")]
    Locked,
    /// No keyring is running.
    #[error("no keyring is running")]
    Missing,
    /// The keyring did not answer in time.
    #[error("the keyring did not answer in time")]
    TimedOut,
    /// Anything else; the text is one technical line that never holds a secret.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

impl SecretsError {
    /// A stable code for the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "keyring_locked",
            Self::Missing => "keyring_missing",
            Self::TimedOut => "keyring_slow",
            Self::Failed(_) => "keyring_failed",
        }
    }

    /// What the keyring said; empty where it said nothing.
    pub fn detail(&self) -> String {
        match self {
            Self::Failed(text) => text.clone(),
            Self::Locked | Self::Missing | Self::TimedOut => String::new(),
        }
    }
}

/// Whether secrets can be read, as far as that can be told without asking the person anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// They can.
    Open,
    /// The keyring is locked, or too busy to say.
    Locked,
    /// No keyring is running.
    Missing,
}

/// A place for secrets: the operating system's keyring, or a file that only the person can read, once they agreed.
pub trait Secrets: Send + Sync {
    /// Looks whether secrets can be read. Unlike the others, this never makes a keyring start or ask for its password.
    fn access(&self) -> BoxFuture<'_, Access>;

    /// Reads a secret; `None` when there is none of that name.
    fn get(&self, name: &str) -> BoxFuture<'_, Result<Option<SecretString>, SecretsError>>;

    /// Stores a secret in place of the one of that name.
    fn set(&self, name: &str, secret: SecretString) -> BoxFuture<'_, Result<(), SecretsError>>;

    /// Forgets a secret; none of that name is fine.
    fn delete(&self, name: &str) -> BoxFuture<'_, Result<(), SecretsError>>;
}
