//! How the parts of an entry that vary are kept: as JSON arrays, without the names of the fields.

use seatable::{Column, column::ColumnType};
use serde_json::Value;

use crate::{
    change::{CellChange, HoldReason, LinkedRow, Outcome},
    database::DatabaseError,
};

/// Each cell as `[key, name, kind, data, old, new]`.
pub(crate) fn cells_text(cells: &[CellChange]) -> Result<Option<String>, DatabaseError> {
    if cells.is_empty() {
        return Ok(None);
    }
    let parts = |cell: &'_ CellChange| {
        let Column { key, name, kind, data } = &cell.column;
        serde_json::to_string(&(key, name, kind, data, &cell.old, &cell.new))
    };
    let stored: Result<Vec<String>, _> = cells.iter().map(parts).collect();
    let stored = stored.map_err(|error| DatabaseError::Refused(error.to_string()))?;
    Ok(Some(format!("[{}]", stored.join(","))))
}

/// None if the text cannot be read, such as values nested too deep.
pub(crate) fn cells(text: Option<&str>) -> Option<Vec<CellChange>> {
    let Some(text) = text else {
        return Some(Vec::new());
    };
    let stored: Vec<(String, String, ColumnType, Value, Value, Value)> = serde_json::from_str(text).ok()?;
    let whole = |(key, name, kind, data, old, new)| CellChange { column: Column { key, name, kind, data }, old, new };
    Some(stored.into_iter().map(whole).collect())
}

pub(crate) fn linked_text(linked: Option<&LinkedRow>) -> Result<Option<String>, DatabaseError> {
    linked.map(text).transpose()
}

pub(crate) fn linked(text: Option<&str>) -> Option<LinkedRow> {
    text.and_then(|text| serde_json::from_str(text).ok())
}

pub(crate) const PENDING: i64 = 1;
pub(crate) const HELD: i64 = 4;

/// An outcome as its code and what it says beyond.
pub(crate) fn outcome_parts(outcome: &Outcome) -> Result<(i64, Option<String>), DatabaseError> {
    Ok(match outcome {
        Outcome::Pending => (PENDING, None),
        Outcome::Shown => (2, None),
        Outcome::Clicked => (3, None),
        Outcome::Held { reason, until_ms } => (HELD, Some(text(&(reason, until_ms))?)),
        Outcome::Muted { by } => (5, Some(by.clone())),
        Outcome::Failed { code } => (6, Some(code.clone())),
    })
}

/// An unknown code reads as failed, so that it is seen.
pub(crate) fn outcome(code: i64, detail: Option<String>) -> Outcome {
    let detail = detail.unwrap_or_default();
    match code {
        PENDING => Outcome::Pending,
        2 => Outcome::Shown,
        3 => Outcome::Clicked,
        HELD => {
            let parts = serde_json::from_str::<(HoldReason, Option<i64>)>(&detail);
            let (reason, until_ms) = parts.unwrap_or((HoldReason::Paused, None));
            Outcome::Held { reason, until_ms }
        }
        5 => Outcome::Muted { by: detail },
        _ => Outcome::Failed { code: detail },
    }
}

fn text(value: &impl serde::Serialize) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(|error| DatabaseError::Refused(error.to_string()))
}
