//! What the server holds: people, workspaces, bases.

use std::collections::{BTreeMap, VecDeque};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{edit::Refusal, hooks::Webhook};

/// A row: column keys, and `_id`, `_creator`, `_ctime` and so on.
pub(crate) type Row = Map<String, Value>;

/// Everything.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) random: Random,
    pub(crate) people: Vec<Person>,
    /// The names of the team's departments; their numbers count from one.
    pub(crate) departments: Vec<String>,
    pub(crate) bases: Vec<Base>,
    /// Account tokens, and whose they are.
    pub(crate) accounts: BTreeMap<String, String>,
    pub(crate) next_webhook: u64,
    pub(crate) next_notification: u64,
}

/// Somebody with an account.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// The id, `…@auth.local`.
    pub email: String,
    /// The name people see.
    pub name: String,
    /// The address mail goes to.
    pub contact_email: String,
    /// A picture.
    pub avatar_url: String,
}

/// What a token allows.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Permission {
    /// Reading.
    R,
    /// Reading and writing.
    #[default]
    Rw,
}

impl Permission {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::R => "r",
            Self::Rw => "rw",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct ApiToken {
    pub(crate) token: String,
    pub(crate) app: String,
    pub(crate) permission: Permission,
}

#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) workspace: u64,
    pub(crate) name: String,
    /// With dashes, 36 characters.
    pub(crate) uuid: String,
    /// Who owns the workspace.
    pub(crate) owner: String,
    /// Who may be seen in it.
    pub(crate) members: Vec<String>,
    /// Who knows it only by an app that was made of it.
    pub(crate) app_users: Vec<String>,
    pub(crate) tables: Vec<Table>,
    /// For each link: pairs of rows, first of the table that has the link's column, then of the other.
    pub(crate) links: BTreeMap<String, Link>,
    pub(crate) tokens: Vec<ApiToken>,
    pub(crate) version: u64,
    pub(crate) log: VecDeque<Operation>,
    pub(crate) keep: usize,
    pub(crate) webhooks: Vec<Webhook>,
    /// As they are listed.
    pub(crate) notification_rules: Vec<Value>,
    /// Likewise; none: its owner may have no automations.
    pub(crate) automation_rules: Option<Vec<Value>>,
    pub(crate) activities: Vec<Value>,
    pub(crate) notifications: Vec<Value>,
    /// How many times a socket has joined its room.
    pub(crate) joins: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) table: String,
    pub(crate) other: String,
    pub(crate) pairs: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) views: Vec<Value>,
    pub(crate) rows: Vec<Row>,
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) data: Value,
}

/// An entry of the operation log (known: `base_operations.yaml`).
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// Who did it; "" for an app.
    pub author: String,
    /// The app that did it.
    pub app: Option<String>,
    /// When, in milliseconds since 1970.
    pub op_time: i64,
    /// The operation as the realtime channel has it.
    pub operation: String,
    /// The version of the base after it.
    pub op_id: u64,
}

impl World {
    pub(crate) fn base(&self, uuid: &str) -> Option<&Base> {
        self.bases.iter().find(|base| same_uuid(&base.uuid, uuid))
    }

    pub(crate) fn base_mut(&mut self, uuid: &str) -> Option<&mut Base> {
        self.bases.iter_mut().find(|base| same_uuid(&base.uuid, uuid))
    }

    pub(crate) fn person(&self, email: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.email == email)
    }
}

/// Whether two spellings name the same base: with dashes or without.
pub(crate) fn same_uuid(one: &str, other: &str) -> bool {
    let plain = |uuid: &str| uuid.replace('-', "").to_ascii_lowercase();
    plain(one) == plain(other)
}

impl Base {
    /// A table by its name, or by its id.
    pub(crate) fn table(&self, name: &str) -> Result<&Table, Refusal> {
        Ok(&self.tables[self.table_index(name)?])
    }

    pub(crate) fn table_mut(&mut self, name: &str) -> Result<&mut Table, Refusal> {
        let index = self.table_index(name)?;
        Ok(&mut self.tables[index])
    }

    fn table_index(&self, name: &str) -> Result<usize, Refusal> {
        let named = self.tables.iter().position(|table| table.name == name);
        named
            .or_else(|| self.tables.iter().position(|table| table.id == name))
            .ok_or_else(|| Refusal::not_found(format!("table {name} not found")))
    }
}

impl Table {
    /// A column by its name, or by its key.
    pub(crate) fn column(&self, name: &str) -> Result<&Column, Refusal> {
        let named = self.columns.iter().find(|column| column.name == name);
        named
            .or_else(|| self.columns.iter().find(|column| column.key == name))
            .ok_or_else(|| Refusal::bad(format!("column {name} not found")))
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Result<&mut Column, Refusal> {
        let key = self.column(name)?.key.clone();
        Ok(self.columns.iter_mut().find(|column| column.key == key).expect("just found"))
    }

    pub(crate) fn row(&self, id: &str) -> Result<&Row, Refusal> {
        self.rows.iter().find(|row| row["_id"] == id).ok_or_else(|| Refusal::not_found(format!("row {id} not found")))
    }

    pub(crate) fn metadata(&self) -> Value {
        json!({
            "_id": self.id, "name": self.name, "is_header_locked": false, "summary_configs": {},
            "columns": self.columns.iter().map(Column::metadata).collect::<Vec<_>>(),
            "views": self.views, "id_row_map": {},
        })
    }

    pub(crate) fn default_view() -> Value {
        json!({
            "_id": "0000", "name": "Default View", "type": "table", "private_for": null, "is_locked": false,
            "row_height": "default", "filter_conjunction": "And", "filters": [], "sorts": [], "groupbys": [],
            "colorbys": {}, "hidden_columns": [], "rows": [], "formula_rows": {}, "link_rows": {}, "summaries": {},
            "colors": {}, "column_colors": {}, "groups": [],
        })
    }
}

impl Column {
    pub(crate) fn metadata(&self) -> Value {
        let (kind, data) = (&self.kind, &self.data);
        json!({
            "key": self.key, "name": self.name, "type": kind, "width": 200, "editable": true, "resizable": true,
            "draggable": true, "data": data, "permission_type": "", "permitted_users": [],
            "edit_metadata_permission_type": "", "edit_metadata_permitted_users": [], "description": null,
        })
    }
}

/// Where ids come from: `SplitMix64`, so that a seed gives the same ones each time.
#[derive(Debug, Default)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// So many hexadecimal digits.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::new();
        while text.len() < digits {
            text += &format!("{:016x}", self.next());
        }
        text.truncate(digits);
        text
    }

    /// A uuid of version 4, with dashes.
    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.hex(32);
        let variant = self.pick(&["8", "9", "a", "b"]);
        format!("{}-{}-4{}-{variant}{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
    }

    /// The id of a row: a uuid in 22 characters, which may hold `-` and `_`.
    pub(crate) fn row_id(&mut self) -> String {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_le_bytes());
        bytes[8..].copy_from_slice(&self.next().to_le_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Four letters or digits, as tables, columns and links have.
    pub(crate) fn key(&mut self) -> String {
        const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        (0..4).map(|_| char::from(*self.pick(LETTERS))).collect()
    }
}
