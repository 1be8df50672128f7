//! A base's structure: its tables with their columns and views.
//!
//! It is what names the ids in operations ([`crate::operation`]) and what `GET …/metadata/` answers
//! (`base_operations.yaml` in the public repository `seatable/openapi`). Written with serde it can be kept on disk and
//! read back.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    Column, ColumnType,
    answer::Department,
    column::scalar,
    lenient::{self, shortened},
};

/// Tables kept of one base; the rest is counted in [`Metadata::left_out`].
const MOST_TABLES: usize = 2_000;

/// Columns and views kept of one table, likewise.
const MOST_PARTS: usize = 2_000;

/// Memory for the settings of all columns, roughly, in bytes.
const BUDGET: usize = 64 * 1024 * 1024;

/// What a base is made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The tables in the order of the base.
    pub tables: Vec<Table>,
    /// The base's version at that time: operations up to this `op_id` are already in it.
    pub version: Option<i64>,
    /// How many tables, columns and views there were beyond what is kept (2,000 tables, 2,000 of each in a table).
    pub left_out: usize,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    /// Four characters (`_id`), kept when the table is renamed.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its columns in the table's order; the first one (key `0000`) names the rows.
    pub columns: Vec<Column>,
    /// Its views in their order; the folders that a person sees them in are left out.
    pub views: Vec<View>,
}

/// A view of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// Four characters (`_id`), unique in its table. Mostly `0000` for the first one.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `table`, `archive` and perhaps others, as sent (`type`).
    pub kind: String,
}

/// What a link column's settings say (`data` of a column of type `link`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkSettings<'m> {
    /// The same on both sides of the link.
    pub link_id: &'m str,
    /// One of the two tables.
    pub table_id: &'m str,
    /// The other one. Which of the two is which says nothing about the table that the column is in.
    pub other_table_id: &'m str,
}

/// Why an answer is no metadata.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answer holds no tables of a base: {reason}")]
pub struct Unreadable {
    /// What is wrong, in English.
    pub reason: String,
}

impl Metadata {
    /// Reads the answer of `GET …/metadata/`, or the object inside its `metadata`.
    ///
    /// # Errors
    ///
    /// If it is not JSON or has no list of tables. Anything smaller that is wrong is left out.
    pub fn read(json: &str) -> Result<Self, Unreadable> {
        let answer = lenient::value(json, BUDGET).map_err(|error| Unreadable { reason: error.to_string() })?;
        let metadata = answer.get("metadata").unwrap_or(&answer);
        let Some(Value::Array(tables)) = metadata.get("tables") else {
            return Err(Unreadable { reason: "no tables".to_owned() });
        };
        let mut left_out = tables.len().saturating_sub(MOST_TABLES);
        let tables = tables.iter().take(MOST_TABLES).filter_map(|table| self::table(table, &mut left_out)).collect();
        let version = metadata.get("version").and_then(Value::as_i64);
        Ok(Self { tables, version, left_out })
    }

    /// The table of this id.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// The column of this key in the table of this id.
    pub fn column(&self, table_id: &str, key: &str) -> Option<&Column> {
        self.table(table_id)?.column(key)
    }

    /// The link column of a table that holds this link.
    pub fn link_column(&self, table_id: &str, link_id: &str) -> Option<&Column> {
        let holds = |column: &&Column| link_settings(column).is_some_and(|link| link.link_id == link_id);
        self.table(table_id)?.columns.iter().find(holds)
    }

    /// Whether it has columns of departments whose names it does not know: metadata has their numbers only.
    pub fn lacks_departments(&self) -> bool {
        let mut columns = self.tables.iter().flat_map(|table| &table.columns);
        columns.any(|column| department_settings(column).is_some_and(|data| !data["options"].is_array()))
    }

    /// Gives its columns of departments, and those that look such a column up, the names of these, as options.
    pub fn name_departments(&mut self, departments: &[Department]) {
        let option = |department: &Department| json!({"id": department.id, "name": department.name});
        self.set_departments(&departments.iter().map(option).collect());
    }

