//! What the person asks: pausing and who they are; and what is forgotten by itself.

use std::time::Duration;

use tracing::warn;

use super::Engine;
use crate::{clock::now_ms, config::SettingsEdit, context::Pause, error::ActionError, history::RetentionLimits};

/// The note that remembers a pause over a restart.
pub(super) const PAUSE_NOTE: &str = "pause";

impl Engine {
    /// Pauses popups. Changes are kept as unread and summed up afterwards.
    ///
    /// # Errors
    /// When it could not be stored, so that it would be forgotten at the next start.
    pub async fn pause(&self, until_ms: Option<i64>) -> Result<(), ActionError> {
        self.set_pause(Some(Pause { until_ms })).await
    }

    /// Shows popups again, and sums up what came in between.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn resume(&self) -> Result<(), ActionError> {
        self.set_pause(None).await
    }

    async fn set_pause(&self, pause: Option<Pause>) -> Result<(), ActionError> {
        self.0.pause.send_replace(pause);
        self.0.services.changes.tell();
        Ok(self.0.database.set_note(PAUSE_NOTE, pause.as_ref()).await?)
    }

    /// Ends each pause when its time is over, also one that ended while the computer slept.
    pub(super) async fn end_pauses(self) {
        let mut pauses = self.0.pause.subscribe();
        loop {
            let until = (*pauses.borrow_and_update()).and_then(|pause| pause.until_ms);
            let left = until.map(|until| Duration::from_millis((until - now_ms()).max(0) as u64));
            if left == Some(Duration::ZERO) {
                if let Err(error) = self.resume().await {
                    warn!(%error, "the end of the pause was not stored");
                }
                continue;
            }
            // Timers stand still while the computer sleeps, so the clock is looked at now and then.
            let nap = left.map(|left| left.min(Duration::from_secs(60)));
            tokio::select! {
                Ok(()) = pauses.changed() => {}
                () = tokio::time::sleep(nap.unwrap_or_default()), if nap.is_some() => {}
                () = self.0.tasks.ending() => return,
            }
        }
    }

    /// Says that one of the people seen is the person themself, or is not, and what to call them.
    ///
    /// # Errors
    /// When the settings can't be changed.
    pub fn set_me(&self, user: &str, name: Option<&str>, is_me: bool) -> Result<(), ActionError> {
        let user = user.to_owned();
        let named = name.map(|name| SettingsEdit::NamePerson { user: user.clone(), name: name.to_owned() });
        Ok(self.0.services.settings.edit([SettingsEdit::Me { user, is_me }].into_iter().chain(named))?)
    }

    /// Forgets what is older than the settings say, now and then.
    pub(super) async fn retain(self) {
        let mut pause = Duration::from_secs(60);
        let forget = async {
            loop {
                tokio::time::sleep(pause).await;
                self.forget_old().await;
                pause = Duration::from_secs(6 * 60 * 60);
            }
        };
        // It works in many short jobs and can end between any two.
        tokio::select! {
            () = forget => {}
            () = self.0.tasks.ending() => {}
        }
    }

    async fn forget_old(&self) {
        let settings = self.context().settings.history.clone();
        let limits = RetentionLimits {
            days: Some(settings.days),
            raw_days: Some(settings.raw_days),
            max_bytes: Some(u64::from(settings.max_megabytes) * 1024 * 1024),
        };
        match self.0.history.retain(now_ms(), limits).await {
            Ok(retained) if retained.entries > 0 => self.0.services.counts.updated(Vec::new()).await,
            Ok(_) => {}
            Err(error) => warn!(%error, "old changes could not be forgotten"),
        }
        while self.0.history.tidy().await.unwrap_or_else(|error| {
            warn!(%error, "the search index could not be tidied");
            false
        }) {}
    }
}
