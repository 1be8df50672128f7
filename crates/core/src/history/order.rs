//! Where an entry takes its place: by the time of its change, and within a row in the order of the changes.

use rusqlite::OptionalExtension;

use super::record::Recorder;
use crate::{
    change::{NewEntry, SourceSet, sameness::ROUGHLY_MS},
    database::{
        DatabaseError,
        places::{IN_A_MS, first_place},
    },
};

/// A report about something this long before it came takes its place in the history by when it came: sorted by its own
/// time it would never be seen among the latest.
const LATE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The time by which a change takes its place in the history.
fn placed_ms(at_ms: i64, received_ms: i64) -> i64 {
    if received_ms.saturating_sub(at_ms) > LATE_MS { received_ms } else { at_ms }
}

impl Recorder<'_> {
    /// A free place for a new entry.
    pub(super) fn place(&mut self, new: &NewEntry, base_table: i64) -> Result<i64, DatabaseError> {
        let at = first_place(placed_ms(new.content.at_ms(), new.received_ms));
        let (after, before) = self.neighbours(new, base_table, at)?;
        let start = match after {
            // In a millisecond of its own, so that there is room between them.
            Some(after) if after >= at => millisecond(after) + IN_A_MS,
            _ => at,
        };
        match before {
            Some(before) if before < start + IN_A_MS => {
                let first = after.map_or(0, |after| after + 1);
                self.free_place(first.max(millisecond(before) - IN_A_MS))
            }
            _ => self.free_place(start),
        }
    }

    /// The entries of the same row about that time between which the change belongs: the last before and the first after.
    ///
    /// Where both have a version of the base, that decides. Otherwise each way tells the changes of a row in their order, so
    /// it told of earlier ones before. What it has not told of is later; but a webhook, which is not told of each row of a
    /// batch, comes after all that is known, or else it would be of a known change.
    fn neighbours(
        &self,
        new: &NewEntry,
        base_table: i64,
        at: i64,
    ) -> Result<(Option<i64>, Option<i64>), DatabaseError> {
        let Some(change) = new.content.change().filter(|change| !change.row.id.is_empty()) else {
            return Ok((None, None));
        };
        // A webhook comes after all, so none of those that stand before it anyway is of interest.
        let is_webhook = new.source.is_webhook();
        let from = if is_webhook { at } else { at - ROUGHLY_MS * IN_A_MS };
        let to = at + ROUGHLY_MS * IN_A_MS;
        let last_earlier = concat!(
            "SELECT id FROM entry WHERE ",
            of_row!("?1"),
            " AND base_table = ?2 AND id BETWEEN ?3 AND ?4
              AND iif(version IS NULL OR ?5 IS NULL, reports & ?6, version <= ?5) ORDER BY id DESC LIMIT 1"
        );
        let told_before = if is_webhook { SourceSet::ALL } else { SourceSet::of(new.source) };
        let version = change.operation.map(|operation| operation.version);
        let after: Option<i64> = self
            .connection
            .prepare_cached(last_earlier)?
            .query_row((&change.row.id, base_table, from, to, version, told_before), |row| row.get(0))
            .optional()?;
        if is_webhook {
            return Ok((after, None));
        }
        let first_later = concat!(
            "SELECT id FROM entry WHERE ",
            of_row!("?1"),
            " AND base_table = ?2 AND id BETWEEN ?3 AND ?4 ORDER BY id LIMIT 1"
        );
        let from = after.map_or(from, |after| after + 1);
        let before = self
            .connection
            .prepare_cached(first_later)?
            .query_row((&change.row.id, base_table, from, to), |row| row.get(0))
            .optional()?;
        Ok((after, before))
    }

    /// The first free place from `start` on.
    fn free_place(&mut self, start: i64) -> Result<i64, DatabaseError> {
        let mut select = self.connection.prepare_cached("SELECT max(id) FROM entry WHERE id BETWEEN ?1 AND ?2")?;
        let mut first = start;
        loop {
            first = first.max(self.not_full(millisecond(first)));
            let end = millisecond(first) + IN_A_MS;
            let last: Option<i64> = select.query_row((first, end - 1), |row| row.get(0))?;
            let place = last.map_or(first, |last| last + 1);
            if place < end {
                return Ok(place);
            }
            self.full.insert(end - IN_A_MS, end);
            first = end;
        }
    }

    /// The first millisecond from this one on that is not known to be full.
    fn not_full(&mut self, first: i64) -> i64 {
        let mut found = first;
        while let Some(next) = self.full.get(&found) {
            found = *next;
        }
        // The way is short the next time.
        let mut passed = first;
        while passed != found {
            passed = self.full.insert(passed, found).unwrap_or(found);
        }
        found
    }
}

/// The first place of a place's millisecond.
fn millisecond(place: i64) -> i64 {
    place - place.rem_euclid(IN_A_MS)
}
