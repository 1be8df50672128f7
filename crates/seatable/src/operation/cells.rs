//! Cells of operations: keys become columns, within bounds of work and memory.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::{
    Column, ColumnType,
    lenient::shortened,
    metadata::Table,
    value::is_empty,
    webhook::{Cell, Event},
};

/// Cells kept of one event, as of a webhook.
const MOST_CELLS: usize = 2_000;

/// Memory for all cells of an operation, roughly, in bytes.
const MEMORY: usize = 64 * 1024 * 1024;

/// Options that are looked at for all cells of an operation; then cells go without theirs.
const MOST_OPTIONS: usize = 20_000_000;

/// What a cell takes beside its values, roughly, in bytes.
const CELL: usize = 400;

/// Which cells of a row are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// All but SeaTable's own (`_id`, `_mtime`, …).
    All,
    /// Of those, the ones that hold something.
    Filled,
}

/// Makes cells out of the values of one table's rows.
pub(super) struct CellMaker<'m> {
    /// The columns by key, with their place in the table.
    columns: HashMap<&'m str, (usize, &'m Column)>,
    memory: usize,
    options: usize,
}

impl<'m> CellMaker<'m> {
    pub(super) fn new(table: Option<&'m Table>) -> Self {
        let columns = table.map(|table| table.columns.as_slice()).unwrap_or_default();
        let columns = columns.iter().enumerate().map(|(at, column)| (column.key.as_str(), (at, column))).collect();
        Self { columns, memory: MEMORY, options: MOST_OPTIONS }
    }

    /// Puts a row's cells into the event, in the order of the table. `old` holds values before, if they are told.
    pub(super) fn fill(&mut self, event: &mut Event, row: &Map<String, Value>, old: Option<&Value>, which: Which) {
        let told =
            |(key, value): &(&String, &Value)| !key.starts_with('_') && (which == Which::All || !is_empty(value));
        let place = |key: &str| self.columns.get(key).map_or(usize::MAX, |(at, _)| *at);
        let mut told: Vec<(usize, &String, &Value)> =
            row.iter().filter(told).map(|(key, value)| (place(key), key, value)).collect();
        told.sort_by_key(|(at, ..)| *at);
        for (at, (_, key, value)) in told.iter().enumerate() {
            let old = old.and_then(|old| old.get(key.as_str()));
            if event.cells.len() == MOST_CELLS || !self.afford(value, old) {
                event.cells_left_out += told.len() - at;
                return;
            }
            event.cells.push(self.cell(key, Value::clone(value), old.cloned()));
        }
    }

    /// A cell of the column of this key.
    pub(super) fn cell(&mut self, key: &str, value: Value, old_value: Option<Value>) -> Cell {
        let column = match self.columns.get(key) {
            Some((_, column)) => {
                let options = count_options(&column.data);
                if self.options >= options {
                    self.options -= options;
                    column.pruned_for(std::iter::once(&value).chain(&old_value))
                } else {
                    Column {
                        data: Value::Null,
                        key: column.key.clone(),
                        name: column.name.clone(),
                        kind: column.kind.clone(),
                    }
                }
            }
            None => {
                let key = shortened(key).to_owned();
                Column { name: key.clone(), key, kind: ColumnType::default(), data: Value::Null }
            }
        };
        self.memory = self.memory.saturating_sub(weight(&column.data) + column.name.len());
        Cell { column, value, old_value }
    }

    fn afford(&mut self, value: &Value, old: Option<&Value>) -> bool {
        let needed = CELL + weight(value) + old.map_or(0, weight);
        let enough = self.memory >= needed;
        self.memory = self.memory.saturating_sub(needed);
        enough
    }
}

/// The options of a column, and those of the column that a link shows.
fn count_options(data: &Value) -> usize {
    let count = |data: &Value| data.get("options").and_then(Value::as_array).map_or(0, Vec::len);
    count(data) + data.get("array_data").map_or(0, count)
}

/// What a value takes in memory, roughly, in bytes. No value here is nested deeply.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => 32 + text.len(),
        Value::Array(items) => 32 + items.iter().map(weight).sum::<usize>(),
        Value::Object(fields) => 600 + fields.iter().map(|(key, field)| 60 + key.len() + weight(field)).sum::<usize>(),
        _ => 32,
    }
}
