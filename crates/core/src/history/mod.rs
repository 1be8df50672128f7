//! The history: what became of every delivery, searchable.
//!
//! - A delivery is recorded exactly once, together with all its entries and the counters.
//! - Entries are numbered by the time of their change, so the newest come first however late the news came. All pages go
//!   by number (keyset), so a page costs the same however far back it is.
//! - Words, base, table, person and kind are found through one full-text index that lists the newest entries first; what
//!   needs the order of its characters through a second one.
//! - Writes here are [`Durability::Lazy`]: after a power cut they are done again from the inbox.

/// SQL for the entries of one row, by their index, which keeps the beginning of the id.
macro_rules! of_row {
    ($parameter:literal) => {
        concat!("row_id <> '' AND substr(row_id, 1, 8) = substr(", $parameter, ", 1, 8) AND row_id = ", $parameter)
    };
}

mod activity;
mod announced;
mod before;
mod cells;
mod columns;
mod filter;
mod index;
mod later;
mod marks;
mod names;
mod order;
mod read;
mod rebuild;
mod recheck;
mod record;
mod retention;
mod row_names;
mod same;
mod seen;
mod signs;
#[cfg(test)]
pub(crate) mod tests;
mod walk;
mod words;

use rusqlite::Connection;
use std::{
    cmp::Reverse,
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::tz::TimeZone;
use seatable::BaseUuid;

pub use self::{
    activity::{Activity, Step},
    filter::{Filter, Start},
    later::DecidedLater,
    rebuild::SearchText,
    record::{Recorded, Recording},
    retention::{Retained, RetentionLimits},
    seen::{BaseCounts, BaseSeen, Counts, PersonSeen, TableCounts, TableSeen},
};
use crate::{
    change::{Authenticity, Change, Content, Decision, DeliveryId, Entry, EntryId, HoldReason},
    database::{Database, DatabaseError, Durability, places},
};

/// The history; clones share one database.
///
/// Every function fails only if the database does.
#[derive(Clone, Debug)]
pub struct History {
    database: Database,
    recordings: Arc<AtomicU64>,
}

/// The history, while it is being read.
pub struct Reader<'c>(&'c Connection);

impl Reader<'_> {
    /// As [`History::before`], of the change of an entry.
    ///
    /// # Errors
    /// When the database fails.
    pub fn before(&self, id: EntryId, change: &Change) -> Result<Vec<Content>, DatabaseError> {
        before::before(self.0, change, places::place(id))
    }
}

/// After this many recordings the full-text index is merged a little.
const RECORDINGS_TO_MERGE: u64 = 8;
/// How many entries a job marks at most.
const MARK_AT_ONCE: usize = 5_000;
/// Rows named, or entries indexed anew, in one job.
const NAMED_AT_ONCE: usize = 32;

#[allow(clippy::missing_errors_doc)] // the same for all, said above
impl History {
    /// The history of this database.
    pub fn new(database: Database) -> Self {
        Self { database, recordings: Arc::default() }
    }

    /// Records deliveries with their entries, in their order and all in one transaction; one result for each. A delivery is
    /// recorded exactly once: a second time, or a repeat of an earlier delivery, makes no entry.
    ///
    /// Some dozens at once are much cheaper than one by one. More than that hold the writer for so long that appends notice:
    /// a change takes some 50 µs.
    pub async fn record(&self, batch: Vec<Recording>) -> Result<Vec<Recorded>, DatabaseError> {
        let prepared = batch.into_iter().map(record::prepare).collect::<Result<Vec<_>, _>>()?;
        let job = move |connection: &_| record::record(connection, prepared);
        let recorded = self.database.write(Durability::Lazy, job).await?;
        if self.recordings.fetch_add(1, Ordering::Relaxed).is_multiple_of(RECORDINGS_TO_MERGE) {
            // It is recorded, whatever becomes of this; the writer says what is wrong with the file.
            let _merged = index::merge(&self.database).await;
        }
        Ok(recorded)
    }

