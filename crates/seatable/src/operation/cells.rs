//! Cells of operations: keys become columns, within bounds of work and memory.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};

use serde_json::{Map, Value};

use crate::{
    Column, ColumnType,
    column::{References, scalar},
    lenient::shortened,
    metadata::Table,
    value::is_empty,
    webhook::{Cell, Event},
};

/// Cells kept of one event, as of a webhook.
const MOST_CELLS: usize = 2_000;

/// Memory for all cells of an operation, roughly, in bytes.
const MEMORY: usize = 64 * 1024 * 1024;

/// Options that are looked at without an index for all cells of an operation, mostly those that links show; then cells
/// go without theirs.
const MOST_OPTIONS: usize = 4_000_000;

/// A column with more options gets an index of them.
const FEW_OPTIONS: usize = 32;

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
    /// Of columns with many options, made when first needed.
    indexes: HashMap<&'m str, OptionIndex<'m>>,
    memory: usize,
    options: usize,
}

impl<'m> CellMaker<'m> {
    pub(super) fn new(table: Option<&'m Table>) -> Self {
        let columns = table.map(|table| table.columns.as_slice()).unwrap_or_default();
        let columns = columns.iter().enumerate().map(|(at, column)| (column.key.as_str(), (at, column))).collect();
        Self { columns, indexes: HashMap::new(), memory: MEMORY, options: MOST_OPTIONS }
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
            Some((_, column)) => self.pruned(column, std::iter::once(&value).chain(&old_value)),
            None => {
                let key = shortened(key).to_owned();
                Column { name: key.clone(), key, kind: ColumnType::default(), data: Value::Null }
            }
        };
        self.memory = self.memory.saturating_sub(weight(&column.data) + column.name.len());
        Cell { column, value, old_value }
    }

    /// What [`Column::pruned_for`] would give, without a walk over all options for each cell.
    fn pruned<'v>(&mut self, column: &'m Column, values: impl Iterator<Item = &'v Value> + Clone) -> Column {
        let of_link = column.data.get("array_data").filter(|data| data.is_object());
        if options(&column.data).len() > FEW_OPTIONS && of_link.is_none() {
            let index = self.indexes.entry(&column.key).or_insert_with(|| OptionIndex::new(column));
            return index.with(values.clone()).pruned_for(values);
        }
        let shown = options(&column.data).len() + of_link.map_or(0, |data| options(data).len());
        if self.options < shown {
            return Column { data: Value::Null, ..column.clone() };
        }
        self.options -= shown;
        column.pruned_for(values)
    }

    fn afford(&mut self, value: &Value, old: Option<&Value>) -> bool {
        let needed = CELL + weight(value) + old.map_or(0, weight);
        let enough = self.memory >= needed;
        self.memory = self.memory.saturating_sub(needed);
        enough
    }
}

/// A column's options by id.
struct OptionIndex<'m> {
    /// The column with no options.
    bare: Column,
    options: &'m [Value],
    places: HashMap<Cow<'m, str>, Vec<usize>>,
}

impl<'m> OptionIndex<'m> {
    fn new(column: &'m Column) -> Self {
        let options = options(&column.data);
        let mut places: HashMap<Cow<'m, str>, Vec<usize>> = HashMap::new();
        for (at, option) in options.iter().enumerate() {
            if let Some(id) = option.get("id").and_then(scalar) {
                places.entry(id).or_default().push(at);
            }
        }
        Self { bare: column.pruned_for([]), options, places }
    }

    /// The column with the options that the values name.
    fn with<'v>(&self, values: impl Iterator<Item = &'v Value>) -> Column {
        let mut names = References::default();
        values.for_each(|value| names.add(value));
        let places: BTreeSet<usize> =
            names.iter().filter_map(|name| self.places.get(name)).flatten().copied().collect();
        let mut column = self.bare.clone();
        if let Value::Object(data) = &mut column.data {
            let options = places.into_iter().map(|at| self.options[at].clone()).collect();
            data.insert("options".to_owned(), Value::Array(options));
        }
        column
    }
}

fn options(data: &Value) -> &[Value] {
    data.get("options").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
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
