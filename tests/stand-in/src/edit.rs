//! Edits: each is one operation, one version, one realtime event and at most one webhook.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    hooks::Body,
    world::{Base, Random},
};

/// Who edits.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct By {
    /// A person's id; none for an API token.
    pub person: Option<String>,
    /// The name of an API token; "scripts" for Python scripts; none for edits in the browser.
    pub app: Option<String>,
}

impl By {
    /// A person in the browser.
    pub fn person(email: impl Into<String>) -> Self {
        Self { person: Some(email.into()), app: None }
    }

    /// A program with an API token.
    pub fn app(name: impl Into<String>) -> Self {
        Self { person: None, app: Some(name.into()) }
    }

    /// What `op_user`, `_creator` and so on say: "" for an app (guessed: an API token's JWT has an empty username).
    pub(crate) fn user(&self) -> &str {
        self.person.as_deref().unwrap_or_default()
    }
}

/// One row of [`Edit::ModifyRows`].
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Update {
    /// The row.
    pub row_id: String,
    /// The cells that change, by column name.
    pub row: Map<String, Value>,
}

/// Something that changes a base. Tables and columns go by name, or by id and key; options by name, or by id.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[expect(missing_docs, reason = "they are what they are called")]
pub enum Edit {
    InsertRow { table: String, row: Map<String, Value> },
    InsertRows { table: String, rows: Vec<Map<String, Value>> },
    AppendRows { table: String, rows: Vec<Map<String, Value>> },
    ModifyRow { table: String, row_id: String, row: Map<String, Value> },
    ModifyRows { table: String, updates: Vec<Update> },
    DeleteRow { table: String, row_id: String },
    DeleteRows { table: String, row_ids: Vec<String> },
    ArchiveRows { table: String, row_ids: Vec<String> },
    AddLink { table: String, column: String, row_id: String, other_row_id: String },
    RemoveLink { table: String, column: String, row_id: String, other_row_id: String },
    UpdateRowsLinks { table: String, column: String, links: BTreeMap<String, Vec<String>> },
    AddColumn { table: String, name: String, kind: String, data: Value },
    RenameColumn { table: String, column: String, name: String },
    ChangeColumnType { table: String, column: String, kind: String, data: Value },
    DeleteColumn { table: String, column: String },
    AddOption { table: String, column: String, name: String },
    AddTable { name: String, columns: Vec<crate::ColumnSetup> },
    RenameTable { table: String, name: String },
    DeleteTable { table: String },
    RenameView { table: String, view: String, name: String },
}

/// What came of an edit.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Edited {
    /// The version of the base after it, which is the operation's `op_id`.
    pub version: u64,
    /// The rows that it concerned, the new ones included.
    pub row_ids: Vec<String>,
}

/// Why something was not done.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The answer's status.
    pub status: StatusCode,
    /// What it says.
    pub message: String,
    /// Where it says so: `error_msg`, or `detail` where Django REST framework refuses.
    pub field: &'static str,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), field: "error_msg" }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }
}

/// What an edit was, before it is told to anyone.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// The operation.
    pub(crate) op: Value,
    pub(crate) row_ids: Vec<String>,
    /// What webhooks say of it, if they say anything: they are silent about structure (known).
    pub(crate) body: Option<Body>,
}

/// What an edit needs to know besides the base.
pub(crate) struct Context<'a> {
    pub(crate) by: &'a By,
    pub(crate) now_ms: i64,
    pub(crate) random: &'a mut Random,
    pub(crate) deleted_cells: bool,
}

impl Context<'_> {
    /// The time as rows have it: "2022-05-12T02:03:46.776+00:00".
    pub(crate) fn stamp(&self) -> String {
        stamp(self.now_ms)
    }
}

/// "2022-05-12T02:03:46.776+00:00".
pub(crate) fn stamp(ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(ms).unwrap();
    time.strftime("%Y-%m-%dT%H:%M:%S.%3f+00:00").to_string()
}

impl Base {
    /// Does an edit. Nothing is told to anyone, and the version stays: see `Shared::edit`.
    pub(crate) fn apply(&mut self, edit: &Edit, context: &mut Context<'_>) -> Result<Applied, Refusal> {
        match edit {
            Edit::InsertRow { table, row } => self.insert(table, std::slice::from_ref(row), "insert_row", context),
            Edit::InsertRows { table, rows } => self.insert(table, rows, "insert_rows", context),
            Edit::AppendRows { table, rows } => self.insert(table, rows, "append_rows", context),
            Edit::ModifyRow { table, row_id, row } => {
                self.modify(table, &[Update { row_id: row_id.clone(), row: row.clone() }], true, context)
            }
            Edit::ModifyRows { table, updates } => self.modify(table, updates, false, context),
            Edit::DeleteRow { table, row_id } => self.delete(table, std::slice::from_ref(row_id), true, context),
            Edit::DeleteRows { table, row_ids } => self.delete(table, row_ids, false, context),
            Edit::ArchiveRows { table, row_ids } => self.archive(table, row_ids),
            Edit::AddLink { table, column, row_id, other_row_id } => {
                self.link(table, column, row_id, other_row_id, true, context)
            }
            Edit::RemoveLink { table, column, row_id, other_row_id } => {
                self.link(table, column, row_id, other_row_id, false, context)
            }
            Edit::UpdateRowsLinks { table, column, links } => self.set_links(table, column, links, context),
            other => self.restructure(other, context),
        }
    }
}