    /// Has entries found by these texts instead of those they were recorded with.
    pub async fn reindex(&self, texts: Vec<(EntryId, String)>) -> Result<(), DatabaseError> {
        let indexed = |(id, text): (EntryId, String)| Some((places::place(id)?, words::Indexed::of(&text)));
        let mut texts: Vec<(i64, words::Indexed)> = texts.into_iter().filter_map(indexed).collect();
        while !texts.is_empty() {
            let rest = texts.split_off(texts.len().min(NAMED_AT_ONCE));
            let some = std::mem::replace(&mut texts, rest);
            self.database.write(Durability::Lazy, move |connection| record::reindex(connection, some)).await?;
        }
        Ok(())
    }

    /// Empties the indexes, for damaged ones: nothing is found until [`History::rebuild_index`].
    pub async fn renew_index(&self) -> Result<(), DatabaseError> {
        self.database.write(Durability::Synced, rebuild::begin).await
    }

    /// Whether entries are still to be indexed anew.
    pub async fn index_is_behind(&self) -> Result<bool, DatabaseError> {
        Ok(self.database.note::<i64>(rebuild::NOTE).await?.is_some())
    }

    /// Indexes anew what is still to be after an update or [`History::renew_index`], in short jobs and from the newest entry on; gives how many entries.
    /// What was done stays done if it is cut off.
    pub async fn rebuild_index(&self, text: SearchText) -> Result<u64, DatabaseError> {
        rebuild::rebuild(&self.database, text).await
    }

    /// Gives names to rows of a table that have none yet, in the newest entries that are about them or link to them. Gives
    /// those entries, with the names.
    pub async fn name_rows(
        &self,
        base: BaseUuid,
        table_id: String,
        names: HashMap<String, String>,
    ) -> Result<Vec<Entry>, DatabaseError> {
        let mut entries = Vec::new();
        let mut names = names.into_iter().peekable();
        // In short jobs: a sender waits for its answer meanwhile.
        while names.peek().is_some() {
            let some: HashMap<String, String> = names.by_ref().take(NAMED_AT_ONCE).collect();
            let (base, table_id) = (base.clone(), table_id.clone());
            let job = move |connection: &_| row_names::name_rows(connection, base.as_str(), &table_id, &some);
            entries.extend(self.database.write(Durability::Lazy, job).await?);
        }
        Ok(entries)
    }

    /// One entry, if it is there.
    pub async fn get(&self, id: EntryId) -> Result<Option<Entry>, DatabaseError> {
        let Some(place) = places::place(id) else {
            return Ok(None);
        };
        self.database.read(move |connection| read::entry(connection, place)).await
    }

    /// What the rules said of an entry when it came; none if that was not kept, or no rule was tried.
    pub async fn decision(&self, id: EntryId) -> Result<Option<Decision>, DatabaseError> {
        let Some(place) = places::place(id) else {
            return Ok(None);
        };
        self.database.read(move |connection| read::decision(connection, place)).await
    }

    /// Decides what was put off for this reason. None if that is not to be decided any more: it is gone, or was decided.
    pub async fn decide(&self, decided: DecidedLater, reason: HoldReason) -> Result<Option<Entry>, DatabaseError> {
        let job = move |connection: &_| later::decide(connection, &decided, reason);
        self.database.write(Durability::Lazy, job).await
    }

    /// These entries, in this order, without those that are gone.
    pub async fn entries(&self, ids: Vec<EntryId>) -> Result<Vec<Entry>, DatabaseError> {
        let places: Vec<i64> = ids.into_iter().filter_map(places::place).collect();
        self.database.read(move |connection| read::entries(connection, &places)).await
    }

    /// Up to `limit` of the entries that the filter wants.
    pub async fn page(&self, filter: Filter, from: Start, limit: usize) -> Result<Vec<Entry>, DatabaseError> {
        self.database.read(move |connection| read::page(connection, &filter, from, limit)).await
    }

