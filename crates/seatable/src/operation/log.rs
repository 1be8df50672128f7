use serde_json::Value;

use super::Unreadable;
use crate::{
    column::scalar,
    lenient::{self, shortened},
};

/// Entries kept of one page. SeaTable's own pages have 25.
const MOST: usize = 10_000;

/// Memory for a page's values beside their texts, roughly, in bytes.
const BUDGET: usize = 16 * 1024 * 1024;

/// An entry of a base's operation log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Logged {
    /// The base's version after the operation. The next operation has the next number.
    pub op_id: i64,
    /// Who (`…@auth.local`); empty if an API token did it.
    pub author: String,
    /// The API token's name, if one did it.
    pub app: Option<String>,
    /// When, in milliseconds since 1970 UTC; `None` if not told.
    pub op_time_ms: Option<i64>,
    /// What was done: JSON text for [`super::read`].
    pub operation: String,
}

impl Logged {
    /// What the log says beside the operation's text, for [`super::Operation::events`].
    pub fn stamp(&self) -> super::Stamp<'_> {
        super::Stamp {
            version: Some(self.op_id),
            at_ms: self.op_time_ms,
            author: Some(&self.author),
            app: self.app.as_deref(),
        }
    }
}

/// Reads a page of the log, newest first: `{"operations": [{author, app, op_time, operation, op_id}]}`
/// (`base_operations.yaml` in `seatable/openapi`). Entries without a number are left out.
///
/// # Errors
///
/// If it is not JSON or has no list of operations.
pub fn read_log(json: &str) -> Result<Vec<Logged>, Unreadable> {
    let answer = lenient::value(json, BUDGET).map_err(|error| Unreadable::NotJson(error.to_string()))?;
    let Some(Value::Array(entries)) = answer.get("operations") else {
        return Err(Unreadable::NoOperations);
    };
    Ok(entries.iter().take(MOST).filter_map(logged).collect())
}

fn logged(entry: &Value) -> Option<Logged> {
    let text = |field: &str| entry.get(field).and_then(scalar).map(|text| shortened(&text).to_owned());
    let op_id = entry.get("op_id")?;
    Some(Logged {
        op_id: op_id.as_i64().or_else(|| op_id.as_str()?.trim().parse().ok())?,
        author: text("author").unwrap_or_default(),
        app: text("app").filter(|app| !app.is_empty()),
        op_time_ms: text("op_time").and_then(|time| crate::webhook::reader::milliseconds(&time)),
        operation: match entry.get("operation")? {
            Value::String(operation) => operation.clone(),
            // Not seen, but as good.
            operation => operation.to_string(),
        },
    })
}
