//! The health of webhooks: what is known to be wrong with them. A monitor finds out, by asking with the person's account or
//! by silence, and switches those on again that it may. What it concludes is in [`crate::webhook_health`].

mod check;
mod memory;
mod monitor;

use std::collections::BTreeMap;

use seatable::BaseUuid;
use tracing::warn;

pub(crate) use self::{
    check::{Checker, LocalCauses},
    monitor::Monitor,
};
use super::published::{Changes, Published};
use crate::{
    clock::now_ms,
    history::History,
    inbox::Inbox,
    webhook_health::{LastSeen, Reenabled, WebhookOf, WebhookProblem},
};

/// What is wrong with webhooks, and what is expected of them. Cheap to clone.
#[derive(Clone)]
pub struct WebhookHealth {
    last_seen: LastSeen,
    problems: Published<BTreeMap<WebhookOf, WebhookProblem>>,
}

impl WebhookHealth {
    pub(crate) fn new(last_seen: LastSeen, changes: &Changes) -> Self {
        Self { last_seen, problems: Published::new(BTreeMap::new(), changes) }
    }

    /// What is wrong, by webhook.
    pub fn problems(&self) -> BTreeMap<WebhookOf, WebhookProblem> {
        self.problems.get()
    }

    /// What is wrong with one.
    pub(super) fn problem(&self, webhook: &WebhookOf) -> Option<WebhookProblem> {
        self.problems.with(|problems| problems.get(webhook).cloned())
    }

    /// Expects those webhooks of a base no more that have fallen silent, until they come again. `base` is its uuid or name.
    /// Gives how many there were.
    pub fn forget(&self, base: &str) -> u64 {
        let uuid = BaseUuid::new(base);
        let problems = self.problems.get();
        let silent = problems.iter().filter(|(webhook, problem)| {
            matches!(problem, WebhookProblem::Silent { base: name, .. } if name == base || webhook.base == uuid)
        });
        silent.map(|(webhook, _)| self.last_seen.forget(webhook)).count() as u64
    }

    /// Expects a webhook that was just made, so that it is told if it never comes.
    pub(super) fn expect(&self, webhook: WebhookOf) {
        self.problems.change(|problems| drop(problems.remove(&webhook)));
        self.last_seen.with(|activity| activity.expect(webhook, now_ms()));
    }

    /// The person has switched a webhook on.
    pub(super) fn was_enabled(&self, webhook: &WebhookOf) {
        self.problems.change(|problems| {
            if let Some(WebhookProblem::Off { reenabled, .. }) = problems.get_mut(webhook) {
                *reenabled = Reenabled::At(now_ms());
            }
        });
    }

    /// Which webhooks came before the start, and when.
    pub(crate) async fn restore(&self, history: &History, inbox: &Inbox) {
        let (seen, received) = match tokio::join!(history.bases_seen(), inbox.last_received()) {
            (Ok(seen), Ok(received)) => (seen, received),
            (Err(error), _) | (_, Err(error)) => return warn!(%error, "it is not known which webhooks came before"),
        };
        for seen in seen {
            for endpoint in seen.endpoints {
                let last = received.iter().find(|(name, _)| *name == endpoint).map(|(_, ms)| *ms);
                let webhook = WebhookOf { base: seen.base.clone(), endpoint };
                self.last_seen.with(|activity| activity.restore(webhook, last.unwrap_or_default()));
            }
        }
    }
}
