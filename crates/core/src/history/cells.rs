//! How the parts of an entry that vary are kept: as JSON arrays, without the names of the fields.

use std::borrow::Cow;

use rowbell_rules::MutedBy;
use seatable::{Column, column::ColumnType};
use serde_json::Value;

use crate::{
    change::{CellChange, Level, LinkedRow, Verdict},
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

/// The verdict's numbers. Entries from before step 6 of the tables have others, by what became of their popup: they were announced.
const ANNOUNCE: i64 = 2;
const MUTED: i64 = 5;
const ANNOUNCE_QUIETLY: i64 = 7;
const GAP: i64 = 6;
/// What goes with a gap. Before step 6 a popup that failed had the same number and another word.
const MISSED: &str = "missed";

/// A verdict as its number and what it says beyond.
pub(crate) fn verdict_parts(verdict: &Verdict) -> (i64, Option<Cow<'_, str>>) {
    match verdict {
        Verdict::Announce { by, level } => {
            let number = if *level == Level::Quiet { ANNOUNCE_QUIETLY } else { ANNOUNCE };
            (number, by.as_deref().map(Cow::Borrowed))
        }
        Verdict::Muted { by } => (MUTED, Some(by.as_text())),
        Verdict::Gap => (GAP, Some(Cow::Borrowed(MISSED))),
    }
}

pub(crate) fn verdict(number: i64, detail: Option<String>) -> Verdict {
    match number {
        ANNOUNCE => Verdict::Announce { by: detail, level: Level::Normal },
        ANNOUNCE_QUIETLY => Verdict::Announce { by: detail, level: Level::Quiet },
        MUTED => Verdict::Muted { by: MutedBy::from(detail.unwrap_or_default().as_str()) },
        GAP if detail.as_deref() == Some(MISSED) => Verdict::Gap,
        _ => Verdict::Announce { by: None, level: Level::Normal },
    }
}

fn text(value: &impl serde::Serialize) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(|error| DatabaseError::Refused(error.to_string()))
}
