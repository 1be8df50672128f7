//! What a row was like before a change, by what earlier changes told of it.

mod read;
mod rows;

use std::collections::BTreeMap;

use jiff::Timestamp;
use rowbell_rules::{CellFact, Origin, is_filled_in, stays};
use seatable::Column;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    read::{ReadRow, RowsRead},
    rows::RowsBefore,
};
use super::{Change, ChangeKind, Content};

static EMPTY: Value = Value::Null;

/// The cells of a row as they were last told before one of its changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowBefore {
    /// By the column's key.
    cells: BTreeMap<String, SeenCell>,
    /// When the row was added, if that was seen: what no change has told since is empty.
    added: Option<Timestamp>,
    /// The row at the change, where it was read from SeaTable since.
    read: Option<ReadRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SeenCell {
    column: Column,
    value: Value,
    at: Timestamp,
}

impl RowBefore {
    /// What these told of the row before this change: its changes and what else happened in its base, the oldest first.
    pub fn of<'c>(change: &Change, earlier: impl IntoIterator<Item = &'c Content>) -> Self {
        let mut row = Self::default();
        earlier.into_iter().for_each(|content| row.learn(change, content));
        row.meet(change);
        row
    }

    fn learn(&mut self, of: &Change, content: &Content) {
        let told = match content {
            // It may have been changed meanwhile.
            Content::Gap(gap) => {
                if gap.base.is_none() || gap.base == of.base {
                    *self = Self::default();
                }
                return;
            }
            Content::Change(told) => told,
        };
        if !told.is_in_table_of(of) {
            return;
        }
        if told.row.id != of.row.id {
            if told.may_be_of_others() {
                *self = Self::default();
            }
            return;
        }
        self.take(told);
    }

    /// What a change of the row itself tells.
    fn take(&mut self, told: &Change) {
        let at = Timestamp::from_millisecond(told.at_ms).unwrap_or_default();
        let are_all_told = told.cells_left_out == 0;
        match told.kind {
            ChangeKind::RowAdded => *self = Self { added: are_all_told.then_some(at), ..Self::default() },
            ChangeKind::RowChanged if are_all_told => {}
            ChangeKind::LinkAdded | ChangeKind::LinkRemoved | ChangeKind::LinksChanged => return,
            // Nobody knows which other cells it changed.
            ChangeKind::RowChanged => *self = Self::default(),
            ChangeKind::RowDeleted | ChangeKind::Other | ChangeKind::Unrecognised => {
                *self = Self::default();
                return;
            }
        }
        for cell in told.cells.iter().filter(|cell| stays(&cell.column.kind)) {
            let seen = SeenCell { column: cell.column.clone(), value: cell.new.clone(), at };
            self.cells.insert(cell.column.key.clone(), seen);
        }
    }

    /// A report names only the options that its own values need; a value of before needs others.
    fn meet(&mut self, change: &Change) {
        for cell in &change.cells {
            let Some(seen) = self.cells.get_mut(&cell.column.key) else { continue };
            if seen.column.kind == cell.column.kind {
                let before = std::mem::replace(&mut seen.column, cell.column.clone());
                add_options(&mut seen.column, &before);
            } else {
                self.cells.remove(&cell.column.key);
            }
        }
    }

    /// The cells of the change, and those that are known from before. `columns` are those of the table, where they are known.
    pub fn cells<'a>(&'a self, content: &'a Content, columns: Option<&'a [Column]>) -> Vec<CellFact<'a>> {
        let mut cells = content.cells();
        if let Some(change) = content.change().filter(|change| change.can_be_known_from_before()) {
            if change.kind == ChangeKind::RowChanged {
                cells.iter_mut().filter(|cell| cell.old.is_none()).for_each(|cell| self.tell_old(cell));
            }
            let read = self.read(change, columns);
            let is_read = |cell: &CellFact<'_>| read.iter().any(|read| read.column.key == cell.column.key);
            cells.extend(self.untouched(change, columns).into_iter().filter(|cell| !is_read(cell)));
            cells.extend(read);
        }
        cells
    }

    fn tell_old<'a>(&'a self, cell: &mut CellFact<'a>) {
        match (self.cells.get(&cell.column.key), self.added) {
            (Some(seen), _) => {
                (cell.column, cell.old, cell.origin) = (&seen.column, Some(&seen.value), Origin::OldSeen(seen.at));
            }
            (None, Some(added)) if is_empty_at_first(cell.column) => {
                (cell.old, cell.origin) = (Some(&EMPTY), Origin::OldSeen(added));
            }
            (None, _) => {}
        }
    }

    /// The cells that the change does not name.
    fn untouched<'a>(&'a self, change: &'a Change, columns: Option<&'a [Column]>) -> Vec<CellFact<'a>> {
        let is_told = |key: &str| change.cells.iter().any(|cell| cell.column.key == key);
        let fact = |column, value, at| CellFact { column, old: Some(value), new: value, origin: Origin::Seen(at) };
        // A column that became one of another kind has other values now.
        let is_as_before = |column: &Column| {
            let same = |known: &Column| known.key == column.key && known.kind == column.kind;
            columns.is_none_or(|columns| columns.iter().any(same))
        };
        let seen = self.cells.values().filter(|seen| is_as_before(&seen.column));
        let seen = seen.map(|seen| fact(&seen.column, &seen.value, seen.at));
        let empty = self.added.into_iter().flat_map(|at| {
            let never_told = |column: &&Column| is_empty_at_first(column) && !self.cells.contains_key(&column.key);
            columns.into_iter().flatten().filter(never_told).map(move |column| fact(column, &EMPTY, at))
        });
        seen.chain(empty).filter(|cell| !is_told(&cell.column.key)).collect()
    }
}

