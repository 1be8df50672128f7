//! Asks the servers with the person's accounts whether webhooks are on, and switches those on again that may be.

use std::{collections::BTreeMap, io::ErrorKind, time::Duration};

use seatable::{
    answer,
    client::{AccountClient, ApiError},
};
use tokio::net::TcpStream;
use tracing::{debug, info, warn};
use url::Url;

use super::{
    super::{
        Engine,
        webhooks::{endpoint_of, save_again},
    },
    Care, MENDS_NOTE,
};
use crate::{
    account::{AccountBase, AccountError},
    care::{Circumstances, Mended, Mending, Obstacle, WebhookOf, WebhookTrouble, may_mend},
    clock::now_ms,
    config::Account,
    database::Health,
    sources::local::is_here,
};

impl Engine {
    /// Asks the servers.
    pub(super) async fn look(&self, care: &mut Care) {
        let now = now_ms();
        let pace = self.0.pace;
        (care.looked_ms, care.look_ms) = (now, now.saturating_add(pace.look_ms));
        care.told.clear();
        for account in care.watched.1.clone() {
            let looked = self.look_at(&account, care).await;
            if let Err(error) = &looked {
                debug!(server = account.server, %error, "webhooks could not be looked at");
                let soon = error.passes() || matches!(error, AccountError::Secrets(_));
                care.look_ms = care.look_ms.min(now.saturating_add(if soon { pace.grace_ms } else { pace.look_ms }));
            }
            self.set_status(|status| match looked {
                Err(error) if !error.passes() => drop(status.accounts.insert(account.server.clone(), error)),
                _ => drop(status.accounts.remove(&account.server)),
            });
        }
    }

    async fn look_at(&self, account: &Account, care: &mut Care) -> Result<(), AccountError> {
        // Nobody is asked for a password every few minutes.
        self.0.secrets.access().await.check()?;
        let client = self.account(account).await?;
        let settings = self.context().settings.clone();
        for base in self.bases_of(&client).await? {
            if care.watched.0.iter().all(|webhook| webhook.base != base.uuid) {
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
                care.told.insert(of.clone());
                let off: Vec<_> = webhooks.into_iter().filter(|webhook| !webhook.is_valid).collect();
                if off.is_empty() {
                    self.is_on(of, care);
                } else {
                    self.is_off(of, &client, &base, &off, account.mend_webhooks, care).await;
                }
            }
        }
        Ok(())
    }

    fn is_on(&self, webhook: WebhookOf, care: &mut Care) {
        self.set_status(|status| {
            if let Some(WebhookTrouble::Off { mended: Mended::No(_), .. }) = status.webhooks.get(&webhook) {
                info!(base = %webhook.base, endpoint = webhook.endpoint, "somebody switched the webhook on again");
                status.webhooks.remove(&webhook);
            }
        });
        care.on.insert(webhook, now_ms());
    }

    /// Whether this is an address of this computer at which nobody listens, though Rowbell does at another.
    async fn is_other_port(&self, url: &str) -> bool {
        let ours = self.0.status.borrow().address.map(|address| address.port());
        let Ok(url) = Url::parse(url) else { return false };
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
        if ours.is_none_or(|ours| ours == port) || !is_here(host).await {
            return false;
        }
        let connected = tokio::time::timeout(Duration::from_secs(1), TcpStream::connect((host, port))).await;
        connected.is_ok_and(|connected| connected.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused))
    }

    async fn is_off(
        &self,
        of: WebhookOf,
        client: &AccountClient,
        base: &AccountBase,
        webhooks: &[answer::Webhook],
        wanted: bool,
        care: &mut Care,
    ) {
        let now = now_ms();
        let came_ms = self.0.heard.with(|ways| ways.last(&of)).unwrap_or_default();
        let mut other_port = false;
        for webhook in webhooks {
            other_port |= self.is_other_port(&webhook.url).await;
        }
        let why_now = {
            let status = self.0.status.borrow();
            Circumstances {
                forged: status.forged.get(&of.endpoint).copied().unwrap_or_default(),
                stores: status.database == Health::Fine,
                refuses_hosts: !status.refused_hosts.is_empty(),
                listens: status.address.is_some(),
                other_port,
                back_ms: care.back_ms,
                on_ms: care.on.get(&of).copied().unwrap_or_default().max(came_ms),
            }
            .why()
        };
        let known = self.0.status.borrow().webhooks.get(&of).cloned();
        let (noticed_ms, why) = match known {
            Some(WebhookTrouble::Off { noticed_ms, why, mended: Mended::No(_), .. }) => (noticed_ms, why),
            _ => {
                warn!(base = %of.base, endpoint = of.endpoint, why = why_now.code(), "SeaTable has switched a webhook off");
                (now, why_now)
            }
        };
        let mending = Mending { wanted, why: why_now, last_ms: care.mends.get(&of).copied(), came_ms };
        let mended = match may_mend(&mending, now, self.0.pace) {
            Ok(()) => match save_all_again(client, base, webhooks).await {
                Ok(()) => {
                    info!(base = %of.base, endpoint = of.endpoint, "the webhook is switched on again");
                    care.on.insert(of.clone(), now_ms());
                    care.mends.insert(of.clone(), now);
                    let mends: Vec<_> = care.mends.iter().collect();
                    if let Err(error) = self.0.database.set_note(MENDS_NOTE, Some(&mends)).await {
                        warn!(%error, "it is not remembered that a webhook was switched on");
                    }
                    Mended::At(now)
                }
                Err(error) => {
                    warn!(base = %of.base, %error, "the webhook could not be switched on again");
                    Mended::No(Obstacle::Refused(error.to_string()))
                }
            },
            Err(obstacle) => {
                if let Obstacle::Wait(again_ms) = obstacle {
                    care.look_ms = care.look_ms.min(again_ms);
                }
                Mended::No(obstacle)
            }
        };
        let trouble = WebhookTrouble::Off { base: base.name.clone(), noticed_ms, why, mended };
        self.set_status(|status| drop(status.webhooks.insert(of, trouble)));
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
