//! Values between people's spelling (names of columns and options, as REST has them) and what is stored (keys and ids).

use serde_json::{Map, Value, json};

use crate::{
    edit::Refusal,
    world::{Base, Column, Row, Table},
};

/// Columns whose values nobody writes.
const COMPUTED: &[&str] =
    &["formula", "link-formula", "creator", "ctime", "last-modifier", "mtime", "auto-number", "button", "link"];

/// The cells of a row as REST is given them, stored: keys instead of names, ids instead of options.
pub(crate) fn stored(table: &Table, given: &Map<String, Value>) -> Result<Row, Refusal> {
    let mut row = Row::new();
    for (name, value) in given {
        if name.starts_with('_') {
            continue;
        }
        let column = table.column(name)?;
        if COMPUTED.contains(&column.kind.as_str()) {
            return Err(Refusal::bad(format!("column {name} can not be written")));
        }
        row.insert(column.key.clone(), store(column, value)?);
    }
    Ok(row)
}

fn store(column: &Column, value: &Value) -> Result<Value, Refusal> {
    Ok(match (column.kind.as_str(), value) {
        ("single-select", Value::String(text)) if !text.is_empty() => option_id(column, text)?,
        ("multiple-select", Value::Array(texts)) => texts
            .iter()
            .map(|text| option_id(column, text.as_str().unwrap_or_default()))
            .collect::<Result<Vec<_>, _>>()?
            .into(),
        ("duration", Value::String(text)) if text.contains(':') => {
            let parts: Vec<u64> = text.split(':').map(|part| part.parse().unwrap_or(0)).collect();
            let [hours, minutes, seconds] = [0, 1, 2].map(|at| parts.get(at).copied().unwrap_or(0));
            json!(hours * 3600 + minutes * 60 + seconds)
        }
        _ => value.clone(),
    })
}

fn options(column: &Column) -> &[Value] {
    column.data["options"].as_array().map_or(&[], Vec::as_slice)
}

fn option_id(column: &Column, text: &str) -> Result<Value, Refusal> {
    let by = |field: &str| options(column).iter().find(|option| option[field] == text);
    by("name")
        .or_else(|| by("id"))
        .map(|option| option["id"].clone())
        .ok_or_else(|| Refusal::bad(format!("option {text} of column {} not found", column.name)))
}

/// What REST shows of a row: with `convert`, names instead of keys and ids.
pub(crate) fn shown(base: &Base, table: &Table, row: &Row, convert: bool) -> Value {
    let mut shown = Map::new();
    for (name, value) in row.iter().filter(|(name, _)| name.starts_with('_')) {
        shown.insert(name.clone(), value.clone());
    }
    for column in &table.columns {
        let value = match column.kind.as_str() {
            "link" => linked(base, table, column, row),
            _ => row.get(&column.key).cloned().unwrap_or(Value::Null),
        };
        if value.is_null() {
            continue;
        }
        if convert {
            shown.insert(column.name.clone(), named(column, &value));
        } else {
            shown.insert(column.key.clone(), value);
        }
    }
    Value::Object(shown)
}

/// Option names for option ids.
pub(crate) fn named(column: &Column, value: &Value) -> Value {
    let name =
        |id: &Value| options(column).iter().find(|option| option["id"] == *id).map(|option| option["name"].clone());
    match (column.kind.as_str(), value) {
        ("single-select", id) => name(id).unwrap_or(Value::Null),
        ("multiple-select", Value::Array(ids)) => ids.iter().filter_map(name).collect(),
        _ => value.clone(),
    }
}

/// A link's cell, as REST and SQL have it: `[{row_id, display_value}]`.
pub(crate) fn linked(base: &Base, table: &Table, column: &Column, row: &Row) -> Value {
    let (other, ids) = base.linked_rows(table, column, row["_id"].as_str().unwrap());
    ids.iter().map(|id| json!({"row_id": id, "display_value": other.name_of(id)})).collect()
}

impl Table {
    /// What a row is called: the raw value of its first column; "" for none.
    pub(crate) fn row_name(&self, row: &Row) -> Value {
        self.columns
            .first()
            .and_then(|first| row.get(&first.key))
            .filter(|value| !value.is_null())
            .cloned()
            .unwrap_or(json!(""))
    }

    /// The same, in words, by the row's id.
    pub(crate) fn name_of(&self, id: &str) -> Value {
        match (self.columns.first(), self.row(id)) {
            (Some(first), Ok(row)) => named(first, &self.row_name(row)),
            _ => json!(""),
        }
    }
}

/// Whether a cell is empty: "", null, [] (known: whatever the type).
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// What JavaScript's `value ? value : ''` makes of a value: 0, false and null become "" (known of the server of 2020).
pub(crate) fn or_blank(value: Option<&Value>) -> Value {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => json!(""),
        Some(Value::Number(number)) if number.as_f64() == Some(0.0) => json!(""),
        Some(value) => value.clone(),
    }
}
