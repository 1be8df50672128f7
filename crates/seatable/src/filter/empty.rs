//! Whether SeaTable takes a cell for empty, which each type does in its own way.

use serde_json::Value;

use super::{Viewer, day::day, kind::Kind, loose::is_something, reading::Reading};

impl Reading {
    /// Whether the cell is empty; one that is missing is.
    pub(super) fn is_empty(&self, cell: Option<&Value>, viewer: &Viewer<'_>) -> bool {
        match cell {
            None => true,
            Some(Value::Array(entries)) if self.content.is_list() => entries.is_empty(),
            Some(cell) if self.content.is_list() => self.is_empty_instead_of_list(cell, viewer),
            Some(cell) => self.is_empty_cell(cell, viewer),
        }
    }

    fn is_empty_cell(&self, cell: &Value, viewer: &Viewer<'_>) -> bool {
        match self.content.entry {
            // Whatever it is that is there, even an empty list or an option that was deleted.
            Kind::Text | Kind::Address | Kind::AutoNumber | Kind::Author | Kind::Option | Kind::Checkbox => {
                !is_something(cell)
            }
            Kind::LongText => {
                let text = cell.as_str().or_else(|| cell.get("text")?.as_str());
                text.is_none_or(|text| text.trim().is_empty())
            }
            Kind::Place => self.text(Some(cell)).is_none(),
            // A number that came as a text is none, though it equals one.
            Kind::Number => !cell.is_number(),
            // What is no date is nothing.
            Kind::Date => day(cell, viewer.zone).is_none(),
            Kind::Department => !is_something(cell) || !(cell.is_number() || cell.is_string()),
            Kind::Options | Kind::Departments | Kind::People => cell.as_array().is_none_or(Vec::is_empty),
            Kind::Files => match cell {
                Value::Array(files) => files.is_empty(),
                // The address of a single one.
                other => other.as_str().is_none_or(str::is_empty),
            },
            Kind::Signature => {
                let has = |name: &str| cell.get(name).is_some_and(is_something);
                !(has("username") && has("sign_image_url") && has("sign_time"))
            }
        }
    }

    /// A lookup that is no list has mostly gone wrong: it holds an error. Not all types see that.
    fn is_empty_instead_of_list(&self, cell: &Value, viewer: &Viewer<'_>) -> bool {
        match self.content.entry {
            Kind::LongText | Kind::Place | Kind::Options | Kind::People | Kind::Author => true,
            Kind::Date => day(cell, viewer.zone).is_none(),
            _ => !is_something(cell),
        }
    }
}
