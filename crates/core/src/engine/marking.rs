//! What is read, and what is deleted.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use seatable::BaseUuid;

use super::Engine;
use crate::{
    change::{Authenticity, EntryId},
    error::ActionError,
    history::Filter,
};

/// How long "mark all as read" can be taken back.
const TAKEN_BACK_WITHIN: Duration = Duration::from_secs(60);
/// For how many changes: the newest.
const MOST_TAKEN_BACK: usize = 100_000;

/// What was put aside when all was marked as read, for who takes that back.
pub(super) struct AllRead {
    at: Instant,
    entries: Vec<EntryId>,
    forged: BTreeMap<String, u64>,
    missed: Vec<(BaseUuid, u64)>,
    gaps: Vec<String>,
}

impl Default for AllRead {
    fn default() -> Self {
        Self { at: Instant::now(), entries: Vec::new(), forged: BTreeMap::new(), missed: Vec::new(), gaps: Vec::new() }
    }
}

impl AllRead {
    /// Whether there was more to it than entries.
    fn has_put_aside(&self) -> bool {
        !self.forged.is_empty() || !self.gaps.is_empty() || !self.missed.is_empty()
    }
}

impl Engine {
    /// Marks entries as read, or as unread again. Returns how many changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&self, ids: Vec<EntryId>, unread: bool) -> Result<u64, ActionError> {
        let history = &self.0.history;
        let marked = if unread {
            history.mark_unread(ids).await?
        } else {
            self.acknowledge_forged(&ids).await?;
            history.mark_read(ids).await?
        };
        let count = marked.len() as u64;
        if !unread {
            self.0.open_popups.take_away(|id| marked.contains(&id)).await;
        }
        self.0.services.counts.updated(marked).await;
        Ok(count)
    }

    /// Who marks a forged change as read has seen that its endpoint has such; the next one is told again. Forged ones are
    /// not unread, so this goes by what is to be marked rather than by what was.
    async fn acknowledge_forged(&self, ids: &[EntryId]) -> Result<(), ActionError> {
        if self.0.services.forged.counts().is_empty() {
            return Ok(());
        }
        let mut entries = self.0.history.entries(ids.to_vec()).await?;
        entries.retain(|entry| entry.authenticity == Authenticity::Forged);
        self.0.services.forged.acknowledge(|endpoint| entries.iter().any(|entry| entry.endpoint == endpoint));
        Ok(())
    }

    /// Marks all of the filter as read. Returns how many changed. For a while it can be taken back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_all_read(&self, filter: Filter) -> Result<u64, ActionError> {
        let is_everything = filter.is_all_unread();
        let (count, newest) = self.0.history.mark_all_read(filter, MOST_TAKEN_BACK).await?;
        let mut all = AllRead { at: Instant::now(), entries: newest, ..AllRead::default() };
        if is_everything {
            all.forged = self.0.services.forged.acknowledge_all();
            all.missed = self.0.services.connections.acknowledge_gaps();
            all.gaps = self.0.services.relays.acknowledge_gaps();
            self.0.open_popups.take_away(|_| true).await;
        } else {
            let marked: HashSet<_> = all.entries.iter().copied().collect();
            self.0.open_popups.take_away(|id| marked.contains(&id)).await;
        }
        // What marked nothing leaves the last one to be taken back.
        if count > 0 || all.has_put_aside() {
            *self.all_read() = Some(all);
        }
        self.0.services.counts.updated(Vec::new()).await;
        Ok(count)
    }

    /// Takes the last [`Engine::mark_all_read`] back, if it was a moment ago. Returns how many are unread again.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn unmark_all_read(&self) -> Result<u64, ActionError> {
        let last = self.all_read().take();
        match last {
            Some(all) if all.at.elapsed() < TAKEN_BACK_WITHIN => {
                for (endpoint, count) in &all.forged {
                    self.0.services.forged.add(endpoint, *count);
                }
                self.0.services.connections.restore_gaps(&all.missed);
                self.0.services.relays.restore_gaps(&all.gaps);
                self.mark(all.entries, true).await
            }
            _ => Err(ActionError::TooLate),
        }
    }

    fn all_read(&self) -> MutexGuard<'_, Option<AllRead>> {
        self.0.all_read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Deletes entries from the history, for good. Returns how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete(&self, ids: Vec<EntryId>) -> Result<u64, ActionError> {
        self.0.open_popups.take_away(|id| ids.contains(&id)).await;
        let count = self.0.history.delete(ids.clone()).await?;
        self.0.services.counts.updated(ids).await;
        Ok(count as u64)
    }
}
