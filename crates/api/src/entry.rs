//! Changes, as the API tells them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A change in the history.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Entry {
    /// Its number; larger is newer.
    pub id: i64,
    /// When it came. RFC 3339, UTC.
    pub received_at: String,
    /// The way in, such as `local`.
    pub source: String,
    /// The endpoint it came to.
    pub endpoint: String,
    /// `verified`, `unsigned`, `reconstructed`, `unchecked` or `forged`.
    pub authenticity: String,
    /// The base's name, where it is known.
    pub base: Option<String>,
    /// The table's name.
    pub table: String,
    /// What happened: `row_added`, `row_changed`, `row_deleted`, `link_added`, `link_removed`, `links_changed`, `other`
    /// `unrecognised`, or `missed` (a gap in what a connected base told).
    pub kind: String,
    /// The row.
    pub row: Row,
    /// Who did it: a name, or a short id; empty when unknown.
    pub actor: String,
    /// The id behind `actor`.
    pub actor_id: String,
    /// When it happened. RFC 3339, UTC.
    pub at: String,
    /// How many rows it stands for.
    pub rows_affected: u64,
    /// The cells.
    pub cells: Vec<Cell>,
    /// How many further cells were left out because there were too many.
    pub cells_left_out: u32,
    /// The first line of its popup.
    pub title: String,
    /// The other lines of its popup.
    pub text: String,
    /// What happened, the line of these that says it; may be empty.
    pub what: String,
    /// The address a click opens; none while the base's address is not known.
    pub link: Option<String>,
    /// Whether the person has yet to see it.
    pub unread: bool,
    /// Whether a rule highlights it.
    #[serde(default)]
    pub highlight: bool,
    /// What became of it: `pending`, `shown`, `clicked`, `held`, `muted` or `failed`.
    pub outcome: String,
    /// Why: a rule's name, or a code.
    pub outcome_reason: Option<String>,
    /// When its popup was on the screen first, if it was. RFC 3339, UTC.
    pub announced_at: Option<String>,
    /// The base's uuid, as SeaTable's webhooks spell it: 32 hexadecimal digits.
    pub dtable_uuid: Option<String>,
    /// SeaTable's table id.
    pub table_id: String,
    /// SeaTable's row id.
    pub row_id: String,
    /// SeaTable's own word for what happened.
    pub op_type: String,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Row {
    /// SeaTable's row id.
    pub id: String,
    /// The text of its first column.
    pub name: String,
}

/// A cell's change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Cell {
    /// The column's name.
    pub column: String,
    /// The column's type, in SeaTable's words.
    #[serde(rename = "type")]
    pub kind: String,
    /// The stored value before.
    pub old: Value,
    /// The stored value after.
    pub new: Value,
    /// The value before, as text; empty when there was none.
    pub old_text: String,
    /// The value after, as text; empty when there is none.
    pub new_text: String,
    /// What happened to it, in a line as popups say it: `Prio: + → ++`.
    #[serde(default)]
    pub text: String,
    /// The select options of the value before, with their colours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Chip>>", optional))]
    pub old_chips: Vec<Chip>,
    /// The select options of the value after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Chip>>", optional))]
    pub new_chips: Vec<Chip>,
}

/// A select option, as SeaTable shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Chip {
    /// Its name.
    pub name: String,
    /// The background, `#rrggbb`; empty when it is not known.
    pub color: String,
    /// The colour of the text, `#rrggbb`; empty when it is not known.
    pub text_color: String,
}

/// `GET /v1/entries/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EntryDetail {
    /// The change.
    #[serde(flatten)]
    pub entry: Entry,
    /// The request it came in, with `?raw=true` and while it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
}

/// A request, as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Raw {
    /// The headers, in their order.
    pub headers: Vec<Header>,
    /// The body, where it is UTF-8.
    pub body: Option<String>,
    /// The body in base64, where it is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
}

/// A header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Header {
    /// In lower case.
    pub name: String,
    /// As it came.
    pub value: String,
}

/// The query of `GET /v1/history`. All conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct HistoryQuery {
    /// Words, each the beginning of a word in the row's name, values, people or table. What is written without a break in
    /// Chinese, Japanese or Thai is found in its order, and signs where they stand for themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// A base's uuid or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// A table's name or id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// A kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A person's id or name, or an API token's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// A row's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// A way in: `local`, `realtime` or `catch_up`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Unread ones only.
    #[serde(skip_serializing_if = "is_false")]
    pub unread: bool,
    /// Not before this time. Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since_ms: Option<i64>,
    /// Not after this time. Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
    /// Older than this number (the last one of the page before).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// How many at most; 1 to 1,000, else 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A page of changes, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Page {
    /// The changes.
    pub entries: Vec<Entry>,
    /// What to ask as `before` for the next page; none at the end.
    pub next: Option<i64>,
}

/// `POST /v1/delete`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DeleteRequest {
    /// The changes to delete from the history; at least one.
    pub ids: Vec<i64>,
}

/// `GET /v1/activity/hour` or `/v1/activity/day`, with the conditions of a [`HistoryQuery`]: how many changes there were, and whose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Activity {
    /// Changes by hour or day, oldest first, without those that had none.
    pub times: Vec<ActivityTime>,
    /// The tables with most changes, most first.
    pub tables: Vec<ActivityTable>,
    /// The people with most changes, most first.
    pub people: Vec<ActivityPerson>,
}

/// An hour or a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ActivityTime {
    /// When it begins. Unix milliseconds.
    pub at_ms: i64,
    /// When the next one begins. Unix milliseconds.
    pub until_ms: i64,
    /// How many changes.
    pub changes: u64,
}

/// A table with its changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ActivityTable {
    /// The base's uuid.
    pub base: Option<String>,
    /// The table's name.
    pub table: String,
    /// How many changes.
    pub changes: u64,
}

/// A person with their changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ActivityPerson {
    /// Their id, or the API token's name.
    pub id: String,
    /// Their name, or a short id.
    pub name: String,
    /// How many changes.
    pub changes: u64,
}
