//! Webhooks, and what is posted to them.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    edit::By,
    world::{Base, Column, Row, Table},
};

/// A webhook as the account API shows it (known: `Webhooks.to_dict()`).
#[derive(Clone, Debug, Serialize)]
pub struct Webhook {
    /// Its number.
    pub id: u64,
    /// The base, with dashes.
    pub dtable_uuid: String,
    /// Where it posts to.
    pub url: String,
    /// Who made it.
    pub creator: String,
    /// When, without a zone.
    pub created_at: String,
    /// Whether it still posts.
    pub is_valid: bool,
    /// `{"secret": …}`, in clear.
    pub settings: Value,
    /// Failures since the last success; SeaTable holds them elsewhere and shows them to nobody.
    #[serde(skip)]
    pub errors: u32,
}

impl Webhook {
    /// The secret, unless there is none.
    pub fn secret(&self) -> Option<&str> {
        self.settings["secret"].as_str().filter(|secret| !secret.is_empty())
    }
}

/// A cell of a webhook's body.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cell {
    pub(crate) column_key: String,
    pub(crate) column_name: String,
    pub(crate) column_type: String,
    pub(crate) column_data: Value,
    pub(crate) value: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) old_value: Option<Value>,
}

impl Cell {
    pub(crate) fn new(column: &Column, value: Value) -> Self {
        let column_data = if column.data.is_null() { json!({}) } else { column.data.clone() };
        Self {
            column_key: column.key.clone(),
            column_name: column.name.clone(),
            column_type: column.kind.clone(),
            column_data,
            value,
            old_value: None,
        }
    }
}

/// `data` of a body, its fields in the order in which they were seen.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Body {
    dtable_uuid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    row_id: Option<Value>,
    op_user: String,
    op_type: &'static str,
    op_time: Value,
    #[serde(flatten)]
    about: About,
    row_name_option: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    row_data: Option<Vec<Cell>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op_app: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum About {
    Row { table_id: String, table_name: String, row_name: Value },
    Link(Box<Ends>),
}

/// The two ends of a link.
#[derive(Clone, Debug, Default, Serialize)]
struct Ends {
    table1_id: String,
    table1_name: String,
    table1_row_id: String,
    table1_row_name: Value,
    row_data1: Vec<Cell>,
    table2_id: String,
    table2_name: String,
    table2_row_id: String,
    table2_row_name: Value,
    row_data2: Vec<Cell>,
}

impl Default for About {
    fn default() -> Self {
        Self::Link(Box::default())
    }
}

impl Body {
    /// What is said of a row; of a batch, of its first row, with the number of rows (guessed, from who reads it).
    pub(crate) fn of_row(op_type: &'static str, table: &Table, row: &Row, cells: Vec<Cell>, count: usize) -> Self {
        let (table_id, table_name) = (table.id.clone(), table.name.clone());
        Self {
            row_id: Some(row["_id"].clone()),
            op_type,
            about: About::Row { table_id, table_name, row_name: table.row_name(row) },
            row_name_option: table.row_name_option(row),
            row_data: Some(cells),
            row_count: (count > 1).then_some(count),
            ..Self::default()
        }
    }

    /// What is said of a link.
    pub(crate) fn of_link(op_type: &'static str, ends: [(&Table, &str, Vec<Cell>); 2], count: usize) -> Self {
        let [(here, row, cells), (there, other, other_cells)] = ends;
        let name = |table: &Table, id: &str| table.row(id).map_or(json!(""), |row| table.row_name(row));
        let ends = Ends {
            table1_id: here.id.clone(),
            table1_name: here.name.clone(),
            table1_row_id: row.to_owned(),
            table1_row_name: name(here, row),
            row_data1: cells,
            table2_id: there.id.clone(),
            table2_name: there.name.clone(),
            table2_row_id: other.to_owned(),
            table2_row_name: name(there, other),
            row_data2: other_cells,
        };
        let row_count = (count > 1).then_some(count);
        Self { op_type, about: About::Link(Box::new(ends)), row_name_option: json!(""), row_count, ..Self::default() }
    }

    /// The bytes that are posted.
    pub(crate) fn bytes(mut self, base: &Base, by: &By, now_ms: i64) -> Vec<u8> {
        #[derive(Serialize)]
        struct Whole {
            event: &'static str,
            data: Body,
        }
        self.dtable_uuid = base.uuid.replace('-', "");
        self.op_user = by.user().to_owned();
        // JavaScript writes a whole number of seconds without a point.
        self.op_time = if now_ms % 1000 == 0 { json!(now_ms / 1000) } else { json!(now_ms as f64 / 1000.0) };
        self.op_app.clone_from(&by.app);
        crate::python::dumps(&Whole { event: "update", data: self })
    }

    /// The same as an entry of a row's activities.
    pub(crate) fn activity(&self, id: u64, base: &Base, by: &By, now_ms: i64) -> Option<Value> {
        let About::Row { table_id, table_name, row_name } = &self.about else { return None };
        Some(json!({
            "id": id, "dtable_uuid": base.uuid, "row_id": self.row_id, "op_user": by.user(), "op_type": self.op_type,
            "op_time": crate::edit::stamp(now_ms), "op_app": by.app,
            "detail": {
                "table_id": table_id, "table_name": table_name, "row_name": row_name, "row_data": self.row_data,
                "row_count": self.row_count.unwrap_or(1),
            },
        }))
    }
}

impl Table {
    /// "" unless the first column is a select (guessed: then the option).
    fn row_name_option(&self, row: &Row) -> Value {
        let Some(first) = self.columns.first().filter(|first| first.kind == "single-select") else { return json!("") };
        let options = first.data["options"].as_array().cloned().unwrap_or_default();
        options.into_iter().find(|option| Some(&option["id"]) == row.get(&first.key)).unwrap_or(json!(""))
    }
}
