//! What is read and what is unread, and taking "mark all as read" back.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{
    acknowledgements::{Acknowledged, Acknowledgements},
    counts::Counts,
    open_popups::OpenPopups,
};
use crate::{
    change::EntryId,
    error::ActionError,
    history::{Filter, History},
};

/// How long "mark all as read" can be taken back.
const UNDO_WITHIN: Duration = Duration::from_secs(60);
/// For how many changes: the newest.
const MOST_UNDONE: usize = 100_000;

/// Marks changes as read and as unread. Cheap to clone.
#[derive(Clone)]
pub struct Marking {
    history: History,
    popups: OpenPopups,
    counts: Counts,
    acknowledgements: Acknowledgements,
    /// What the last "mark all as read" changed.
    last: Arc<Mutex<Option<AllRead>>>,
}

/// What was put aside when all was marked as read, for somebody who takes that back.
struct AllRead {
    at: Instant,
    entries: Vec<EntryId>,
    acknowledged: Acknowledged,
}

impl Marking {
    pub(crate) fn new(
        history: History,
        popups: OpenPopups,
        counts: Counts,
        acknowledgements: Acknowledgements,
    ) -> Self {
        Self { history, popups, counts, acknowledgements, last: Arc::default() }
    }

    /// Marks entries as read, or as unread again. Returns how many changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&self, ids: Vec<EntryId>, unread: bool) -> Result<u64, ActionError> {
        let marked = if unread {
            self.history.mark_unread(ids).await?
        } else {
            self.acknowledgements.forged_among(&ids).await?;
            self.history.mark_read(ids).await?
        };
        let count = marked.len() as u64;
        if !unread {
            self.popups.take_away(|id| marked.contains(&id)).await;
        }
        self.counts.updated(marked).await;
        Ok(count)
    }

    /// Marks all of the filter as read. Returns how many changed. For a while it can be taken back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_all_read(&self, filter: Filter) -> Result<u64, ActionError> {
        let is_everything = filter.is_all_unread();
        let (count, newest) = self.history.mark_all_read(filter, MOST_UNDONE).await?;
        let mut acknowledged = Acknowledged::default();
        if is_everything {
            acknowledged = self.acknowledgements.all();
            self.popups.take_away(|_| true).await;
        } else {
            let marked: HashSet<_> = newest.iter().copied().collect();
            self.popups.take_away(|id| marked.contains(&id)).await;
        }
        // One that marked nothing leaves the one before it to be taken back.
        if count > 0 || !acknowledged.is_empty() {
            *self.last() = Some(AllRead { at: Instant::now(), entries: newest, acknowledged });
        }
        self.counts.updated(Vec::new()).await;
        Ok(count)
    }

    /// Takes the last [`Marking::mark_all_read`] back, if it was a moment ago. Returns how many are unread again.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn undo_all_read(&self) -> Result<u64, ActionError> {
        let last = self.last().take();
        match last {
            Some(all) if all.at.elapsed() < UNDO_WITHIN => {
                self.acknowledgements.restore(&all.acknowledged);
                self.mark(all.entries, true).await
            }
            _ => Err(ActionError::TooLate),
        }
    }

    fn last(&self) -> MutexGuard<'_, Option<AllRead>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
