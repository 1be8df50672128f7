//! Pauses: when the person wants no popups, and when they want them again.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::published::Changes;
use crate::{clock::now_ms, context::Pause, database::Database, error::ActionError};

/// The note that remembers a pause over a restart.
const NOTE: &str = "pause";
/// How often the clock is looked at during a pause, because timers stand still while the computer sleeps.
const LOOK: Duration = Duration::from_secs(60);

/// Pauses popups and shows them again. Cheap to clone.
#[derive(Clone)]
pub struct Pauses {
    database: Database,
    pause: watch::Sender<Option<Pause>>,
    changes: Changes,
}

impl Pauses {
    /// With the pause that was in force when the program ended, if it is not over.
    pub(crate) async fn load(database: Database, changes: &Changes) -> Self {
        let noted: Option<Pause> = database.note(NOTE).await.unwrap_or_default();
        let pause = watch::Sender::new(noted.filter(|pause| !pause.is_over(now_ms())));
        Self { database, pause, changes: changes.clone() }
    }

    /// The pause in force, if there is one.
    pub fn now(&self) -> Option<Pause> {
        *self.pause.borrow()
    }

    /// The pause in force, as it changes.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Option<Pause>> {
        self.pause.subscribe()
    }

    /// Pauses popups. Changes are kept as unread and summed up afterwards.
    ///
    /// # Errors
    /// When it could not be stored, so that it would be forgotten at the next start.
    pub async fn pause(&self, until_ms: Option<i64>) -> Result<(), ActionError> {
        self.set(Some(Pause { until_ms })).await
    }

    /// Shows popups again, and sums up what came in between.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn resume(&self) -> Result<(), ActionError> {
        self.set(None).await
    }

    async fn set(&self, pause: Option<Pause>) -> Result<(), ActionError> {
        self.pause.send_replace(pause);
        self.changes.tell();
        Ok(self.database.set_note(NOTE, pause.as_ref()).await?)
    }

    /// Ends each pause when its time is over, also one that ended while the computer slept.
    pub(crate) async fn follow(self, shutdown: CancellationToken) {
        let mut pauses = self.pause.subscribe();
        loop {
            let until = (*pauses.borrow_and_update()).and_then(|pause| pause.until_ms);
            let left = until.map(|until| Duration::from_millis((until - now_ms()).max(0) as u64));
            if left == Some(Duration::ZERO) {
                if let Err(error) = self.resume().await {
                    warn!(%error, "the end of the pause was not stored");
                }
                continue;
            }
            let nap = left.map(|left| left.min(LOOK));
            tokio::select! {
                Ok(()) = pauses.changed() => {}
                () = tokio::time::sleep(nap.unwrap_or_default()), if nap.is_some() => {}
                () = shutdown.cancelled() => return,
            }
        }
    }
}
