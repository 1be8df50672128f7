//! What is wrong with a webhook.

use super::{DisabledReason, Reenabled};

/// What is wrong with a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookProblem {
    /// SeaTable says that it is switched off, or was.
    Off {
        /// The base's name.
        base: String,
        /// When that was noticed. Unix milliseconds.
        noticed_ms: i64,
        /// The probable reason.
        reason: DisabledReason,
        /// What became of it.
        reenabled: Reenabled,
    },
    /// It seems to be switched off: changes come by other ways only.
    Silent {
        /// The base's name.
        base: String,
        /// Its address in the browser.
        address: String,
        /// When that was noticed. Unix milliseconds.
        noticed_ms: i64,
    },
}

impl WebhookProblem {
    /// When it was noticed. Unix milliseconds.
    pub fn noticed_ms(&self) -> i64 {
        match self {
            Self::Off { noticed_ms, .. } | Self::Silent { noticed_ms, .. } => *noticed_ms,
        }
    }
}
