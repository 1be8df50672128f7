//! Asks the servers with the person's accounts whether webhooks are on, and switches those on again that may be.

use std::{collections::BTreeMap, io::ErrorKind, time::Duration};

use seatable::{
    answer,
    client::{AccountClient, ApiError},
};
use tokio::net::TcpStream;
use tracing::{debug, info, warn};
use url::Url;

use super::{WebhookHealth, memory::Memory};
use crate::{
    account::{AccountBase, AccountError},
    clock::now_ms,
    config::Account,
    database::{Database, Health},
    services::{
        accounts::Accounts,
        configuration::Configuration,
        forged::Forged,
        listening::Listening,
        refusals::Refusals,
        seatable_webhooks::{endpoint_of, save_again},
    },
    sources::local::is_here,
    webhook_health::{
        Circumstances, DisabledReason, DisabledWebhook, Intervals, Obstacle, Reenabled, WebhookOf, WebhookProblem,
        may_reenable,
    },
};

/// What may have made SeaTable switch a webhook off, as far as it can be seen here.
pub(crate) struct LocalCauses {
    pub(crate) forged: Forged,
    pub(crate) refusals: Refusals,
    pub(crate) listening: Listening,
    pub(crate) database: Database,
}

/// Asks the servers.
pub(crate) struct Checker {
    pub(crate) settings: Configuration,
    pub(crate) accounts: Accounts,
    pub(crate) health: WebhookHealth,
    pub(crate) causes: LocalCauses,
    pub(crate) intervals: Intervals,
}

impl Checker {
    /// Asks all servers with accounts.
    pub(super) async fn check(&self, memory: &mut Memory) {
        let (now, intervals) = (now_ms(), self.intervals);
        (memory.checked_ms, memory.check_ms) = (now, now.saturating_add(intervals.check_ms));
        memory.told.clear();
        for account in memory.watched.1.clone() {
            let checked = self.check_account(&account, memory).await;
            if let Err(error) = &checked {
                debug!(server = account.server, %error, "webhooks could not be looked at");
                let soon = error.passes() || matches!(error, AccountError::Secrets(_));
                let wait_ms = if soon { intervals.grace_ms } else { intervals.check_ms };
                memory.check_ms = memory.check_ms.min(now.saturating_add(wait_ms));
            }
            self.accounts.note_use(&account, &checked);
        }
    }

    async fn check_account(&self, account: &Account, memory: &mut Memory) -> Result<(), AccountError> {
        let client = self.accounts.client_unasked(account).await?;
        let settings = self.settings.settings();
        for base in self.accounts.bases_of(&client).await? {
            if memory.watched.0.iter().all(|webhook| webhook.base != base.uuid) {
                continue;
            }
            let webhooks = match client.webhooks(base.workspace_id, &base.name).await {
                Ok(webhooks) => webhooks,
                Err(error) if error.passes() => return Err(error.into()),
                // It is another's base, or was renamed just now.
                Err(error) => {
                    debug!(base = %base.uuid, %error, "its webhooks can't be seen");
                    continue;
                }
            };
            // While an address is renewed there may be a webhook at the old one and at the new one.
            let mut ours: BTreeMap<WebhookOf, Vec<answer::Webhook>> = BTreeMap::new();
            for webhook in webhooks {
                let Some(endpoint) = endpoint_of(&settings, &webhook.url) else { continue };
                ours.entry(WebhookOf { base: base.uuid.clone(), endpoint }).or_default().push(webhook);
            }
            for (of, webhooks) in ours {
                memory.told.insert(of.clone());
                let off: Vec<_> = webhooks.into_iter().filter(|webhook| !webhook.is_valid).collect();
                if off.is_empty() {
                    self.is_on(of, memory);
                } else {
                    self.is_off(of, &client, &base, &off, account.mend_webhooks, memory).await;
                }
            }
        }
        Ok(())
    }

