//! Changes that are missing in the history.

use seatable::BaseUuid;

/// Changes that happened, but are no longer available. Its entry stands where they would stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Whose they are, if that is known.
    pub base: Option<BaseUuid>,
    /// What is missing.
    pub missing: Missing,
    /// Before which time. Unix milliseconds.
    pub at_ms: i64,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Operations of a connected base, which its log no longer has, or which were not asked for.
    Operations {
        /// How many.
        count: u64,
        /// The version of the first operation after them; none once the server that gave it was restored.
        before: Option<i64>,
    },
    /// What a connected base did before its server was restored to an earlier state. Nobody knows how much.
    Restored,
    /// Webhooks that a relay no longer had. Nobody knows how many.
    Webhooks,
}

impl Missing {
    /// How many operations are missing; 0 where nobody knows.
    pub fn count(self) -> u64 {
        match self {
            Self::Operations { count, .. } => count,
            Self::Restored | Self::Webhooks => 0,
        }
    }
}
