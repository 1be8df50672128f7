//! The same change, reported another way before: found, and made richer. The rules are in `change/sameness.rs`.

use super::{
    cells::{cells_text, linked_text},
    read,
    record::Recorder,
};
use crate::{
    change::{
        Authenticity, Change, Content, Dispatch, Entry, NewEntry, Source, SourceSet, Verdict,
        sameness::{ROUGHLY_MS, WITHIN_MS, agree, enrich, values_agree},
    },
    database::{
        DatabaseError,
        codes::{authenticity_code, kind_code},
        places::{first_place, place, place_ms},
    },
};

/// An entry that another way told of.
pub(super) struct Known {
    entry: Entry,
    /// Both named the same operation.
    same_operation: bool,
}

/// A webhook that told of many rows by one of them.
pub(super) struct Batch {
    /// What was decided about it.
    pub(super) verdict: Verdict,
    /// What became of its popup.
    pub(super) desktop: Option<Dispatch>,
    /// Whether it is unread.
    pub(super) unread: bool,
    /// The way it came.
    pub(super) source: Source,
    /// Its entry.
    place: i64,
}

impl Known {
    /// Whether it is of the same change beyond doubt, or of the batch that the change is part of.
    pub(super) fn is_certain(&self) -> bool {
        self.same_operation || self.is_batch()
    }

    fn is_batch(&self) -> bool {
        self.entry.change().is_some_and(|change| change.rows_affected > 1)
    }

    /// What was decided about it and became of it, if it stood for more than its own row.
    pub(super) fn stood_for_a_batch(&self) -> Option<Batch> {
        // What is under way is announced for all its rows.
        let desktop = self.entry.desktop.clone().filter(|dispatch| *dispatch != Dispatch::UnderWay);
        let verdict = self.entry.verdict.clone();
        let (unread, source) = (self.entry.unread, self.entry.source);
        let place = place(self.entry.id).filter(|_| self.is_batch())?;
        Some(Batch { verdict, desktop, unread, source, place })
    }
}

