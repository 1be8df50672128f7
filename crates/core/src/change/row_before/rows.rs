//! What many rows were like before their changes, by following what happens from one change to the next.

use std::collections::HashMap;

use seatable::BaseUuid;

use super::{Change, Content, RowBefore};
use crate::change::Authenticity;

/// More rows are not followed at a time; each has the cells that were seen of it.
const MOST_ROWS: usize = 20_000;

/// The base, and the table's [handle](crate::change::Table::handle).
type Table = (Option<BaseUuid>, String);

/// What was seen of rows before a change, for somebody who looks at changes from the oldest on.
#[derive(Debug, Default)]
pub struct RowsBefore {
    /// By the row's id.
    tables: HashMap<Table, HashMap<String, RowBefore>>,
    rows: usize,
}

impl RowsBefore {
    /// What is known of the change's row; `earlier` tells what happened to it before, where it was not followed yet.
    ///
    /// # Errors
    /// That of `earlier`.
    pub fn of<E>(
        &mut self,
        change: &Change,
        earlier: impl FnOnce(&Change) -> Result<Vec<Content>, E>,
    ) -> Result<&RowBefore, E> {
        if self.rows >= MOST_ROWS {
            *self = Self::default();
        }
        let rows = self.tables.entry(table(change)).or_default();
        if !rows.contains_key(&change.row.id) {
            rows.insert(change.row.id.clone(), RowBefore::of(change, &earlier(change)?));
            self.rows += 1;
        }
        let row = rows.entry(change.row.id.clone()).or_default();
        row.meet(change);
        Ok(row)
    }

    /// Goes on after this, with the rows that are followed. What is forged tells nothing.
    pub fn pass(&mut self, content: &Content, authenticity: Authenticity) {
        match content {
            _ if authenticity == Authenticity::Forged => {}
            Content::Gap(gap) => {
                self.tables.retain(|(base, _), _| gap.base.is_some() && gap.base != *base);
                self.rows = self.tables.values().map(HashMap::len).sum();
            }
            Content::Change(told) => {
                let Some(rows) = self.tables.get_mut(&table(told)) else { return };
                if told.may_be_of_others() {
                    self.rows -= rows.len();
                    rows.retain(|row, _| *row == told.row.id);
                    self.rows += rows.len();
                }
                if let Some(row) = rows.get_mut(&told.row.id) {
                    row.take(told);
                }
            }
        }
    }
}

fn table(change: &Change) -> Table {
    (change.base.clone(), change.table.handle().to_owned())
}
