//! What a cell says, as a text.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    kind::{Content, Kind},
    loose,
};
use crate::value::place;

/// How a column's cells are read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) content: Content,
    /// The settings that say what is shown of a place.
    pub(super) data: Value,
}

impl Reading {
    /// The text that a filter compares with; none if there is nothing.
    pub(super) fn text<'v>(&self, cell: Option<&'v Value>) -> Option<Cow<'v, str>> {
        let text = match cell? {
            Value::Array(entries) if self.content.is_list() => Cow::Owned(self.joined(entries)),
            cell => self.one(cell)?,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The entries of a lookup, in a row. One that shows nothing leaves its comma.
    fn joined(&self, entries: &[Value]) -> String {
        let texts: Vec<_> = entries.iter().map(|entry| self.one(entry).unwrap_or_default()).collect();
        texts.join(", ")
    }

    fn one<'v>(&self, value: &'v Value) -> Option<Cow<'v, str>> {
        if self.content.entry == Kind::Place {
            // Here a place is written without blanks between its parts.
            let parts = place::parts(&self.data, value)?;
            return Some(parts.iter().map(|part| part.trim()).collect::<String>().into());
        }
        loose::is_something(value).then(|| loose::text(value))
    }
}

/// What a link column's rows show.
pub(super) fn shown_of_links(cell: &Value) -> Value {
    let shown = |link: &Value| link.get("display_value").cloned().unwrap_or_default();
    match cell {
        Value::Array(links) => Value::Array(links.iter().map(shown).collect()),
        other => other.clone(),
    }
}
