//! What the history keeps, and how it catches up with what was missed.

use serde::Deserialize;

/// How connected bases catch up with what was missed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CatchUpSettings {
    /// At most so many pages of a base's log are read at a time.
    pub pages: u32,
}

impl Default for CatchUpSettings {
    fn default() -> Self {
        Self { pages: 40 }
    }
}

/// What the history keeps.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HistorySettings {
    /// Changes older than this many days are forgotten.
    pub days: u32,
    /// The raw requests behind them are forgotten after this many days.
    pub raw_days: u32,
    /// The oldest changes are forgotten when the history takes more than this many megabytes on disk.
    pub max_megabytes: u32,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self { days: 365, raw_days: 30, max_megabytes: 2048 }
    }
}
