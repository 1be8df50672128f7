//! Where the pipeline notes by which ways changes come, and others are woken by it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::{Intervals, WebhookActivity, WebhookOf};
use crate::change::{Authenticity, Change, ChangeKind, NewEntry};

/// The activity of webhooks, shared: the pipeline notes what it takes, and services conclude from it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LastSeen {
    activity: Arc<Mutex<WebhookActivity>>,
    changed: watch::Sender<()>,
}

impl LastSeen {
    /// Nothing came yet.
    pub fn new(intervals: Intervals) -> Self {
        Self { activity: Arc::new(Mutex::new(WebhookActivity::new(intervals))), changed: watch::Sender::new(()) }
    }

    /// Notes what one delivery brought.
    pub fn note(&self, entries: &[NewEntry]) {
        // Links are left out: whether SeaTable sends webhooks for them is not known.
        let is_row = |change: &Change| {
            matches!(change.kind, ChangeKind::RowAdded | ChangeKind::RowChanged | ChangeKind::RowDeleted)
        };
        let entry = match entries.first() {
            Some(first) if first.source.is_webhook() => Some(first),
            _ => entries.iter().find(|entry| entry.content.change().is_some_and(is_row)),
        };
        let Some(NewEntry { source, endpoint, received_ms, content, authenticity, .. }) = entry else { return };
        let Some(base) = content.base() else { return };
        let matters = self.with(|activity| match source.is_webhook() {
            true => {
                let webhook = WebhookOf { base: base.clone(), endpoint: endpoint.clone() };
                activity.webhook(webhook, *received_ms, content.at_ms(), *authenticity != Authenticity::Forged)
            }
            false => activity.operation(base, *received_ms, content.at_ms()),
        });
        if matters {
            self.changed.send_replace(());
        }
    }

    /// Expects a webhook no more, until it comes again.
    pub fn forget(&self, webhook: &WebhookOf) {
        self.with(|activity| activity.forget(webhook));
        self.changed.send_replace(());
    }

    /// Looks at, or changes, what is known.
    pub fn with<T>(&self, then: impl FnOnce(&mut WebhookActivity) -> T) -> T {
        then(&mut self.activity.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells when a conclusion may have changed.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}
