//! Secrets: what the engine asks of a keyring.

use futures_util::future::BoxFuture;
use secrecy::SecretString;

/// Why a secret could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// The keyring is there but locked.
    #[error("the keyring is locked")]
    Locked,
    /// No keyring program is running.
    #[error("no keyring is running")]
    Missing,
    /// A keyring program is running, and has no keyring to keep anything in.
    #[error("the keyring program has no keyring yet")]
    NoKeyring,
    /// The keyring is open, and its program does not let Rowbell have this secret.
    #[error("the keyring does not give Rowbell access")]
    Refused,
    /// The keyring did not answer in time. What it was asked to write may still be written.
    #[error("the keyring did not answer in time")]
    TimedOut,
    /// Anything else; the text is one technical line that never holds a secret.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

impl SecretsError {
    /// A word for it that chooses among sentences, and for the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "keyring_locked",
            Self::Missing => "keyring_missing",
            Self::NoKeyring => "keyring_none",
            Self::Refused => "keyring_refused",
            Self::TimedOut => "keyring_slow",
            Self::Failed(_) => "keyring_failed",
        }
    }

    /// What the keyring said; empty where it said nothing.
    pub fn detail(&self) -> String {
        match self {
            Self::Failed(text) => text.clone(),
            Self::Locked | Self::Missing | Self::NoKeyring | Self::Refused | Self::TimedOut => String::new(),
        }
    }

    /// Whether it may pass without anybody doing something.
    pub fn passes(&self) -> bool {
        matches!(self, Self::TimedOut | Self::Failed(_))
    }
}

/// Whether secrets can be read, as far as that can be told without asking the person anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// They can.
    Open,
    /// The keyring is locked, or too busy to say.
    Locked,
    /// A keyring program is running, and has no keyring.
    NoKeyring,
    /// No keyring program is running.
    Missing,
}

impl Access {
    /// As the reason why a secret can't be read.
    ///
    /// # Errors
    /// When it is not open.
    pub fn check(self) -> Result<(), SecretsError> {
        match self {
            Self::Open => Ok(()),
            Self::Locked => Err(SecretsError::Locked),
            Self::NoKeyring => Err(SecretsError::NoKeyring),
            Self::Missing => Err(SecretsError::Missing),
        }
    }
}

/// What a keyring is unlocked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To read what it has.
    Reading,
    /// To keep something in it: where there is no keyring, the person is asked to make one.
    Keeping,
}

/// A place for secrets: the operating system's keyring, or a file that only the person can read, once they agreed.
///
/// Only [`Secrets::unlock`] asks the person anything. So whoever does something for a person calls it first, and nobody else
/// does, or windows would come up again and again.
pub trait Secrets: Send + Sync {
    /// Looks whether secrets can be read. This never makes a keyring program start.
    fn access(&self) -> BoxFuture<'_, Access>;

    /// Starts the keyring and has it ask for its password, if need be, and waits for the answer up to two minutes. Nothing
    /// is read or written. An answer that comes later counts, too.
    fn unlock(&self, purpose: Purpose) -> BoxFuture<'_, Result<(), SecretsError>>;

    /// Reads a secret; `None` when there is none of that name. A place that can't tell says that it is locked.
    fn get(&self, name: &str) -> BoxFuture<'_, Result<Option<SecretString>, SecretsError>>;

    /// Stores a secret in place of the one of that name. After a failure that [passes](SecretsError::passes) it may be stored
    /// all the same; after others it is not, and will not be.
    fn set(&self, name: &str, secret: SecretString) -> BoxFuture<'_, Result<(), SecretsError>>;

    /// Forgets a secret; none of that name is fine.
    fn delete(&self, name: &str) -> BoxFuture<'_, Result<(), SecretsError>>;
}
