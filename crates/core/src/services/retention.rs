//! What the history no longer keeps: what is older than the settings say, and what the person deletes.

use std::time::Duration;

use tracing::warn;

use super::{configuration::Configuration, counts::Counts, open_popups::OpenPopups};
use crate::{
    change::EntryId,
    clock::now_ms,
    error::ActionError,
    history::{History, RetentionLimits},
};

/// When old changes are forgotten first, so that a start is not slowed down.
const FIRST: Duration = Duration::from_secs(60);
/// How often afterwards.
const AGAIN: Duration = Duration::from_secs(6 * 60 * 60);

/// Takes changes out of the history. Cheap to clone.
#[derive(Clone)]
pub struct Retention {
    settings: Configuration,
    history: History,
    popups: OpenPopups,
    counts: Counts,
}

impl Retention {
    pub(crate) fn new(settings: Configuration, history: History, popups: OpenPopups, counts: Counts) -> Self {
        Self { settings, history, popups, counts }
    }

    /// Deletes entries from the history, for good. Returns how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete(&self, ids: Vec<EntryId>) -> Result<u64, ActionError> {
        self.popups.take_away(|id| ids.contains(&id)).await;
        let count = self.history.delete(ids.clone()).await?;
        self.counts.updated(ids).await;
        Ok(count as u64)
    }

    /// Forgets what is older than the settings say, now and then. It works in many short jobs and may be dropped between any two.
    pub(crate) async fn follow(self) {
        let mut pause = FIRST;
        loop {
            tokio::time::sleep(pause).await;
            self.forget_old().await;
            pause = AGAIN;
        }
    }

    async fn forget_old(&self) {
        let settings = self.settings.settings().history.clone();
        let limits = RetentionLimits {
            days: Some(settings.days),
            raw_days: Some(settings.raw_days),
            max_bytes: Some(u64::from(settings.max_megabytes) * 1024 * 1024),
        };
        match self.history.retain(now_ms(), limits).await {
            Ok(retained) if retained.entries > 0 => self.counts.updated(Vec::new()).await,
            Ok(_) => {}
            Err(error) => warn!(%error, "old changes could not be forgotten"),
        }
        while self.history.tidy().await.unwrap_or_else(|error| {
            warn!(%error, "the search index could not be tidied");
            false
        }) {}
    }
}
