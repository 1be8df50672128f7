//! How much there is in the history, kept true.

use tokio::sync::broadcast::{self, error::RecvError};
use tracing::warn;

use super::published::{Changes, Published};
use crate::{change::EntryId, context::Event, history::History};

/// How much there is in the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountsStatus {
    /// All changes.
    pub total: u64,
    /// Those the person has yet to see.
    pub unread: u64,
    /// When the last one came. Unix milliseconds.
    pub last_change_ms: Option<i64>,
}

/// Counts entries whenever some came or were changed. Cheap to clone.
#[derive(Clone)]
pub struct Counts {
    history: History,
    events: broadcast::Sender<Event>,
    counted: Published<CountsStatus>,
}

impl Counts {
    pub(crate) fn new(history: History, events: broadcast::Sender<Event>, changes: &Changes) -> Self {
        Self { history, events, counted: Published::new(CountsStatus::default(), changes) }
    }

    /// As they were counted last.
    pub fn now(&self) -> CountsStatus {
        self.counted.get()
    }

    /// Counts anew, and tells that these entries changed; none: any.
    pub(crate) async fn updated(&self, ids: Vec<EntryId>) {
        self.refresh().await;
        let _ = self.events.send(Event::Updated(ids));
    }

    /// Counts anew.
    pub(crate) async fn refresh(&self) {
        match self.history.counts().await {
            Ok(counts) => self.counted.set(CountsStatus {
                total: counts.total,
                unread: counts.unread,
                last_change_ms: counts.bases.iter().map(|base| base.last_change_ms).max(),
            }),
            Err(error) => warn!(%error, "changes could not be counted"),
        }
    }

    /// Counts what is recorded. Events that were missed in a flood are a reason to count, too.
    pub(crate) fn follow(self) -> impl Future<Output = ()> {
        let mut events = self.events.subscribe();
        let mut is_stale = false;
        async move {
            loop {
                match events.recv().await {
                    Ok(Event::Recorded(_)) | Err(RecvError::Lagged(_)) => is_stale = true,
                    Ok(Event::Updated(_)) => {}
                    Err(RecvError::Closed) => return,
                }
                if events.is_empty() && std::mem::take(&mut is_stale) {
                    self.refresh().await;
                }
            }
        }
    }
}
