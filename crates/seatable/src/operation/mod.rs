//! Operations: how SeaTable writes down each change of a base, in its realtime channel and in its operation log.
//!
//! An operation says more than a webhook (every row of a batch, old values) and less (only ids; nobody's name, no
//! time). With the base's [`Metadata`] it becomes the same [`Event`]s that webhooks would have brought.
//!
//! The shapes are those of captured operations (fixtures `20_*`, `21_*`) and of `src/utils/operation-utils.js` in the
//! old public `dtable-server`.

mod cells;
mod events;
mod links;
mod log;

use serde_json::Value;

pub use self::log::{Logged, read_log};
use crate::{
    BaseUuid,
    column::scalar,
    lenient::{self, shortened},
    metadata::Metadata,
    webhook::Event,
};

/// Memory for an operation's values beside their texts, roughly, in bytes. A batch of 1,000 rows, which is what the API
/// takes at once, needs a tenth of it.
const BUDGET: usize = 64 * 1024 * 1024;

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
    let body = lenient::value(text, BUDGET).map_err(|error| Unreadable::NotJson(error.to_string()))?;
    let field = |name: &str| body.get(name).and_then(scalar).map(|text| shortened(&text).to_owned());
    let op_type = field("op_type").filter(|op_type| !op_type.is_empty()).ok_or(Unreadable::NoOpType)?;
    Ok(Operation { op_type, table_id: field("table_id").unwrap_or_default(), body })
}

/// What kind of thing an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Insert,
    Modify,
    Delete,
    Link,
    /// Tables, columns or views: their names and settings as metadata has them.
    Structure,
    /// How views show rows, who may edit a column, and the like: nothing that metadata is asked for.
    Setting,
    /// Anything else that may have happened to rows.
    Other,
}

/// Names that a third-party model of these operations lists too (`dtable/events/const.py` of a service built on
/// `plantable`): views' filters, sorts, groups, heights and colours.
const SETTINGS: &[&str] = &[
    "modify_column_metadata_permission",
    "modify_column_permission",
    "modify_filters",
    "modify_groupbys",
    "modify_header_lock",
    "modify_hidden_columns",
    "modify_row_color",
    "modify_row_height",
    "modify_sorts",
    "modify_view_lock",
    "update_column_colorbys",
    "update_column_description",
];

fn kind(op_type: &str) -> Kind {
    match op_type {
        "insert_row" | "insert_rows" | "append_row" | "append_rows" => Kind::Insert,
        "modify_row" | "modify_rows" => Kind::Modify,
        "delete_row" | "delete_rows" => Kind::Delete,
        "add_link" | "remove_link" | "update_links" | "update_row_links" | "update_rows_links" => Kind::Link,
        setting if SETTINGS.contains(&setting) => Kind::Setting,
        // Ones that no list has go by what they are called: `set_column_data`, `move_table`, `duplicate_view`.
        other if ["column", "table", "view"].iter().any(|part| other.contains(part)) => Kind::Structure,
        _ => Kind::Other,
    }
}

impl Operation {
    /// Whether tables, columns or views changed, so that [`Metadata`] is to be asked for again. Operations that no list
    /// knows count if they are called after a column, table or view.
    pub fn changes_structure(&self) -> bool {
        kind(&self.op_type) == Kind::Structure
    }

    /// What webhooks would report of it, but an event for each row, each with `row_count` 1; for links one for each
    /// row whose links changed. What webhooks never report (changes of structure and of views) gives none; what is not
    /// known gives one with [`crate::webhook::Op::Other`].
    ///
    /// Without metadata, columns are named by their keys and have no type. Cells of a link's column list the linked
    /// rows as `{"row_id": …}`, because an operation has no names of theirs.
    ///
    /// At most 10,000 rows are told one by one; one last event stands for all further ones. Cells beyond 64 MiB in all
    /// are only counted in [`Event::cells_left_out`].
    pub fn events(&self, base: &BaseUuid, metadata: Option<&Metadata>, stamp: &Stamp<'_>) -> Vec<Event> {
        events::events(self, base, metadata, stamp)
    }
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
