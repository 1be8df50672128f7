//! What is decided later than it was recorded: exactly once, whatever happens in between.

use rusqlite::Connection;

use super::{
    cells::{manner, verdict_parts},
    marks, read,
};
use crate::{
    change::{Decision, Dispatch, Entry, EntryId, HoldReason, Verdict},
    database::{DatabaseError, places::place},
    dispatch::table,
};

/// What was decided about an entry of the history.
#[derive(Clone, Debug, PartialEq)]
pub struct DecidedLater {
    /// Which.
    pub id: EntryId,
    /// What was decided.
    pub verdict: Verdict,
    /// Whether a rule highlights it.
    pub highlight: bool,
    /// What its rules said; none: no rule was tried.
    pub decision: Option<Decision>,
    /// What is to be done about it on the desktop; none: nothing.
    pub desktop: Option<Dispatch>,
    /// Whether the person is to see it.
    pub unread: bool,
}

/// Notes it, unless the entry does not wait for this reason any more. Gives the entry as it is then.
pub(super) fn decide(
    connection: &Connection,
    decided: &DecidedLater,
    reason: HoldReason,
) -> Result<Option<Entry>, DatabaseError> {
    let Some(place) = place(decided.id) else { return Ok(None) };
    if !table::waits(connection, place, reason)? {
        return Ok(None);
    }
    let (verdict, detail) = verdict_parts(&decided.verdict);
    let update = "UPDATE entry SET verdict = ?2, verdict_detail = ?3, decision = ?4, manner = ?5 WHERE id = ?1";
    connection.prepare_cached(update)?.execute((
        place,
        verdict,
        detail,
        decided.decision.as_ref().map(Decision::to_compact),
        manner(&decided.verdict, decided.highlight),
    ))?;
    table::forget(connection, place)?;
    if let Some(dispatch) = &decided.desktop {
        table::add(connection, place, dispatch)?;
    }
    if !decided.unread {
        marks::mark_read(connection, &[decided.id])?;
    }
    read::entry(connection, place)
}
