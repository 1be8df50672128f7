//! The body of a webhook.
//!
//! SeaTable posts `{"event": "update", "data": {…}}` for each change of a row or a link
//! (`dtable_events/webhook/webhook.py`). It says little about which fields come when, so reading is lenient: every
//! field may be missing or of another type, and what is not known is kept as sent. Bodies that a forwarder turned into
//! XML are read too.

pub(crate) mod reader;
mod row_name;
mod settings;
mod xml;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{BaseUuid, Column, tame};

/// Reads a webhook's body: one event, or several if it is an array of bodies.
///
/// The format is told from the bytes, never from a content type: a first `<` means XML. The time and memory taken are
/// linear in the body's length and bounded for any nesting; limit the length before (SeaTable's own bodies are
/// mostly below 100 KiB).
///
/// # Errors
///
/// [`Unreadable`] if the body is neither JSON nor XML, or holds nothing that a webhook would. Keep the bytes then:
/// SeaTable sends each event once.
pub fn read(body: &[u8]) -> Result<Vec<Event>, Unreadable> {
    let text = tame::decoded(body);
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0' || c == '\u{feff}');
    match text.bytes().next() {
        None => Err(Unreadable::Empty),
        Some(b'<') => reader::events(&xml::to_json(text)?),
        Some(_) => match reader::events(text) {
            Err(Unreadable::NotJson { .. }) => reader::events(&tame::tame(text)),
            done => done,
        },
    }
}

/// One change, as the webhook reports it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// What happened in SeaTable's words; "update" in everything seen so far.
    pub event: String,
    /// The base, if the body names it. Its name, workspace and server are not in the body.
    pub base: Option<BaseUuid>,
    /// What was done.
    pub op: Op,
    /// The same as sent (`op_type`).
    pub op_type: String,
    /// When, in milliseconds since 1970 UTC. Sent as seconds with a fraction (`op_time`).
    pub op_time_ms: Option<i64>,
    /// Who: an id such as `4bc9…@auth.local`. Empty if an API token did it; see `app` then.
    pub user: String,
    /// The API token's name or `scripts`; empty for changes made by hand (`op_app`).
    pub app: String,
    /// The row's table. Empty for link operations, which have two: see `link`.
    pub table: TableRef,
    /// The row. Empty for link operations.
    pub row: RowRef,
    /// The cells that the report holds: the changed ones of a modification; all, the filled or no cells of a new or
    /// deleted row, depending on the server's version.
    pub cells: Vec<Cell>,
    /// How many more cells there were than are kept (2,000 an event).
    pub cells_left_out: usize,
    /// How many rows the operation touched; a batch is reported once, with one of its rows. At least 1.
    pub row_count: u64,
    /// The two rows of a link operation.
    pub link: Option<Link>,
}

/// What was done to the row or rows.
///
/// The names are those that SeaTable's activity log takes from the same channel (`dtable_events/activities/handlers.py`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// `insert_row`, `insert_rows`, `append_rows`; `create_row`, which only a help page shows.
    InsertRow,
    /// `modify_row`, `modify_rows`.
    ModifyRow,
    /// `delete_row`, `delete_rows`.
    DeleteRow,
    /// `add_link`.
    AddLink,
    /// `remove_link`.
    RemoveLink,
    /// `update_links`, `update_rows_links`.
    UpdateLinks,
    /// Anything else, or nothing.
    #[default]
    Other,
}

impl From<&str> for Op {
    fn from(op_type: &str) -> Self {
        match op_type {
            "insert_row" | "insert_rows" | "append_rows" | "create_row" => Self::InsertRow,
            "modify_row" | "modify_rows" => Self::ModifyRow,
            "delete_row" | "delete_rows" => Self::DeleteRow,
            "add_link" => Self::AddLink,
            "remove_link" => Self::RemoveLink,
            "update_links" | "update_rows_links" => Self::UpdateLinks,
            _ => Self::Other,
        }
    }
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct TableRef {
    /// Four characters; kept when the table is renamed.
    pub id: String,
    /// Its name at the time; at most 1,000 characters are kept.
    pub name: String,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowRef {
    /// 22 characters.
    pub id: String,
    /// The value of its first column as stored, of whatever type that column is; see [`Event::row_name_text`].
    pub name: Value,
    /// Sent since 2022 beside the name (`row_name_option`). Only the empty string has been seen; presumably the option
    /// of a first column that is a select.
    pub name_option: Value,
}

/// A link operation's two ends (`save_user_activities_by_link` in `dtable_events/activities/db.py`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// The side whose fields are numbered 1.
    pub one: LinkSide,
    /// The side whose fields are numbered 2.
    pub other: LinkSide,
}

/// One end of a link.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkSide {
    /// Its table.
    pub table: TableRef,
    /// Its row.
    pub row: RowRef,
    /// The link column's cell, with the rows linked before and after.
    pub cells: Vec<Cell>,
}

/// A cell in a report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cell {
    /// Its column.
    pub column: Column,
    /// The value as stored; `null` if missing. For people: [`crate::value::text`].
    pub value: Value,
    /// The value before, if the report has one; only modifications do.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub old_value: Option<Value>,
}

/// Why a body could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No bytes, or only blanks.
    #[error("the body is empty")]
    Empty,
    /// Neither JSON nor something that could be repaired; the place is that in the repaired text.
    #[error("the body is not JSON (line {line}, column {column})")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in bytes.
        column: usize,
    },
    /// Starts like XML but is not.
    #[error("the body is not XML (near byte {at})")]
    NotXml {
        /// Where reading stopped, counted from 0.
        at: u64,
    },
    /// XML with a DOCTYPE, which could define entities; never expanded.
    #[error("the body is XML with a DOCTYPE, which is refused")]
    Doctype,
    /// JSON or XML, but nothing in it is a webhook's.
    #[error("the body holds nothing that a SeaTable webhook would")]
    Unrecognised,
    /// More bodies or elements at once than anyone sends in earnest.
    #[error("the body holds too many parts")]
    TooMany,
}

impl Unreadable {
    /// A short name of the reason that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotJson { .. } => "not_json",
            Self::NotXml { .. } => "not_xml",
            Self::Doctype => "doctype",
            Self::Unrecognised => "unrecognised",
            Self::TooMany => "too_many",
        }
    }
}

/// Keeps an old value of `null` apart from none.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod lenient_tests;
#[cfg(test)]
mod tests;
