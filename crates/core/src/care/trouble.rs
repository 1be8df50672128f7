//! What is wrong with a webhook.

use super::{Mended, Why};

/// What is wrong with a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookTrouble {
    /// SeaTable says that it is switched off, or was.
    Off {
        /// The base's name.
        base: String,
        /// When that was noticed. Unix milliseconds.
        noticed_ms: i64,
        /// The probable reason.
        why: Why,
        /// What became of it.
        mended: Mended,
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

impl WebhookTrouble {
    /// When it was noticed. Unix milliseconds.
    pub fn noticed_ms(&self) -> i64 {
        match self {
            Self::Off { noticed_ms, .. } | Self::Silent { noticed_ms, .. } => *noticed_ms,
        }
    }
}
