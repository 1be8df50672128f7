//! What the engine works with: deliveries, the changes they report and what became of those. No I/O happens here.

mod content;
mod delivery;
mod dispatch;
mod entry;
mod gap;
mod reading;
mod row_before;
pub mod sameness;
mod source_report;
mod source_set;
mod summary;
mod verdict;

use seatable::{BaseUuid, Column};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use content::Content;
pub use delivery::{Authenticity, Delivery, DeliveryId, Source};
pub use dispatch::{Dispatch, HoldReason};
pub use entry::{Entry, EntryId, NewEntry};
pub use gap::{Gap, Missing};
pub use reading::{Reading, read};
pub use row_before::{ReadRow, RowBefore, RowsBefore, RowsRead};
pub use rowbell_rules::{CellFact, ChangeKind, Decision, EntryKind, Level, Loudness};
pub use source_report::{OperationReport, SourceReport};
pub use source_set::SourceSet;
pub use summary::{Summary, SummaryReason};
pub use verdict::Verdict;

/// The key of a table's first column, whose value is the row's name (source: SeaTable's stored rows).
pub const FIRST_COLUMN_KEY: &str = "0000";

/// One thing that happened to one row (or one link), whatever way the news of it came.
///
/// A batch that a webhook reports as one body is one change with [`Change::rows_affected`] above one and the cells of
/// one of its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The base, where the report named one.
    pub base: Option<BaseUuid>,
    /// The table; its id and name may be empty.
    pub table: Table,
    /// The row; its id and name may be empty.
    pub row: Row,
    /// What happened.
    pub kind: ChangeKind,
    /// SeaTable's own word for it, as it was sent.
    pub op_type: String,
    /// Who did it.
    pub actor: Actor,
    /// When it happened: the report's own time where that is believable, else its arrival. Unix milliseconds.
    pub at_ms: i64,
    /// The cells that the report names: the changed ones of a changed row, those with content of an added or deleted row.
    pub cells: Vec<CellChange>,
    /// How many further cells were left out because there were too many.
    pub cells_left_out: u32,
    /// How many rows this stands for; one, unless it is a batch.
    pub rows_affected: u64,
    /// The other end of a link, for the link kinds.
    pub linked: Option<LinkedRow>,
    /// Which of the base's operations it is part of, where the report tells; webhooks do not.
    pub operation: Option<Operation>,
}

/// A place in a base's log of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Operation {
    /// The base's version that the operation made (`op_id`); they count up by one.
    pub version: i64,
    /// Which of the operation's changes, counted from 0.
    pub index: u32,
}

/// A table, as a report names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Table {
    /// SeaTable's id of four characters; may be empty.
    pub id: String,
    /// The name people gave it; may be empty.
    pub name: String,
}

/// A row, as a report names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// SeaTable's id of 22 characters; may be empty.
    pub id: String,
    /// The text of its first column; empty when there is none.
    pub name: String,
}

/// The other end of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedRow {
    /// The table at the other end.
    pub table: Table,
    /// The row at the other end.
    pub row: Row,
}

/// Who changed something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Actor {
    /// SeaTable's id of the person (`…@auth.local`); empty for writes with an API token.
    pub user: String,
    /// The name of the API token, or `scripts`; empty for edits by hand.
    pub app: String,
}

impl Table {
    /// What a table is known by in its base: its id, or its name where no id was sent.
    pub fn handle(&self) -> &str {
        if self.id.is_empty() { &self.name } else { &self.id }
    }
}

impl Actor {
    /// What identifies the actor in settings and filters: the person's id, or else the app's name.
    pub fn key(&self) -> &str {
        if self.user.is_empty() { &self.app } else { &self.user }
    }
}

/// One cell's change. The values are SeaTable's stored values; `seatable::value::text` makes text of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellChange {
    /// The column, with what is needed to show the two values.
    pub column: Column,
    /// The value before; `Null` when it was not told. That there was none is told as an empty text.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub old: Value,
    /// The value after; `Null` when there is none.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub new: Value,
}
