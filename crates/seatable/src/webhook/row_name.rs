//! A row's name, which is the value of its first column, of whatever type.

use serde_json::Value;

use super::{Cell, Event, LinkSide, RowRef};
use crate::{
    Column,
    column::FIRST_COLUMN,
    value::{Format, is_empty, text},
};

impl Event {
    /// The row's name for people, of at most [`crate::value::LONGEST`] characters; none if it has no name.
    ///
    /// The report says the first column's type only if that cell is in it. Otherwise the name is shown as what it
    /// looks like; an option id without its option stays an id.
    pub fn row_name_text(&self, format: &Format) -> Option<String> {
        row_name(&self.row, &self.cells, format)
    }
}

impl LinkSide {
    /// The name of this side's row for people, as [`Event::row_name_text`].
    pub fn row_name_text(&self, format: &Format) -> Option<String> {
        row_name(&self.row, &self.cells, format)
    }
}

fn row_name(row: &RowRef, cells: &[Cell], format: &Format) -> Option<String> {
    // An empty text tells "nothing to show" from a name that reads like the word for it.
    let format = &Format { empty: String::new(), ..format.clone() };
    let shown = |column: &Column, value: &Value| Some(text(column, value, format)).filter(|text| !text.is_empty());
    let unknown = Column::default();

    let first = cells.iter().find(|cell| cell.column.key == FIRST_COLUMN);
    let by_column = || {
        let cell = first?;
        let value = if is_empty(&row.name) { &cell.value } else { &row.name };
        // An empty checkbox is no name.
        if is_empty(value) { None } else { shown(&cell.column, value) }
    };
    by_column().or_else(|| shown(&unknown, by_option(row)?)).or_else(|| shown(&unknown, &row.name))
}

/// The option's name from `row_name_option`, in any form that it may have.
fn by_option(row: &RowRef) -> Option<&Value> {
    let option = &row.name_option;
    match option {
        Value::String(name) if !name.is_empty() => Some(option),
        Value::Object(fields) if fields.contains_key("name") => Some(option),
        Value::Array(options) if !options.is_empty() => Some(option),
        _ => None,
    }
}
