//! The columns of tables, as far as they are known: all of a connected base, else those that were seen in changes.

use std::collections::HashMap;

pub use rowbell_rules::{is_computed, offered};
use seatable::{BaseUuid, Column};
use serde_json::Value;

use super::configuration::Configuration;
use crate::{
    change::Entry,
    error::ActionError,
    history::{Filter, History, Start},
};

/// How many entries are looked at in one go: few enough that nothing else waits for the database.
const PAGE: usize = 500;
/// How many changes of a table are looked at. What was not seen in so many is hardly asked for, and can be named.
const MOST_CHANGES: usize = 2_000;
/// No table has more (SeaTable's own limit is 500).
const MOST_COLUMNS: usize = 2_000;
/// The most options of a column that are gathered from changes.
const MOST_OPTIONS: usize = 1_000;

/// Columns of tables. Cheap to clone.
#[derive(Clone)]
pub struct Columns {
    settings: Configuration,
    history: History,
}

/// What is known of a table's columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownColumns {
    /// The columns; those that were seen in changes come in the order in which they were seen, the newest first.
    pub columns: Vec<Column>,
    /// Whether these are all, with all their options.
    pub whole: bool,
}

impl Columns {
    pub(crate) fn new(settings: Configuration, history: History) -> Self {
        Self { settings, history }
    }

    /// The columns of a table, by the table's id or name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&self, base: &BaseUuid, table: &str) -> Result<KnownColumns, ActionError> {
        if let Some(metadata) = self.settings.context().metadata(base) {
            let by_id = metadata.tables.iter().find(|known| known.id == table);
            let known = by_id.or_else(|| metadata.tables.iter().find(|known| known.name == table));
            if let Some(known) = known {
                return Ok(KnownColumns { columns: known.columns.clone(), whole: true });
            }
        }
        self.seen(base, table).await
    }

    async fn seen(&self, base: &BaseUuid, table: &str) -> Result<KnownColumns, ActionError> {
        let filter = Filter { base: Some(base.clone()), table: Some(table.to_owned()), ..Filter::default() };
        let mut seen = Seen::default();
        let (mut from, mut looked_at) = (Start::Newest, 0);
        while looked_at < MOST_CHANGES {
            let page = self.history.page(filter.clone(), from, PAGE).await?;
            let Some(last) = page.last() else { break };
            from = Start::Before(last.id);
            looked_at += page.len();
            page.iter().for_each(|entry| seen.add(entry, table));
        }
        Ok(KnownColumns { columns: seen.columns, whole: false })
    }
}

/// Columns as changes told them, the newest first.
#[derive(Default)]
struct Seen {
    columns: Vec<Column>,
    /// Where each is, by its key.
    at: HashMap<String, usize>,
}

impl Seen {
    fn add(&mut self, entry: &Entry, table: &str) {
        // A change of links is found by either of its tables; its cells are of the first.
        let told = entry.change().filter(|change| change.table.id == table || change.table.name == table);
        for cell in told.iter().flat_map(|change| &change.cells) {
            match self.at.get(&cell.column.key) {
                Some(at) => add_options(&mut self.columns[*at], &cell.column),
                None if self.columns.len() < MOST_COLUMNS => {
                    self.at.insert(cell.column.key.clone(), self.columns.len());
                    self.columns.push(cell.column.clone());
                }
                None => {}
            }
        }
    }
}

/// A change tells only the options that its values name. What it says of one that is known already is older.
fn add_options(column: &mut Column, older: &Column) {
    let Some(more) = older.data.get("options").and_then(Value::as_array) else { return };
    let Some(data) = column.data.as_object_mut() else { return };
    let options = data.entry("options").or_insert_with(|| Value::Array(Vec::new()));
    let Some(options) = options.as_array_mut() else { return };
    for option in more {
        let is_known = options.iter().any(|known| known.get("id") == option.get("id"));
        if !is_known && options.len() < MOST_OPTIONS {
            options.push(option.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn options_add_up_and_the_newest_names_count() {
        let column = |options: Value| Column { data: json!({ "options": options }), ..Column::default() };
        let mut known = column(json!([{"id": "1", "name": "Won"}]));
        add_options(&mut known, &column(json!([{"id": "1", "name": "Gained"}, {"id": "2", "name": "Lost"}])));
        assert_eq!(known, column(json!([{"id": "1", "name": "Won"}, {"id": "2", "name": "Lost"}])));
        let mut bare = Column::default();
        add_options(&mut bare, &known);
        assert_eq!(bare, Column::default());
    }
}
