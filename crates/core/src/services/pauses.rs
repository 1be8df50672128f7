//! Pauses: when the person wants no popups, because they said so or because it is in their quiet hours.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::published::Changes;
use crate::{
    clock::now_ms,
    context::{Context, Pause, PausedBy},
    database::Database,
    error::ActionError,
};

/// The note that remembers a pause over a restart.
const NOTE: &str = "pause";
/// The note that remembers until when quiet hours do not count, in Unix milliseconds.
const AWAKE_NOTE: &str = "awake_until";
/// How often the clock is looked at during a pause, because timers stand still while the computer sleeps.
const LOOK: Duration = Duration::from_secs(60);

/// Pauses popups and shows them again. Cheap to clone.
#[derive(Clone)]
pub struct Pauses {
    database: Database,
    context: watch::Receiver<Arc<Context>>,
    wishes: watch::Sender<Wishes>,
    in_force: watch::Sender<Option<Pause>>,
    changes: Changes,
}

/// What the person said.
#[derive(Clone, Copy, Default)]
struct Wishes {
    /// They paused popups.
    pause: Option<Pause>,
    /// They wanted popups again in quiet hours, which end then. Unix milliseconds.
    awake_until_ms: Option<i64>,
}

/// What is so now, and when that is to be looked at again. Unix milliseconds.
struct Now {
    pause: Option<Pause>,
    until_ms: Option<i64>,
}

impl Wishes {
    fn at(self, now_ms: i64, context: &Context) -> Now {
        if let Some(pause) = self.pause.filter(|pause| !pause.is_over(now_ms)) {
            return Now { pause: Some(pause), until_ms: pause.until_ms };
        }
        let (is_quiet, until_ms) = quiet_hours(now_ms, context);
        let is_awake = self.awake_until_ms.is_some_and(|until_ms| now_ms < until_ms);
        let pause = Pause { until_ms, by: PausedBy::QuietHours };
        Now { pause: Some(pause).filter(|_| is_quiet && !is_awake), until_ms }
    }
}

/// Whether it is in the person's quiet hours, and when that is otherwise. Unix milliseconds.
fn quiet_hours(now_ms: i64, context: &Context) -> (bool, Option<i64>) {
    let now = Timestamp::from_millisecond(now_ms).unwrap_or_default();
    let (is_quiet, until) = context.settings.quiet_hours.at(now, context.words.zone());
    (is_quiet, until.map(Timestamp::as_millisecond))
}

impl Pauses {
    /// With the pause that was in force when the program ended, if it is not over.
    pub(crate) async fn load(database: Database, context: watch::Receiver<Arc<Context>>, changes: &Changes) -> Self {
        let wishes = Wishes {
            pause: database.note(NOTE).await.unwrap_or_default(),
            awake_until_ms: database.note(AWAKE_NOTE).await.unwrap_or_default(),
        };
        let now = wishes.at(now_ms(), &context.borrow());
        let (wishes, in_force) = (watch::Sender::new(wishes), watch::Sender::new(now.pause));
        Self { database, context, wishes, in_force, changes: changes.clone() }
    }

    /// The pause in force, if there is one.
    pub fn now(&self) -> Option<Pause> {
        *self.in_force.borrow()
    }

    /// The pause in force, as it changes.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Option<Pause>> {
        self.in_force.subscribe()
    }

    /// Pauses popups. Changes are kept as unread and summed up afterwards.
    ///
    /// # Errors
    /// When it could not be stored, so that it would be forgotten at the next start.
    pub async fn pause(&self, until_ms: Option<i64>) -> Result<(), ActionError> {
        let pause = Pause { until_ms, by: PausedBy::Person };
        self.wish(Wishes { pause: Some(pause), awake_until_ms: None }).await
    }

    /// Shows popups again, and sums up what came in between. Quiet hours that it is in do not count any more.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn resume(&self) -> Result<(), ActionError> {
        let (is_quiet, until_ms) = quiet_hours(now_ms(), &self.context.borrow());
        // Hours without an end are quiet again at the next start.
        let awake_until_ms = is_quiet.then(|| until_ms.unwrap_or(i64::MAX));
        self.wish(Wishes { pause: None, awake_until_ms }).await
    }

    async fn wish(&self, wishes: Wishes) -> Result<(), ActionError> {
        self.wishes.send_replace(wishes);
        self.apply();
        self.database.set_note(NOTE, wishes.pause.as_ref()).await?;
        let awake_until_ms = wishes.awake_until_ms.filter(|until_ms| *until_ms < i64::MAX);
        Ok(self.database.set_note(AWAKE_NOTE, awake_until_ms.as_ref()).await?)
    }

    /// Puts in force what is so now; gives how long that is so, in milliseconds.
    fn apply(&self) -> Option<u64> {
        let now_ms = now_ms();
        let Now { pause, until_ms } = self.wishes.borrow().at(now_ms, &self.context.borrow());
        let is_other = self.in_force.send_if_modified(|in_force| std::mem::replace(in_force, pause) != pause);
        if is_other {
            self.changes.tell();
        }
        until_ms.map(|until_ms| (until_ms - now_ms).max(0).unsigned_abs())
    }

    /// Begins and ends pauses when it is time, also those whose time came while the computer slept.
    pub(crate) async fn follow(mut self, shutdown: CancellationToken) {
        let mut wishes = self.wishes.subscribe();
        loop {
            self.context.mark_unchanged();
            wishes.mark_unchanged();
            let left = self.apply();
            let is_over = |pause: Pause| pause.is_over(now_ms());
            if self.wishes.borrow().pause.is_some_and(is_over) {
                // Or it would be in force again after a clock was set back.
                let awake_until_ms = self.wishes.borrow().awake_until_ms;
                if let Err(error) = self.wish(Wishes { pause: None, awake_until_ms }).await {
                    warn!(%error, "the end of the pause was not stored");
                }
            }
            let nap = left.map(|left| Duration::from_millis(left).min(LOOK));
            tokio::select! {
                Ok(()) = wishes.changed() => {}
                Ok(()) = self.context.changed() => {}
                () = tokio::time::sleep(nap.unwrap_or_default()), if nap.is_some() => {}
                () = shutdown.cancelled() => return,
            }
        }
    }
}
