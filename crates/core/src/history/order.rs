//! Where an entry takes its place: by the time of its change, and within a row in the order of the changes.

use super::{
    numbers::{IN_A_MS, first_place},
    record::Recorder,
};
use crate::{
    change::{NewEntry, Source},
    database::{DatabaseError, codes::source_code},
};

/// A report about something this long before it came takes its place in the history by when it came: sorted by its own
/// time it would never be seen among the latest.
const LATE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// How far off the time of a change by the live feed may be: it is when the news came, by a server's clock that is known
/// to the second.
const ROUGHLY_MS: i64 = 1_500;

/// Of so many entries of a row at most the order is looked at.
const NEIGHBOURS: i64 = 64;

/// The time by which a change takes its place in the history.
fn placed_ms(at_ms: i64, received_ms: i64) -> i64 {
    if received_ms.saturating_sub(at_ms) > LATE_MS { received_ms } else { at_ms }
}

impl Recorder<'_> {
    /// A free place for a new entry.
    pub(super) fn place(&mut self, new: &NewEntry, base_table: i64) -> Result<i64, DatabaseError> {
        let at = first_place(placed_ms(new.change.at_ms, new.received_ms));
        let (after, before) = self.neighbours(new, base_table, at)?;
        let start = match (after.map_or(0, |after| after + 1), before) {
            (first, Some(before)) if before <= at => first.max(before - before.rem_euclid(IN_A_MS) - IN_A_MS),
            (first, _) => first.max(at),
        };
        self.free_place(start)
    }

    /// The entries of the same row about that time between which the change belongs: the last before and the first after.
    ///
    /// The versions of the base tell. Without them times do, unless one of the two is the feed's, which is only about
    /// right. But each way tells the changes of a row in their order. So a webhook that tells something new is of a later
    /// change than all that the feed told, and what the feed tells is of an earlier one than what only a webhook told yet.
    fn neighbours(
        &self,
        new: &NewEntry,
        base_table: i64,
        at: i64,
    ) -> Result<(Option<i64>, Option<i64>), DatabaseError> {
        if new.change.row.id.is_empty() {
            return Ok((None, None));
        }
        let select = concat!(
            "SELECT max(id) FILTER (WHERE version <= ?5 OR (?5 IS NULL AND source = ?6)),
                             min(id) FILTER (WHERE version > ?5 OR (version IS NULL AND ?7))
                      FROM (SELECT id, version, source FROM entry WHERE ",
            of_row!("?1"),
            "               AND base_table = ?2 AND id BETWEEN ?3 AND ?4 ORDER BY id DESC LIMIT ?8)"
        );
        let about = ROUGHLY_MS * IN_A_MS;
        let parameters = (
            &new.change.row.id,
            base_table,
            at - about,
            at + about,
            new.change.operation.map(|operation| operation.version),
            source_code(Source::Realtime),
            new.source == Source::Realtime,
            NEIGHBOURS,
        );
        let mut select = self.connection.prepare_cached(select)?;
        Ok(select.query_row(parameters, |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// The first free place from `start` on.
    fn free_place(&mut self, start: i64) -> Result<i64, DatabaseError> {
        let mut place = self.next_places.get(&start).copied().unwrap_or(start);
        let mut select = self.connection.prepare_cached("SELECT max(id) FROM entry WHERE id BETWEEN ?1 AND ?2")?;
        loop {
            let end = place - place.rem_euclid(IN_A_MS) + IN_A_MS - 1;
            let last: Option<i64> = select.query_row((place, end), |row| row.get(0))?;
            match last {
                None => break,
                Some(last) => place = last + 1,
            }
            if place <= end {
                break;
            }
        }
        self.next_places.insert(start, place + 1);
        Ok(place)
    }
}
