//! The table of dispatches. Nothing else writes it, and what became of a popup is written nowhere else.
//!
//! A popup that was shown leaves no row: an announced entry without one was told of, and has when. So a million of them cost
//! nothing but that time, and all that is left to do is found by reading a small table.

use rowbell_rules::BuiltIn;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    change::{Dispatch, HoldReason},
    database::{DatabaseError, codes::ANNOUNCE_TO_ACKNOWLEDGE, places::place_ms},
};

/// The number of the channel that shows popups.
const DESKTOP: i64 = 1;

const WAITING: i64 = 1;
const UNDER_WAY: i64 = 2;
const DONE: i64 = 3;
const DEAD: i64 = 4;
const CANCELLED: i64 = 5;

/// After how long what must be acknowledged is shown again, in milliseconds.
const AGAIN_MS: i64 = 5 * 60 * 1000;
/// For how long after it was shown first, in milliseconds.
const AGAIN_FOR_MS: i64 = 60 * 60 * 1000;

/// The receipt of a popup that was clicked.
const CLICKED: &str = "clicked";

/// A dispatch from its columns `state`, `due_ms` and `detail`, the first of which is number `first`; none if there is no row.
pub(crate) fn of_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Dispatch>> {
    let Some(state) = row.get(first)? else { return Ok(None) };
    let detail = || Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(first + 2)?.unwrap_or_default());
    Ok(Some(match state {
        WAITING => {
            let reason = HoldReason::from_name(&detail()?).unwrap_or(HoldReason::NotTaken);
            Dispatch::Waiting { reason, until_ms: row.get(first + 1)? }
        }
        UNDER_WAY => Dispatch::UnderWay,
        DONE => Dispatch::Done { clicked: detail()? == CLICKED },
        // A number or a reason that is not known reads as failed, so that it is seen.
        _ => {
            let detail = detail()?;
            match BuiltIn::from_name(&detail) {
                Some(by) if state == CANCELLED => Dispatch::Cancelled { by },
                _ => Dispatch::Dead { error: detail },
            }
        }
    }))
}

/// Notes what is to be done about a new entry.
pub(crate) fn add(connection: &Connection, place: i64, dispatch: &Dispatch) -> Result<(), DatabaseError> {
    let Some(Stored { state, attempts, due_ms, detail }) = stored(dispatch) else { return Ok(()) };
    let insert =
        "INSERT INTO dispatch (entry, channel, state, attempt, due_ms, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    connection.prepare_cached(insert)?.execute((place, DESKTOP, state, attempts, due_ms, detail))?;
    Ok(())
}

/// Notes what became of it, unless the entry is gone. `now_ms` is when a popup was shown, in Unix milliseconds; the first time
/// counts. What must be acknowledged and is unread waits to be shown again, for an hour after that.
pub(crate) fn set(connection: &Connection, place: i64, dispatch: &Dispatch, now_ms: i64) -> Result<(), DatabaseError> {
    match stored(dispatch) {
        Some(Stored { state, attempts, due_ms, detail }) => {
            let upsert = "INSERT INTO dispatch (entry, channel, state, attempt, due_ms, detail)
                          SELECT id, ?2, ?3, ?4, ?5, ?6 FROM entry WHERE id = ?1
                          ON CONFLICT (entry, channel) DO UPDATE SET state = excluded.state,
                          attempt = attempt + excluded.attempt, due_ms = excluded.due_ms, detail = excluded.detail";
            connection.prepare_cached(upsert)?.execute((place, DESKTOP, state, attempts, due_ms, detail))?;
        }
        None => {
            // A click can be quicker than the news that the popup was shown, and stays.
            let delete = "DELETE FROM dispatch WHERE entry = ?1 AND channel = ?2 AND state <> ?3";
            connection.prepare_cached(delete)?.execute((place, DESKTOP, DONE))?;
            let update = "UPDATE entry SET announced_after = ?2 WHERE id = ?1 AND announced_after IS NULL";
            connection.prepare_cached(update)?.execute((place, now_ms.wrapping_sub(place_ms(place))))?;
            if is_to_be_shown_again(connection, place, now_ms)? {
                let until_ms = Some(now_ms.saturating_add(AGAIN_MS));
                set(connection, place, &Dispatch::Waiting { reason: HoldReason::Unanswered, until_ms }, now_ms)?;
            }
        }
    }
    Ok(())
}

