//! Operations: how SeaTable writes down each change of a base, in its realtime channel and in its operation log.
//!
//! An operation says more than a webhook (every row of a batch, old values) and less (only ids; nobody's name, no
//! time). With the base's [`Metadata`] it becomes the same [`Event`]s that webhooks would have brought.
//!
//! The shapes are those of captured operations (fixtures `20_*`, `21_*`) and of `src/utils/operation-utils.js` in the
//! old public `dtable-server`.

mod events;
mod log;

use serde_json::Value;

pub use self::log::{Logged, read_log};
use crate::{BaseUuid, metadata::Metadata, webhook::Event};

/// One change of a base.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What was done, in SeaTable's word: `insert_row`, `modify_rows`, `rename_column`, …
    pub op_type: String,
    /// The table; empty if the operation names none.
    pub table_id: String,
    body: Value,
}

/// What is known of an operation beside its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// The base's version after it (`op_id` in the log).
    pub version: Option<i64>,
    /// When, in milliseconds since 1970 UTC; the realtime channel does not say.
    pub at_ms: Option<i64>,
    /// Who (`…@auth.local`); likewise. Empty counts as nobody if `app` is known, else as not known.
    pub author: Option<&'a str>,
    /// The API token's name.
    pub app: Option<&'a str>,
}

/// Why a text is not an operation, or not a page of the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not JSON at all.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// JSON without an `op_type`.
    #[error("it does not say what was done (no op_type)")]
    NoOpType,
    /// JSON without a list of operations.
    #[error("the answer holds no list of operations")]
    NoOperations,
}

/// Reads an operation's JSON text.
///
/// # Errors
///
/// If it is not JSON or does not say what was done.
pub fn read(text: &str) -> Result<Operation, Unreadable> {
    let _ = text;
    Err(Unreadable::NoOpType)
}

impl Operation {
    /// Whether tables, columns or views changed, so that [`Metadata`] is to be asked for again.
    pub fn changes_structure(&self) -> bool {
        false
    }

    /// What webhooks would report of it: an event for each row.
    pub fn events(&self, base: &BaseUuid, metadata: Option<&Metadata>, stamp: &Stamp<'_>) -> Vec<Event> {
        events::events(self, base, metadata, stamp)
    }
}

#[cfg(test)]
mod tests;
