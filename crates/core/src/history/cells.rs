//! How the parts of an entry that vary are kept: as JSON arrays, without the names of the fields.

use std::borrow::Cow;

use rowbell_rules::{Loudness, MutedBy};
use seatable::{Column, column::ColumnType};
use serde_json::Value;

use crate::{
    change::{CellChange, Level, LinkedRow, Verdict},
    database::{DatabaseError, codes::ANNOUNCE_TO_ACKNOWLEDGE},
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
/// The verdicts that announce.
pub(super) const ANNOUNCED: [i64; 3] = [ANNOUNCE, ANNOUNCE_QUIETLY, ANNOUNCE_TO_ACKNOWLEDGE];
/// What goes with a gap. Before step 6 a popup that failed had the same number and another word.
const MISSED: &str = "missed";

/// A verdict as its number and what it says beyond.
pub(crate) fn verdict_parts(verdict: &Verdict) -> (i64, Option<Cow<'_, str>>) {
    match verdict {
        Verdict::Announce { by, loudness } => {
            let number = match loudness.level {
                Level::Quiet => ANNOUNCE_QUIETLY,
                Level::Normal => ANNOUNCE,
                Level::Acknowledge => ANNOUNCE_TO_ACKNOWLEDGE,
            };
            (number, by.as_deref().map(Cow::Borrowed))
        }
        Verdict::Muted { by } => (MUTED, Some(by.as_text())),
        Verdict::Gap => (GAP, Some(Cow::Borrowed(MISSED))),
    }
}

/// A verdict from its parts; `manner` is what [`manner`] made of it.
pub(crate) fn verdict(number: i64, detail: Option<String>, manner: Option<i64>) -> Verdict {
    let has = |bit| manner.is_some_and(|manner| manner & bit != 0);
    let announced = |by, level| {
        let sound = has(WITH_SOUND).then_some(true).or(has(WITHOUT_SOUND).then_some(false));
        Verdict::Announce { by, loudness: Loudness { level, sound, in_quiet_hours: has(IN_QUIET_HOURS) } }
    };
    match number {
        ANNOUNCE => announced(detail, Level::Normal),
        ANNOUNCE_QUIETLY => announced(detail, Level::Quiet),
        ANNOUNCE_TO_ACKNOWLEDGE => announced(detail, Level::Acknowledge),
        MUTED => Verdict::Muted { by: MutedBy::from(detail.unwrap_or_default().as_str()) },
        GAP if detail.as_deref() == Some(MISSED) => Verdict::Gap,
        _ => announced(None, Level::Normal),
    }
}

/// Bits of how an entry is told, where that is not as usual.
const WITH_SOUND: i64 = 1;
const WITHOUT_SOUND: i64 = 2;
const IN_QUIET_HOURS: i64 = 4;
const HIGHLIGHTED: i64 = 8;

/// How an entry is told, beyond the number of its verdict; none: as usual.
pub(crate) fn manner(verdict: &Verdict, highlight: bool) -> Option<i64> {
    let loudness = verdict.loudness();
    let bits = [
        (loudness.sound == Some(true), WITH_SOUND),
        (loudness.sound == Some(false), WITHOUT_SOUND),
        (loudness.in_quiet_hours, IN_QUIET_HOURS),
        (highlight, HIGHLIGHTED),
    ];
    let manner = bits.into_iter().filter(|(is_so, _)| *is_so).map(|(_, bit)| bit).sum();
    (manner != 0).then_some(manner)
}

/// Whether what [`manner`] made says that a rule highlights it.
pub(crate) fn is_highlighted(manner: Option<i64>) -> bool {
    manner.is_some_and(|manner| manner & HIGHLIGHTED != 0)
}

fn text(value: &impl serde::Serialize) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(|error| DatabaseError::Refused(error.to_string()))
}
