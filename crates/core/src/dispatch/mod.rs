//! Dispatches: what is to be done about entries, and what became of it.
//!
//! A dispatch is written in the transaction that records its entry, so a crash can't lose it, and is changed here only. The
//! desktop is the first channel. What it is to show at once is recorded as under way: it is begun by whoever records it. What was
//! under way when the program ended is begun again at the next start.

pub(crate) mod table;
#[cfg(test)]
mod tests;

use crate::{
    change::{Dispatch, EntryId, HoldReason},
    database::{
        Database, DatabaseError, Durability,
        places::{after, entry_id, place},
    },
};

/// How many are changed in one job: a sender waits for its answer meanwhile.
const AT_ONCE: usize = 5_000;

/// The dispatches; clones share one database.
#[derive(Clone, Debug)]
pub struct Dispatches {
    database: Database,
}

impl Dispatches {
    /// The dispatches of this database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// What is waiting or under way on the desktop, by the age of the entries: up to `limit` of those newer than `newer_than`.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn unfinished(
        &self,
        newer_than: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<(EntryId, Dispatch)>, DatabaseError> {
        let above = newer_than.map_or(i64::MIN, after);
        let found = self.database.read(move |connection| table::unfinished(connection, above, limit)).await?;
        Ok(found.into_iter().map(|(place, dispatch)| (entry_id(place), dispatch)).collect())
    }

    /// When the first of those that wait for this reason is due, in Unix milliseconds; none: none has a time.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn next_due(&self, reason: HoldReason) -> Result<Option<i64>, DatabaseError> {
        self.database.read(move |connection| table::next_due(connection, reason)).await
    }

    /// The person has answered these, as far as they must be acknowledged.
    ///
    /// # Errors
    /// If it can't be stored.
    pub async fn answer(&self, ids: Vec<EntryId>) -> Result<(), DatabaseError> {
        let job = move |connection: &_| {
            ids.iter().filter_map(|id| place(*id)).try_for_each(|place| table::answer(connection, place))
        };
        self.database.write(Durability::Lazy, job).await
    }

    /// Up to `limit` of those that wait for this reason and are due by now (Unix milliseconds), by the age of the entries.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn due(&self, reason: HoldReason, now_ms: i64, limit: usize) -> Result<Vec<EntryId>, DatabaseError> {
        let found = self.database.read(move |connection| table::due(connection, reason, now_ms, limit)).await?;
        Ok(found.into_iter().map(entry_id).collect())
    }

    /// Those that wait for this reason, by the age of the entries.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn waiting(&self, reason: HoldReason) -> Result<Vec<EntryId>, DatabaseError> {
        self.due(reason, i64::MAX, usize::MAX).await
    }

    /// Notes what became of dispatches on the desktop, now (Unix milliseconds). Entries that are gone are left out.
    ///
    /// # Errors
    /// If it can't be stored; some of many may be.
    pub async fn set(&self, mut changed: Vec<(EntryId, Dispatch)>, now_ms: i64) -> Result<(), DatabaseError> {
        while !changed.is_empty() {
            let rest = changed.split_off(changed.len().min(AT_ONCE));
            let some = std::mem::replace(&mut changed, rest);
            let job = move |connection: &_| {
                let places = some.iter().filter_map(|(id, dispatch)| Some((place(*id)?, dispatch)));
                places.into_iter().try_for_each(|(place, dispatch)| table::set(connection, place, dispatch, now_ms))
            };
            self.database.write(Durability::Lazy, job).await?;
        }
        Ok(())
    }

    /// Notes the same of several.
    ///
    /// # Errors
    /// If it can't be stored.
    pub async fn set_all(&self, ids: Vec<EntryId>, to: &Dispatch, now_ms: i64) -> Result<(), DatabaseError> {
        self.set(ids.into_iter().map(|id| (id, to.clone())).collect(), now_ms).await
    }
}