    /// Up to `limit` of the changes of one row.
    pub async fn timeline(
        &self,
        base: BaseUuid,
        row_id: String,
        from: Start,
        limit: usize,
    ) -> Result<Vec<Entry>, DatabaseError> {
        self.page(Filter { base: Some(base), row: Some(row_id), ..Filter::default() }, from, limit).await
    }

    /// What happened to a change's row before it, the oldest first, from the last time on when the row may have been changed
    /// without Rowbell being told. Rows that were changed very often are not read to their beginning.
    pub async fn before(&self, change: Change) -> Result<Vec<Content>, DatabaseError> {
        self.database.read(move |connection| before::before(connection, &change, None)).await
    }

    /// Whether a rule announced a change of the row, at or after `since_ms` (Unix milliseconds) and not after this one.
    pub async fn was_announced(&self, change: Change, rule: String, since_ms: i64) -> Result<bool, DatabaseError> {
        self.database.read(move |connection| announced::was_announced(connection, &change, &rule, since_ms)).await
    }

    /// As [`History::before`], of the change of an entry.
    pub async fn before_entry(&self, id: EntryId, change: Change) -> Result<Vec<Content>, DatabaseError> {
        self.database.read(move |connection| before::before(connection, &change, places::place(id))).await
    }

    /// The newest entries that the filter wants, at most so many, the oldest of them first.
    pub async fn newest(&self, filter: Filter, limit: usize) -> Result<Vec<EntryId>, DatabaseError> {
        self.database.read(move |connection| read::newest(connection, &filter, limit)).await
    }

    /// Tells these entries one after the other, without those that are gone, beside what reads what happened to their rows
    /// before. `state` is what the one who is told goes on with.
    pub async fn tell<S: Send + 'static>(
        &self,
        ids: &[EntryId],
        mut state: S,
        told: fn(&mut S, Entry, &Reader<'_>) -> Result<(), DatabaseError>,
    ) -> Result<S, DatabaseError> {
        let places: Vec<i64> = ids.iter().copied().filter_map(places::place).collect();
        let job = move |connection: &Connection| {
            for entry in read::entries(connection, &places)? {
                told(&mut state, entry, &Reader(connection))?;
            }
            Ok(state)
        };
        self.database.read(job).await
    }

    /// How many entries there are, in all and by base and table. Counters that are kept, so it takes microseconds.
    pub async fn counts(&self) -> Result<Counts, DatabaseError> {
        self.database.read(seen::counts).await
    }

    /// How many of the entries that the filter wants there were at which time, in which table and by whom, by hours or
    /// days of that time zone.
    pub async fn activity(&self, filter: Filter, step: Step, zone: TimeZone) -> Result<Activity, DatabaseError> {
        self.database.read(move |connection| activity::activity(connection, &filter, step, &zone)).await
    }

    /// The bases that reports came from, the newest first.
    pub async fn bases_seen(&self) -> Result<Vec<BaseSeen>, DatabaseError> {
        self.database.read(seen::bases).await
    }

    /// The tables that reports came from, the newest first.
    pub async fn tables_seen(&self) -> Result<Vec<TableSeen>, DatabaseError> {
        self.database.read(seen::tables).await
    }

    /// Who changed something, the newest first.
    pub async fn people_seen(&self) -> Result<Vec<PersonSeen>, DatabaseError> {
        self.database.read(seen::people).await
    }

    /// Marks entries as read; gives those that were not.
    pub async fn mark_read(&self, ids: Vec<EntryId>) -> Result<Vec<EntryId>, DatabaseError> {
        self.database.write(Durability::Lazy, move |connection| marks::mark_read(connection, &ids)).await
    }