impl Change {
    /// Whether what it does not tell of its row may be known from before. A new row has no before, and a link has two rows.
    pub fn can_be_known_from_before(&self) -> bool {
        matches!(self.kind, ChangeKind::RowChanged | ChangeKind::RowDeleted) && !self.row.id.is_empty()
    }

    /// Whether it is a new row whose cells may still be told as changes of their own.
    pub fn may_be_filled_in(&self) -> bool {
        self.kind == ChangeKind::RowAdded && self.rows_affected <= 1 && !self.row.id.is_empty()
    }

    /// Whether the row is there to be read, and tells more of the change.
    pub fn can_be_read(&self) -> bool {
        let is_named = !self.row.id.is_empty() && !self.table.id.is_empty();
        self.kind == ChangeKind::RowChanged && self.rows_affected <= 1 && is_named
    }

    /// Whether one of the rows that it does not name may be any other of its table.
    fn may_be_of_others(&self) -> bool {
        self.rows_affected > 1 && self.kind != ChangeKind::RowAdded
    }

    /// Whether both happened in the same table, as far as they say.
    pub(crate) fn is_in_table_of(&self, other: &Change) -> bool {
        let by_id = !self.table.id.is_empty() && !other.table.id.is_empty();
        let same = if by_id { self.table.id == other.table.id } else { self.table.name == other.table.name };
        same && self.base == other.base
    }
}

/// Whether such a cell of a new row is empty if the report of the row does not name it.
fn is_empty_at_first(column: &Column) -> bool {
    stays(&column.kind) && !is_filled_in(&column.kind)
}

fn add_options(column: &mut Column, from: &Column) {
    let Some(more) = from.data.get("options").and_then(Value::as_array) else { return };
    match column.data.get_mut("options").and_then(Value::as_array_mut) {
        Some(options) => {
            let is_new = |option: &&Value| !options.iter().any(|known| known.get("id") == option.get("id"));
            let more: Vec<Value> = more.iter().filter(is_new).cloned().collect();
            options.extend(more);
        }
        None => column.data = from.data.clone(),
    }
}

#[cfg(test)]
mod tests;
