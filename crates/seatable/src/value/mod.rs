//! A cell's stored value as short text for people.
//!
//! It is the text that the same person sees in SeaTable's grid, held against what SeaTable's own JavaScript library answers
//! for a thousand cells (`grid_tests.rs`, which lists what differs and why). What depends on the person comes from
//! [`Format`] alone.

pub(crate) mod date;
pub(crate) mod decimal;
mod line;
mod longtext;
mod number;
pub(crate) mod place;
mod render;

use std::{fmt, sync::Arc};

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::{Column, ColumnType, SelectOption, column::scalar};

/// The longest text in characters, the ellipsis included.
pub const LONGEST: usize = 200;

/// Of a list with more entries, only this many are looked at.
const MOST_ENTRIES: usize = 200;

/// A name for a person's id, if there is one.
pub type People = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What a text depends on beside its column: the person's words, place and names. The default is English, in UTC, and knows nobody.
#[derive(Clone)]
pub struct Format {
    /// Stands for no value.
    pub empty: String,
    /// Stands for a ticked checkbox and for true.
    pub checked: String,
    /// Stands for an empty checkbox and for false.
    pub unchecked: String,
    /// Where the person is: dates and times with an offset are shown as of there, others as they are written.
    pub time_zone: TimeZone,
    /// Names for people's ids (`4bc9…@auth.local`). An id without a name is shown as its first six characters.
    pub people: Option<People>,
}

impl Default for Format {
    fn default() -> Self {
        Self {
            empty: "(empty)".to_owned(),
            checked: "Yes".to_owned(),
            unchecked: "No".to_owned(),
            time_zone: TimeZone::UTC,
            people: None,
        }
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Format")
            .field("empty", &self.empty)
            .field("checked", &self.checked)
            .field("unchecked", &self.unchecked)
            .field("time_zone", &self.time_zone)
            .field("people", &self.people.as_ref().map(|_| ".."))
            .finish()
    }
}

impl Format {
    /// The name to show for a person's id; empty for an empty id.
    pub fn person(&self, id: &str) -> String {
        let id = id.trim();
        let known = self.people.as_ref().and_then(|people| people(id));
        if let Some(name) = known.filter(|name| !name.trim().is_empty()) {
            return name;
        }
        match id.split_once('@') {
            Some((local, "auth.local")) => local.chars().take(6).collect(),
            _ => id.to_owned(),
        }
    }
}

/// Whether there is no value: SeaTable means the same by `""`, `null`, `[]` and a missing field, whatever the type.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The value as text on one line, of at most [`LONGEST`] characters.
///
/// Runs of blanks become one; control characters and those that turn the writing direction are dropped. A value that
/// does not fit its column's type is shown as what it is. Nothing to show gives [`Format::empty`], and a checkbox
/// without a value [`Format::unchecked`], because older servers send `""` for false.
pub fn text(column: &Column, value: &Value, format: &Format) -> String {
    text_within(column, value, format, LONGEST)
}

/// [`text`], of at most this many characters.
pub fn text_within(column: &Column, value: &Value, format: &Format, most: usize) -> String {
    let mut line = line::Line::of(most);
    render::value(&mut line, column, value, format, 0);
    let text = line.finish();
    if text.is_empty() { format.empty.clone() } else { text }
}

/// Whether [`text`] has nothing to show of the value, though there may be one: a place without name and coordinates.
pub fn shows_nothing(column: &Column, value: &Value, format: &Format) -> bool {
    let mut line = line::Line::of(LONGEST);
    render::value(&mut line, column, value, format, 0);
    line.finish().is_empty()
}

/// The options that a select column's value names, of several in the column's order and each once, as SeaTable's grid
/// has it; none for other columns.
///
/// Only ids count: an option that was deleted is left out, also if another has its id for a name. If the column does not
/// say which options it has, each is an option with that name only.
pub fn chips(column: &Column, value: &Value) -> Vec<SelectOption> {
    if !matches!(column.kind, ColumnType::SingleSelect | ColumnType::MultipleSelect) {
        return Vec::new();
    }
    let items = match value {
        Value::Array(items) => &items[..items.len().min(MOST_ENTRIES)],
        single => std::slice::from_ref(single),
    };
    let ids = items.iter().filter_map(scalar).filter(|id| !id.is_empty());
    if column.knows_options() {
        return column.options(ids.collect());
    }
    ids.map(|id| SelectOption { name: id.into_owned(), ..SelectOption::default() }).collect()
}

#[cfg(test)]
mod grid_tests;
#[cfg(test)]
mod tests;
