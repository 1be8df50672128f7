//! A table's column as a cell of a webhook names it.

mod kind;
pub(crate) mod settings;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, collections::HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::kind::ColumnType;

/// A column: what a cell's value means and how SeaTable shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// Four characters, unique in its table and kept when the column is renamed. The first column is `0000`.
    pub key: String,
    /// The column's name at the time of the event.
    pub name: String,
    /// What kind of values it holds.
    pub kind: ColumnType,
    /// SeaTable's settings of the column (`column_data`) as sent: select options, number and date formats. Mostly an
    /// object, `null` when missing.
    pub data: Value,
}

/// An option of a select column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct SelectOption {
    /// Mostly six digits; empty when only a name is known.
    pub id: String,
    /// The option's name.
    pub name: String,
    /// Background colour as SeaTable writes it (`#F4667C`), empty if unknown. Not checked: foreign text.
    pub color: String,
    /// Text colour, likewise. `textColor` in webhooks, `text_color` where the API made the option.
    pub text_color: String,
}

/// The key of a table's first column, whose value is the row's name.
pub(crate) const FIRST_COLUMN: &str = "0000";

impl Column {
    /// The option with this id. Ids are compared as texts, whatever they came as.
    pub fn option(&self, id: &str) -> Option<SelectOption> {
        self.options(HashSet::from([Cow::Borrowed(id)])).pop()
    }

    /// The same column with only what is needed to show these values later, small enough to be stored with them: the
    /// options that the values name, and the settings that say how to write numbers, dates and so on.
    pub fn pruned_for<'a>(&self, values: impl IntoIterator<Item = &'a Value>) -> Column {
        let mut names = References::default();
        for value in values {
            names.add(value);
        }
        Column {
            key: self.key.clone(),
            name: self.name.clone(),
            kind: self.kind.clone(),
            data: settings::pruned(&self.data, &names, 0),
        }
    }

    /// The options with these ids, in the column's order, in one walk over them however many there are.
    pub(crate) fn options(&self, mut wanted: HashSet<Cow<'_, str>>) -> Vec<SelectOption> {
        wanted.retain(|id| id.len() <= LONGEST_REFERENCE);
        let mut found = Vec::new();
        for option in settings::options(&self.data) {
            if wanted.is_empty() {
                break;
            }
            if let Some(id) = option.get("id").and_then(scalar)
                && wanted.remove(&*id)
            {
                found.push(SelectOption::from_json(option));
            }
        }
        found
    }

    /// Whether the column says which options it has; if not, nothing can be told from an id.
    pub(crate) fn knows_options(&self) -> bool {
        settings::knows_options(&self.data)
    }
}

impl SelectOption {
    fn from_json(option: &Map<String, Value>) -> Self {
        let field = |name: &str| option.get(name).and_then(scalar).map(Cow::into_owned);
        Self {
            id: field("id").unwrap_or_default(),
            name: field("name").unwrap_or_default(),
            color: field("color").unwrap_or_default(),
            text_color: field("textColor").or_else(|| field("text_color")).unwrap_or_default(),
        }
    }
}

/// No option has a longer id, in bytes.
const LONGEST_REFERENCE: usize = 1_000;

/// A value that names more options than that is not one of a select column.
const MOST_REFERENCES: usize = 10_000;

/// The option ids that values refer to.
#[derive(Default)]
pub(crate) struct References(HashSet<String>);

impl References {
    /// Takes in every text and number of the value, at any place: link values hold them in objects.
    pub(crate) fn add(&mut self, value: &Value) {
        let mut open = vec![value];
        while let Some(value) = open.pop()
            && self.0.len() < MOST_REFERENCES
        {
            match value {
                Value::Array(items) => open.extend(items.iter().take(MOST_REFERENCES)),
                Value::Object(fields) => open.extend(fields.values()),
                _ => {
                    let text = scalar(value).filter(|text| (1..=LONGEST_REFERENCE).contains(&text.len()));
                    self.0.extend(text.map(Cow::into_owned));
                }
            }
        }
    }

    pub(crate) fn names(&self, option: &Map<String, Value>) -> bool {
        option.get("id").and_then(scalar).is_some_and(|id| self.0.contains(&*id))
    }

    /// The texts, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.0.contains(text)
    }
}

/// A string, or a number as text: option ids are compared as strings whatever they came as.
pub(crate) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}