impl Recorder<'_> {
    /// The entry that is of the same change, if there is one. The report came to the endpoint of this number.
    pub(super) fn known(&mut self, new: &NewEntry, endpoint: i64) -> Result<Option<Known>, DatabaseError> {
        if new.authenticity == Authenticity::Forged {
            return Ok(None);
        }
        let Content::Change(change) = &new.content else { return Ok(None) };
        let Some((base, base_table)) = self.names.find(change)? else { return Ok(None) };
        if let Some(entry) = self.of_operation(change, base)? {
            return Ok(Some(Known { entry, same_operation: true }));
        }
        let found = self.of_content(new, change, base_table, endpoint)?;
        Ok(found.map(|entry| Known { entry, same_operation: false }))
    }

    /// A server that was restored from a backup gives the same versions again, so what was done has to agree, too.
    fn of_operation(&self, change: &Change, base: i64) -> Result<Option<Entry>, DatabaseError> {
        let Some(operation) = change.operation else { return Ok(None) };
        let select = "SELECT entry.id FROM entry JOIN base_table ON base_table.id = entry.base_table
                      WHERE entry.version = ?1 AND entry.op_index = ?2 AND base_table.base = ?3
                      AND kind = ?4 AND row_id = ?5";
        let kind = kind_code(change.kind.into());
        let parameters = (operation.version, operation.index, base, kind, &change.row.id);
        let mut select = self.connection.prepare_cached(select)?;
        let places = select.query_map(parameters, |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for place in places {
            match read::entry(self.connection, place)? {
                Some(entry) if entry.change().is_some_and(|known| values_agree(known, change)) => {
                    return Ok(Some(entry));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Of those that agree, the one of the very same time if both are webhooks; else the first of about the same time, else
    /// the nearest in time. Each takes one report of each way, and of webhooks one of each endpoint.
    fn of_content(
        &self,
        new: &NewEntry,
        change: &Change,
        base_table: i64,
        endpoint: i64,
    ) -> Result<Option<Entry>, DatabaseError> {
        if change.row.id.is_empty() {
            return Ok(None);
        }
        let is_webhook = new.source.is_webhook();
        let (from, to) = (change.at_ms.saturating_sub(WITHIN_MS), change.at_ms.saturating_add(WITHIN_MS + 1));
        // An entry that has a version is another change than one that has another.
        let select = concat!(
            "SELECT id, reports FROM entry WHERE ",
            of_row!("?1"),
            " AND base_table = ?2 AND kind = ?3 AND id BETWEEN ?4 AND ?5
                      AND authenticity <> ?7 AND (?8 OR version IS NULL)
                      AND iif(?9, endpoint <> ?10 AND NOT EXISTS
                              (SELECT 1 FROM report WHERE report.entry = entry.id AND report.endpoint = ?10),
                              reports & ?6 = 0) ORDER BY id"
        );
        let parameters = (
            &change.row.id,
            base_table,
            kind_code(change.kind.into()),
            first_place(from),
            first_place(to),
            SourceSet::of(new.source),
            authenticity_code(Authenticity::Forged),
            change.operation.is_none(),
            is_webhook,
            endpoint,
        );
        let mut select = self.connection.prepare_cached(select)?;
        let places = select.query_map(parameters, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let places = places.collect::<rusqlite::Result<Vec<(i64, SourceSet)>>>()?;
        let mut nearest: Option<(i64, Entry)> = None;
        let mut of_about_then = None;
        for (place, told_by) in places {
            let Some(entry) = read::entry(self.connection, place)? else { continue };
            let Some(known) = entry.change() else { continue };
            let apart = known.at_ms.abs_diff(change.at_ms).try_into().unwrap_or(i64::MAX);
            if !agree(known, change) {
                continue;
            }
            // SeaTable posts one body to all webhooks, so they tell the very same time if they tell any.
            if is_webhook && entry.source.is_webhook() {
                let timed = change.at_ms != new.received_ms && known.at_ms != entry.received_ms;
                match apart {
                    0 => return Ok(Some(entry)),
                    _ if timed && !told_by.intersects(SourceSet::BASE) => continue,
                    _ => {}
                }
            }
            // Reports come in order, and times as close as that tell nothing.
            if apart <= ROUGHLY_MS {
                of_about_then.get_or_insert(entry);
                continue;
            }
            if nearest.as_ref().is_none_or(|(best, _)| apart < *best) {
                nearest = Some((apart, entry));
            }
        }
        Ok(of_about_then.or(nearest.map(|(_, entry)| entry)))
    }

    /// The entry of a row of a batch, which all webhooks told of that told of the batch.
    pub(super) fn told_by_webhooks_of(&self, batch: &Batch, place: i64) -> Result<(), DatabaseError> {
        let insert = "INSERT OR IGNORE INTO report (entry, endpoint, delivery)
                      SELECT ?1, endpoint, delivery FROM entry WHERE id = ?2
                      UNION ALL SELECT ?1, endpoint, delivery FROM report WHERE entry = ?2";
        self.connection.prepare_cached(insert)?.execute((place, batch.place))?;
        Ok(())
    }

    /// Takes a further report of a known change in.
    pub(super) fn merge(&mut self, known: Known, new: NewEntry, endpoint: i64) -> Result<Entry, DatabaseError> {
        let Known { mut entry, .. } = known;
        let Some(place) = place(entry.id) else { return Ok(entry) };
        let (Content::Change(change), Content::Change(report)) = (&mut entry.content, new.content) else {
            return Ok(entry);
        };
        let (before, told_by, rows) = (change.actor.clone(), SourceSet::of(new.source), report.rows_affected);
        let (is_webhook, delivery) = (new.source.is_webhook(), new.delivery.0);
        let exact = new.source != Source::Realtime;
        let changed = enrich(change, report, exact);
        if rows > 1
            && let Some(operation) = change.operation
        {
            // One webhook for all rows of an operation uses up all of them.
            let update = "UPDATE entry SET reports = reports | ?1 WHERE version = ?2 AND base_table =
                          (SELECT base_table FROM entry WHERE id = ?3)";
            self.connection.prepare_cached(update)?.execute((told_by, operation.version, place))?;
            let insert = "INSERT OR IGNORE INTO report (entry, endpoint, delivery)
                          SELECT id, ?1, ?2 FROM entry WHERE version = ?3 AND base_table =
                          (SELECT base_table FROM entry WHERE id = ?4)";
            self.connection.prepare_cached(insert)?.execute((endpoint, delivery, operation.version, place))?;
        }
        if is_webhook {
            let insert = "INSERT OR IGNORE INTO report (entry, endpoint, delivery) VALUES (?1, ?2, ?3)";
            self.connection.prepare_cached(insert)?.execute((place, endpoint, delivery))?;
        }
        // What a connected base tells of itself is true, and comes as verified.
        entry.authenticity = entry.authenticity.or(new.authenticity);
        self.connection
            .prepare_cached("UPDATE entry SET reports = reports | ?2, authenticity = ?3 WHERE id = ?1")?
            .execute((place, told_by, authenticity_code(entry.authenticity)))?;
        if !changed {
            return Ok(entry);
        }
        let person = self.names.moved(&before, &change.actor, change.at_ms)?;
        let rows = i64::try_from(change.rows_affected).unwrap_or(i64::MAX);
        let update = "UPDATE entry SET at_after = ?2, row_name = ?3, cells = ?4, rows_affected = ?5, linked = ?6,
                      version = ?7, op_index = ?8, person = ?9 WHERE id = ?1";
        self.connection.prepare_cached(update)?.execute(rusqlite::params![
            place,
            change.at_ms.wrapping_sub(place_ms(place)),
            change.row.name,
            cells_text(&change.cells)?,
            (rows != 1).then_some(rows),
            linked_text(change.linked.as_ref())?,
            change.operation.map(|operation| operation.version),
            change.operation.map(|operation| operation.index),
            person,
        ])?;
        Ok(entry)
    }
}