    fn is_on(&self, webhook: WebhookOf, memory: &mut Memory) {
        self.health.problems.change(|problems| {
            if let Some(WebhookProblem::Off { reenabled: Reenabled::No(_), .. }) = problems.get(&webhook) {
                info!(base = %webhook.base, endpoint = webhook.endpoint, "somebody switched the webhook on again");
                problems.remove(&webhook);
            }
        });
        memory.on.insert(webhook, now_ms());
    }

    async fn is_off(
        &self,
        of: WebhookOf,
        client: &AccountClient,
        base: &AccountBase,
        webhooks: &[answer::Webhook],
        wanted: bool,
        memory: &mut Memory,
    ) {
        let now = now_ms();
        let came_ms = self.health.last_seen.with(|activity| activity.last(&of)).unwrap_or_default();
        let on_ms = memory.on.get(&of).copied().unwrap_or_default().max(came_ms);
        let reason_now = self.causes.reason(&of, webhooks, memory.back_ms, on_ms).await;
        let (noticed_ms, reason) = match self.health.problem(&of) {
            Some(WebhookProblem::Off { noticed_ms, reason, reenabled: Reenabled::No(_), .. }) => (noticed_ms, reason),
            _ => {
                let why = reason_now.code();
                warn!(base = %of.base, endpoint = of.endpoint, why, "SeaTable has switched a webhook off");
                (now, reason_now)
            }
        };
        let disabled = DisabledWebhook { wanted, reason: reason_now, last_ms: memory.reenabled_ms(&of), came_ms };
        let reenabled = match may_reenable(&disabled, now, self.intervals) {
            Ok(()) => match save_all_again(client, base, webhooks).await {
                Ok(()) => {
                    info!(base = %of.base, endpoint = of.endpoint, "the webhook is switched on again");
                    memory.note_reenabled(&of, now).await;
                    Reenabled::At(now)
                }
                Err(error) => {
                    warn!(base = %of.base, %error, "the webhook could not be switched on again");
                    Reenabled::No(Obstacle::Refused(error.to_string()))
                }
            },
            Err(obstacle) => {
                if let Obstacle::Wait(again_ms) = obstacle {
                    memory.check_ms = memory.check_ms.min(again_ms);
                }
                Reenabled::No(obstacle)
            }
        };
        let problem = WebhookProblem::Off { base: base.name.clone(), noticed_ms, reason, reenabled };
        self.health.problems.change(|problems| drop(problems.insert(of, problem)));
    }
}

impl LocalCauses {
    /// The probable reason why a webhook was switched off that was on at `on_ms`.
    async fn reason(&self, of: &WebhookOf, webhooks: &[answer::Webhook], back_ms: i64, on_ms: i64) -> DisabledReason {
        let mut other_port = false;
        for webhook in webhooks {
            other_port |= self.is_other_port(&webhook.url).await;
        }
        let circumstances = Circumstances {
            forged: self.forged.count(&of.endpoint),
            stores: *self.database.health().borrow() == Health::Fine,
            refuses_hosts: !self.refusals.hosts().is_empty(),
            listens: self.listening.address().is_some(),
            other_port,
            back_ms,
            on_ms,
        };
        circumstances.reason()
    }

    /// Whether this is an address of this computer at which nobody listens, though Rowbell does at another.
    async fn is_other_port(&self, url: &str) -> bool {
        let ours = self.listening.address().map(|address| address.port());
        let Ok(url) = Url::parse(url) else { return false };
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
        if ours.is_none_or(|ours| ours == port) || !is_here(host).await {
            return false;
        }
        let connected = tokio::time::timeout(Duration::from_secs(1), TcpStream::connect((host, port))).await;
        connected.is_ok_and(|connected| connected.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused))
    }
}

async fn save_all_again(
    client: &AccountClient,
    base: &AccountBase,
    webhooks: &[answer::Webhook],
) -> Result<(), ApiError> {
    for webhook in webhooks {
        save_again(client, base, webhook).await?;
    }
    Ok(())
}