/// Whether it must be acknowledged, was not yet, and was shown for the first time not too long ago.
fn is_to_be_shown_again(connection: &Connection, place: i64, now_ms: i64) -> Result<bool, DatabaseError> {
    let select = "SELECT announced_after FROM entry WHERE id = ?1 AND verdict = ?2
                  AND EXISTS (SELECT 1 FROM unread WHERE id = ?1)
                  AND NOT EXISTS (SELECT 1 FROM dispatch WHERE entry = ?1 AND channel = ?3)";
    let first: Option<i64> = connection
        .prepare_cached(select)?
        .query_row((place, ANNOUNCE_TO_ACKNOWLEDGE, DESKTOP), |row| row.get(0))
        .optional()?;
    Ok(first.is_some_and(|after| now_ms.saturating_sub(place_ms(place).saturating_add(after)) < AGAIN_FOR_MS))
}

/// The person has answered what was to be shown again until they do.
pub(crate) fn answer(connection: &Connection, place: i64) -> Result<(), DatabaseError> {
    let delete = "DELETE FROM dispatch WHERE entry = ?1 AND channel = ?2 AND state = ?3 AND detail = ?4";
    let unanswered = HoldReason::Unanswered.as_str();
    connection.prepare_cached(delete)?.execute((place, DESKTOP, WAITING, unanswered))?;
    Ok(())
}

/// Forgets what was to be done about an entry that is deleted.
pub(crate) fn forget(connection: &Connection, place: i64) -> Result<(), DatabaseError> {
    connection.prepare_cached("DELETE FROM dispatch WHERE entry = ?1")?.execute([place])?;
    Ok(())
}

/// Up to `limit` entries above the place `after` with what is still to be done about them, oldest first.
pub(crate) fn unfinished(
    connection: &Connection,
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, Dispatch)>, DatabaseError> {
    let select = "SELECT entry, state, due_ms, detail FROM dispatch
                  WHERE channel = ?1 AND state <= ?2 AND entry > ?3 ORDER BY entry LIMIT ?4";
    let mut select = connection.prepare_cached(select)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = select.query((DESKTOP, UNDER_WAY, after, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(dispatch) = of_row(row, 1)? {
            found.push((row.get(0)?, dispatch));
        }
    }
    Ok(found)
}

/// When the first of those that wait for this reason is due; none: none of them waits, or none has a time.
pub(crate) fn next_due(connection: &Connection, reason: HoldReason) -> Result<Option<i64>, DatabaseError> {
    let select = "SELECT min(due_ms) FROM dispatch WHERE channel = ?1 AND state = ?2 AND detail = ?3";
    Ok(connection.prepare_cached(select)?.query_row((DESKTOP, WAITING, reason.as_str()), |row| row.get(0))?)
}

/// Up to `limit` entries that wait for this reason and are due, the oldest first.
pub(crate) fn due(
    connection: &Connection,
    reason: HoldReason,
    now_ms: i64,
    limit: usize,
) -> Result<Vec<i64>, DatabaseError> {
    let select = "SELECT entry FROM dispatch WHERE channel = ?1 AND state = ?2 AND detail = ?3 AND due_ms <= ?4
                  ORDER BY entry LIMIT ?5";
    let mut select = connection.prepare_cached(select)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let found = select.query_map((DESKTOP, WAITING, reason.as_str(), now_ms, limit), |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Whether an entry waits for this reason.
pub(crate) fn waits(connection: &Connection, place: i64, reason: HoldReason) -> Result<bool, DatabaseError> {
    let select = "SELECT 1 FROM dispatch WHERE entry = ?1 AND channel = ?2 AND state = ?3 AND detail = ?4";
    Ok(connection.prepare_cached(select)?.exists((place, DESKTOP, WAITING, reason.as_str()))?)
}

/// A row, as it is stored.
struct Stored<'a> {
    state: i64,
    /// How many attempts it adds to those that were begun.
    attempts: i64,
    due_ms: Option<i64>,
    detail: Option<&'a str>,
}

/// None for what leaves no row.
fn stored(dispatch: &Dispatch) -> Option<Stored<'_>> {
    let row = |state, detail| Stored { state, attempts: 0, due_ms: None, detail };
    Some(match dispatch {
        Dispatch::Waiting { reason, until_ms } => Stored { due_ms: *until_ms, ..row(WAITING, Some(reason.as_str())) },
        Dispatch::UnderWay => Stored { attempts: 1, ..row(UNDER_WAY, None) },
        Dispatch::Done { clicked: true } => row(DONE, Some(CLICKED)),
        Dispatch::Done { clicked: false } => return None,
        Dispatch::Dead { error } => row(DEAD, Some(error)),
        Dispatch::Cancelled { by } => row(CANCELLED, Some(by.as_str())),
    })
}
