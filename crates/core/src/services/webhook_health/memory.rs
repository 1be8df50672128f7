//! What the monitor remembers, some of it over restarts.

use std::collections::{BTreeMap, BTreeSet};

use tracing::warn;

use crate::{
    clock::now_ms,
    config::Account,
    database::Database,
    webhook_health::{LastSeen, WebhookOf},
};

/// The note that remembers when webhooks were switched on.
const REENABLED_NOTE: &str = "webhook_mends";
/// The note that remembers which webhooks are not expected any more.
const FORGOTTEN_NOTE: &str = "webhooks_gone";

/// What is remembered. Times are Unix milliseconds.
pub(super) struct Memory {
    database: Database,
    /// When Rowbell started, or the computer last woke up.
    pub(super) back_ms: i64,
    /// When the servers were last asked, and are to be asked again.
    pub(super) checked_ms: i64,
    pub(super) check_ms: i64,
    /// The webhooks that are looked after, and with which accounts.
    pub(super) watched: (Vec<WebhookOf>, Vec<Account>),
    /// When the server last said that one is on.
    pub(super) on: BTreeMap<WebhookOf, i64>,
    /// When one was last switched on by itself.
    reenabled: BTreeMap<WebhookOf, i64>,
    /// Those that the server tells of, so that nothing need be concluded from silence.
    pub(super) told: BTreeSet<WebhookOf>,
    /// Those that are not expected any more, as it is noted.
    forgotten: Vec<WebhookOf>,
}

impl Memory {
    /// What was remembered at the last end. Webhooks that were not expected then are not expected now.
    pub(super) async fn restore(database: Database, last_seen: &LastSeen) -> Self {
        let reenabled: Option<Vec<(WebhookOf, i64)>> = database.note(REENABLED_NOTE).await.unwrap_or_default();
        let forgotten: Option<Vec<WebhookOf>> = database.note(FORGOTTEN_NOTE).await.unwrap_or_default();
        let forgotten = forgotten.unwrap_or_default();
        last_seen.with(|activity| forgotten.iter().for_each(|webhook| activity.forget(webhook)));
        Self {
            database,
            back_ms: now_ms(),
            checked_ms: 0,
            check_ms: 0,
            watched: Default::default(),
            on: BTreeMap::new(),
            reenabled: reenabled.unwrap_or_default().into_iter().collect(),
            told: BTreeSet::new(),
            forgotten,
        }
    }

    /// When a webhook was last switched on by itself.
    pub(super) fn reenabled_ms(&self, webhook: &WebhookOf) -> Option<i64> {
        self.reenabled.get(webhook).copied()
    }

    /// A webhook was switched on by itself.
    pub(super) async fn note_reenabled(&mut self, webhook: &WebhookOf, at_ms: i64) {
        self.on.insert(webhook.clone(), now_ms());
        self.reenabled.insert(webhook.clone(), at_ms);
        let reenabled: Vec<_> = self.reenabled.iter().collect();
        if let Err(error) = self.database.set_note(REENABLED_NOTE, Some(&reenabled)).await {
            warn!(%error, "it is not remembered that a webhook was switched on");
        }
    }

    /// These webhooks are not expected any more.
    pub(super) async fn note_forgotten(&mut self, forgotten: Vec<WebhookOf>) {
        if forgotten == self.forgotten {
            return;
        }
        match self.database.set_note(FORGOTTEN_NOTE, Some(&forgotten)).await {
            Ok(()) => self.forgotten = forgotten,
            Err(error) => warn!(%error, "it is not remembered which webhooks are expected no more"),
        }
    }
}