    /// Takes over the names of departments that were known before.
    pub fn keep_departments(&mut self, known: &Metadata) {
        let columns = known.tables.iter().flat_map(|table| &table.columns);
        let named =
            columns.filter_map(department_settings).map(|data| &data["options"]).find(|options| options.is_array());
        if let Some(options) = named {
            self.set_departments(options);
        }
    }

    fn set_departments(&mut self, options: &Value) {
        for column in self.tables.iter_mut().flat_map(|table| &mut table.columns) {
            if department_settings(column).is_none() {
                continue;
            }
            let data = match column.kind {
                ColumnType::DepartmentSingleSelect => &mut column.data,
                _ => &mut column.data["array_data"],
            };
            if !data.is_object() {
                *data = json!({});
            }
            data["options"] = options.clone();
        }
    }

    /// The view that a link to a row of this table should name: the first one, whatever its id.
    pub fn first_view(&self, table_id: &str) -> Option<&View> {
        self.table(table_id)?.first_view()
    }
}

impl Table {
    /// The column of this key.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }

    /// The column whose values are the rows' names: the one of key `0000`, else the first.
    pub fn first_column(&self) -> Option<&Column> {
        self.column(crate::column::FIRST_COLUMN).or(self.columns.first())
    }

    /// A view that rows can be opened in: the first ordinary one, else the first of any kind.
    pub fn first_view(&self) -> Option<&View> {
        let ordinary = |view: &&View| view.kind.is_empty() || view.kind == "table";
        self.views.iter().find(ordinary).or(self.views.first())
    }
}

/// What a column says about its link; `None` if it is not a link column or does not say.
pub fn link_settings(column: &Column) -> Option<LinkSettings<'_>> {
    let field = |name: &str| column.data.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    Some(LinkSettings {
        link_id: field("link_id")?,
        table_id: field("table_id").unwrap_or_default(),
        other_table_id: field("other_table_id").unwrap_or_default(),
    })
}

/// The settings of a column of departments, or of the one that a column shows of another table; none for others.
fn department_settings(column: &Column) -> Option<&Value> {
    match column.kind {
        ColumnType::DepartmentSingleSelect => Some(&column.data),
        _ if column.data.get("array_type")? == ColumnType::DepartmentSingleSelect.as_str() => {
            Some(column.data.get("array_data").unwrap_or(&Value::Null))
        }
        _ => None,
    }
}

fn table(table: &Value, left_out: &mut usize) -> Option<Table> {
    let id = text(table, "_id")?;
    let mut list = |name: &str| {
        let parts = table.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        *left_out += parts.len().saturating_sub(MOST_PARTS);
        &parts[..parts.len().min(MOST_PARTS)]
    };
    let (columns, views) = (list("columns"), list("views"));
    Some(Table {
        id,
        name: text(table, "name").unwrap_or_default(),
        columns: columns.iter().filter_map(column).collect(),
        views: views.iter().filter_map(view).collect(),
    })
}

/// A column as metadata and `insert_column` write it: `key, name, type, data`.
pub(crate) fn column(column: &Value) -> Option<Column> {
    Some(Column {
        key: text(column, "key")?,
        name: text(column, "name").unwrap_or_default(),
        kind: text(column, "type").unwrap_or_default().into(),
        data: column.get("data").cloned().unwrap_or_default(),
    })
}

fn view(view: &Value) -> Option<View> {
    Some(View {
        id: text(view, "_id")?,
        name: text(view, "name").unwrap_or_default(),
        kind: text(view, "type").unwrap_or_default(),
    })
}

/// A field that is a name or an id, cut like those of webhooks; `None` if missing or empty.
fn text(object: &Value, field: &str) -> Option<String> {
    let text = object.get(field).and_then(scalar)?;
    (!text.is_empty()).then(|| shortened(&text).to_owned())
}

#[cfg(test)]
mod tests;
