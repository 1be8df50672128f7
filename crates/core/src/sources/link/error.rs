//! What follows from the reason why a connection failed.

use std::{fmt::Display, time::Duration};

use crate::config::SecretsError;

/// How long to wait before trying again where that will not help before somebody does something; it is noticed by then.
const UNTIL_MENDED: Duration = Duration::from_secs(15 * 60);

/// Why a connection failed.
pub trait LinkError: Display {
    /// A word for it that chooses among sentences, and for the log.
    fn code(&self) -> &'static str;

    /// Whether it will pass without anybody doing something.
    fn passes(&self) -> bool;

    /// That a secret can't be read, if that is why.
    fn secrets(&self) -> Option<&SecretsError>;

    /// How long the other side wants to be left alone, if it says so.
    fn retry_after(&self) -> Option<Duration> {
        None
    }

    /// How long to wait before trying again, where that is known better than by growing waits.
    fn wait(&self) -> Option<Duration> {
        // Looking again whether the keyring is open asks nobody.
        let is_looked_at = self.secrets().is_some_and(|error| *error != SecretsError::Refused);
        let until_mended = (!self.passes() && !is_looked_at).then_some(UNTIL_MENDED);
        self.retry_after().or(until_mended)
    }
}