    /// Marks all entries of the filter as read; gives how many were not, and the numbers of up to `newest` of these.
    pub async fn mark_all_read(&self, filter: Filter, newest: usize) -> Result<(u64, Vec<EntryId>), DatabaseError> {
        if filter.is_all_unread() {
            let job = move |connection: &_| marks::mark_all_read(connection, newest);
            return self.database.write(Durability::Lazy, job).await;
        }
        // What comes meanwhile was not seen.
        let until = self.database.read(marks::newest_unread).await?;
        let mut marked = Vec::new();
        loop {
            let filter = filter.clone();
            let job = move |connection: &_| marks::mark_some_read(connection, &filter, until, MARK_AT_ONCE);
            let some = self.database.write(Durability::Lazy, job).await?;
            let is_last = some.len() < MARK_AT_ONCE;
            marked.extend(some);
            if is_last {
                break;
            }
        }
        let count = marked.len() as u64;
        marked.sort_unstable_by_key(|id| Reverse(*id));
        marked.truncate(newest);
        Ok((count, marked))
    }

    /// Marks entries as unread; gives those that were read.
    pub async fn mark_unread(&self, ids: Vec<EntryId>) -> Result<Vec<EntryId>, DatabaseError> {
        self.database.write(Durability::Lazy, move |connection| marks::mark_unread(connection, &ids)).await
    }

    /// Deletes entries; gives how many there were. Their deliveries stay known, so a repeat does not bring them back.
    pub async fn delete(&self, ids: Vec<EntryId>) -> Result<usize, DatabaseError> {
        let places: Vec<i64> = ids.into_iter().filter_map(places::place).collect();
        self.database.write(Durability::Lazy, move |connection| marks::delete_places(connection, &places)).await
    }

    /// Notes what a later check said about deliveries whose entries can stay as they are.
    pub async fn set_authenticity(
        &self,
        deliveries: Vec<DeliveryId>,
        authenticity: Authenticity,
    ) -> Result<(), DatabaseError> {
        let set = move |connection: &Connection| recheck::set_authenticity(connection, &deliveries, authenticity);
        self.database.write(Durability::Synced, set).await
    }

    /// Takes deliveries out of the history, so that they wait in the inbox again with this authenticity: for forged ones
    /// that fit another secret, and those that turn out to be forged. Gives the deliveries whose raw bytes are still kept (the others stay as they are) and the
    /// entries that went.
    pub async fn reopen(
        &self,
        deliveries: Vec<DeliveryId>,
        authenticity: Authenticity,
    ) -> Result<(Vec<DeliveryId>, Vec<EntryId>), DatabaseError> {
        let job = move |connection: &_| recheck::reopen(connection, &deliveries, authenticity);
        self.database.write(Durability::Synced, job).await
    }

    /// Forgets the versions after this one that a base's entries had: its server was restored and gives them to other
    /// operations now.
    pub async fn forget_versions(&self, base: &BaseUuid, after: i64) -> Result<(), DatabaseError> {
        let base = base.as_str().to_owned();
        let forget = move |connection: &Connection| {
            let update = "UPDATE entry SET version = NULL, op_index = NULL WHERE version > ?2 AND base_table IN
                          (SELECT base_table.id FROM base_table JOIN base ON base.id = base_table.base WHERE uuid = ?1)";
            connection.prepare_cached(update)?.execute((base, after))?;
            Ok(())
        };
        self.database.write(Durability::Lazy, forget).await
    }

    /// Deletes what is older or more than the limits allow, in many short jobs. Once or twice a day is enough.
    pub async fn retain(&self, now_ms: i64, limits: RetentionLimits) -> Result<Retained, DatabaseError> {
        retention::retain(&self.database, now_ms, limits).await
    }

    /// Merges a little of the full-text index; gives whether there is more to do. For idle times.
    pub async fn tidy(&self) -> Result<bool, DatabaseError> {
        index::tidy(&self.database).await
    }

    /// The bytes that the file takes and, of these, those in use.
    pub async fn size(&self) -> Result<(u64, u64), DatabaseError> {
        self.database.read(|connection| retention::size(connection).map(|size| (size.file, size.used))).await
    }
}
