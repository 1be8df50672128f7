//! SeaTable's wire formats, web addresses and API, for programs that are told about changes in bases.
//!
//! By itself the crate reads and writes bytes and texts that the caller already has: no network, no files, no clock, no
//! database. Nothing in it panics on foreign input, whatever the bytes. The feature `client` adds what asks a server,
//! over tokio and rustls.
//!
//! In the order in which a change passes through:
//!
//! - [`signature`]: is this webhook body really from the server that knows our secret?
//! - [`webhook`]: the body of a webhook, JSON or XML, becomes [`webhook::Event`]s.
//! - [`operation`]: an operation of the realtime channel or the operation log becomes the same [`webhook::Event`]s.
//! - [`metadata`]: the tables, columns and views that operations name by ids.
//! - [`value`]: a cell's stored value becomes a short text for people, as SeaTable itself would show it.
//! - [`filter`]: SeaTable's filters, as its views and rules keep them: which rows they let through.
//! - [`address`]: web addresses of bases, tables and rows, both ways.
//! - [`answer`]: what the API says about people, access, webhooks and workspaces.
//! - `client` (feature `client`): the REST API: access to a base, its metadata, log and rows; webhooks.
//! - `realtime` (feature `client`): the channel that brings each operation as it happens.
//!
//! ```
//! use seatable::{value::Format, webhook};
//!
//! let body = br#"{"event": "update", "data": {"op_type": "modify_row", "table_name": "Tasks", "row_data": [
//!     {"column_key": "wI6R", "column_name": "Amount", "column_type": "number",
//!      "column_data": {"format": "euro"}, "value": 12.5, "old_value": ""}]}}"#;
//! let format = Format::default();
//! for event in webhook::read(body)? {
//!     for cell in &event.cells {
//!         assert_eq!(seatable::value::text(&cell.column, &cell.value, &format), "€12.50");
//!     }
//! }
//! # Ok::<(), webhook::Unreadable>(())
//! ```
//!
//! SeaTable documents its webhooks only roughly, so each fact here names where it was seen, for example
//! `dtable_events/webhook/webhook.py` in the public repository `seatable/dtable-events`.

pub mod address;
pub mod answer;
#[cfg(feature = "client")]
pub mod client;
pub mod column;
mod dumps;
pub mod filter;
mod ids;
mod lenient;
pub mod metadata;
mod named;
pub mod operation;
#[cfg(feature = "client")]
pub mod realtime;
pub mod signature;
mod tame;
pub mod value;
pub mod webhook;

pub use crate::{
    column::{Column, ColumnType, SelectOption},
    ids::BaseUuid,
};
