//! What rules can ask about a change or a gap.

use jiff::{Timestamp, tz::TimeZone};
use seatable::{BaseUuid, Column, ColumnType, filter::Me};
use serde_json::Value;

use crate::EntryKind;

/// All that is known of a change, or of a gap, when the rules are asked. Borrowed, so that asking copies nothing.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whether its signature was wrong.
    pub is_forged: bool,
    /// What it is.
    pub kind: EntryKind,
    /// The base, where the report named one.
    pub base: Option<&'a BaseUuid>,
    /// The table it happened in; empty for a gap.
    pub table: TableFact<'a>,
    /// The table at the other end of a link, for the link kinds.
    pub linked_table: Option<TableFact<'a>>,
    /// SeaTable's ids of the rows that are named: the changed one, and the one at the other end of a link.
    pub row_ids: [&'a str; 2],
    /// SeaTable's id of who did it (`…@auth.local`); empty for writes with an API token.
    pub user: &'a str,
    /// The name of the API token, or `scripts`; empty for edits by hand.
    pub app: &'a str,
    /// The person themself, at each server that they use.
    pub me: &'a [Me],
    /// When it happened.
    pub at: Timestamp,
    /// Where the person is.
    pub zone: &'a TimeZone,
    /// The cells that the report tells, and after them those that are known from earlier changes of the row, or because it was read.
    pub cells: &'a [CellFact<'a>],
    /// Whether there were more.
    pub cells_left_out: bool,
    /// How many rows it stands for. The cells are those of one of them.
    pub rows: u64,
    /// The table's columns, where they are known.
    pub columns: Option<&'a [Column]>,
}

/// A table, as a report names it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TableFact<'a> {
    /// SeaTable's id; may be empty.
    pub id: &'a str,
    /// The name people gave it; may be empty.
    pub name: &'a str,
}

/// A cell whose value is known.
#[derive(Clone, Copy, Debug)]
pub struct CellFact<'a> {
    /// Its column. Its settings may have no more options than those that the two values name.
    pub column: &'a Column,
    /// The value before; none: it was not told. That there was none is told as `null` or an empty text.
    pub old: Option<&'a Value>,
    /// The value after.
    pub new: &'a Value,
    /// Where that is known from.
    pub origin: Origin,
}

/// Where a cell's values are known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The change tells them.
    Change,
    /// The change tells the value after; the one before is known from the row's change of this time.
    OldSeen(Timestamp),
    /// The change does not name the cell, which still has the value of the row's change of this time.
    Seen(Timestamp),
    /// The change does not name the cell. The row was read from SeaTable at this time, and what is known to have changed
    /// since the change was undone.
    Read(Timestamp),
}

impl Origin {
    /// Since when the value before is known, or else the value after, if the change does not tell it.
    pub(crate) fn seen(self, before: bool) -> Option<Timestamp> {
        match self {
            Self::OldSeen(at) if before => Some(at),
            Self::Seen(at) | Self::Read(at) => Some(at),
            _ => None,
        }
    }

    /// Whether it is known from a row that was read.
    pub(crate) fn is_read(self) -> bool {
        matches!(self, Self::Read(_))
    }
}

/// Whether a cell of this kind has another value only after a change that names it.
pub fn stays(kind: &ColumnType) -> bool {
    !is_computed(kind) && !matches!(kind, ColumnType::LastModifier | ColumnType::ModifiedTime)
}

/// Whether SeaTable computes such cells, and tells no value of them.
pub(crate) fn is_computed(kind: &ColumnType) -> bool {
    matches!(kind, ColumnType::Formula | ColumnType::LinkFormula | ColumnType::Link)
}

/// Whether SeaTable fills in such a cell of a new row without telling it.
pub fn is_filled_in(kind: &ColumnType) -> bool {
    use ColumnType::{AutoNumber, CreatedTime, Creator, LastModifier, ModifiedTime};
    matches!(kind, AutoNumber | Creator | CreatedTime | LastModifier | ModifiedTime)
}

impl<'a> Facts<'a> {
    /// What is known of a gap, or of nothing: no change of any row, by nobody.
    pub fn bare(kind: EntryKind, at: Timestamp, zone: &'a TimeZone, me: &'a [Me]) -> Self {
        Self {
            is_forged: false,
            kind,
            base: None,
            table: TableFact::default(),
            linked_table: None,
            row_ids: [""; 2],
            user: "",
            app: "",
            me,
            at,
            zone,
            cells: &[],
            cells_left_out: false,
            rows: 1,
            columns: None,
        }
    }

    /// Whether the person themself did it, as far as it is known who they are.
    pub(crate) fn is_me(&self) -> bool {
        self.me.iter().any(|me| me.id.as_deref() == Some(self.user))
    }

    pub(crate) fn knows_me(&self) -> bool {
        self.me.iter().any(|me| me.id.is_some())
    }

    /// Whether nobody is named who did it.
    pub(crate) fn names_nobody(&self) -> bool {
        self.user.is_empty() && self.app.is_empty()
    }
}
