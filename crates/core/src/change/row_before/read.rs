//! A row that was read from SeaTable, because a rule asks for cells that a change does not tell.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rowbell_rules::{CellFact, Origin, stays};
use seatable::{BaseUuid, Column};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{EMPTY, RowBefore};
use crate::change::{Change, ChangeKind, Content};

/// Rows of a table that were read.
#[derive(Clone, Debug, PartialEq)]
pub struct RowsRead {
    /// The base.
    pub base: BaseUuid,
    /// The table.
    pub table_id: String,
    /// When they were read. Unix milliseconds.
    pub read_ms: i64,
    /// The values of their cells by the column's key, by row; none: the row is not to be had.
    pub rows: HashMap<String, Option<Map<String, Value>>>,
}

/// The cells of a row at one of its changes, as far as the row that was read later tells them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadRow {
    /// By the column's key. An empty cell is not among them, but what can't be told is.
    cells: BTreeMap<String, Option<Value>>,
    /// When it was read.
    at: Timestamp,
    /// Whether the row is known to have changed since, so that what SeaTable computes may have changed, too.
    is_past: bool,
}

impl ReadRow {
    /// The row at a change, if it was read at `read_ms` with these cells, and `later` is what happened since the change, the
    /// oldest first. None if nobody knows what was changed since.
    pub fn at(change: &Change, read_ms: i64, cells: Map<String, Value>, later: &[Content]) -> Option<Self> {
        let cells = cells.into_iter().map(|(key, value)| (key, Some(value))).collect();
        let mut row = Self { cells, at: Timestamp::from_millisecond(read_ms).unwrap_or_default(), is_past: false };
        for content in later.iter().rev() {
            row.undo(change, content)?;
        }
        Some(row)
    }

    fn undo(&mut self, of: &Change, content: &Content) -> Option<()> {
        let told = match content {
            Content::Gap(gap) => return (gap.base.is_some() && gap.base != of.base).then_some(()),
            Content::Change(told) if told.is_in_table_of(of) => told,
            Content::Change(_) => return Some(()),
        };
        if told.row.id != of.row.id {
            return (!told.may_be_of_others()).then_some(());
        }
        self.is_past = true;
        match told.kind {
            ChangeKind::LinkAdded | ChangeKind::LinkRemoved | ChangeKind::LinksChanged => return Some(()),
            ChangeKind::RowChanged if told.cells_left_out == 0 => {}
            _ => return None,
        }
        for cell in &told.cells {
            let old = (!cell.old.is_null()).then(|| cell.old.clone());
            self.cells.insert(cell.column.key.clone(), old);
        }
        Some(())
    }

    fn cell<'a>(&'a self, change: &Change, column: &'a Column) -> Option<CellFact<'a>> {
        let stays = stays(&column.kind);
        if self.is_past && !stays {
            return None;
        }
        let new = match self.cells.get(&column.key) {
            Some(value) => value.as_ref()?,
            None => &EMPTY,
        };
        // The change may have left it out, and SeaTable may have computed it anew.
        let old = (stays && change.cells_left_out == 0).then_some(new);
        Some(CellFact { column, old, new, origin: Origin::Read(self.at) })
    }
}

impl RowBefore {
    /// And the row was read, which tells more.
    #[must_use]
    pub fn with_read(self, read: Option<ReadRow>) -> Self {
        Self { read, ..self }
    }

    /// The cells that the change does not name, as they were read.
    pub(super) fn read<'a>(&'a self, change: &'a Change, columns: Option<&'a [Column]>) -> Vec<CellFact<'a>> {
        let Some(read) = self.read.as_ref().filter(|_| change.kind == ChangeKind::RowChanged) else {
            return Vec::new();
        };
        let is_told = |column: &Column| change.cells.iter().any(|cell| cell.column.key == column.key);
        let untold = columns.into_iter().flatten().filter(|column| !is_told(column));
        untold.filter_map(|column| read.cell(change, column)).collect()
    }
}
