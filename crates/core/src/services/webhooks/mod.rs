//! Webhooks of the person's bases, managed with their account: listed, made, switched on again.

mod choose;
mod create;
mod reach;

use std::collections::BTreeSet;

use seatable::{BaseUuid, answer, client::ApiError};

pub(crate) use self::choose::EndpointChoice;
pub use self::create::{MadeWebhook, WebhookMaker};
use super::{
    accounts::Accounts,
    configuration::Configuration,
    seatable_webhooks::{endpoint_of, save_again},
    webhook_health::WebhookHealth,
};
use crate::{
    account::{AccountBase, AccountError},
    error::ActionError,
    history::History,
    webhook_health::{WebhookOf, WebhookProblem},
};

/// The webhooks of a base.
#[derive(Clone, Debug)]
pub struct BaseWebhooks {
    /// The base.
    pub base: AccountBase,
    /// Its webhooks, or why they can't be seen.
    pub webhooks: Result<Vec<Webhook>, ApiError>,
}

/// A webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// SeaTable's number.
    pub id: u64,
    /// Where it posts to.
    pub url: String,
    /// Whether SeaTable sends.
    pub is_on: bool,
    /// The endpoint that it comes to, where that is known.
    pub endpoint: Option<String>,
    /// What is wrong with it, if Rowbell looks after it.
    pub problem: Option<WebhookProblem>,
}

/// The webhooks at SeaTable. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks {
    settings: Configuration,
    accounts: Accounts,
    history: History,
    health: WebhookHealth,
}

impl Webhooks {
    pub(crate) fn new(settings: Configuration, accounts: Accounts, history: History, health: WebhookHealth) -> Self {
        Self { settings, accounts, history, health }
    }

    /// The webhooks of the bases that Rowbell knows.
    ///
    /// # Errors
    /// When there is no account, or one can't be used.
    pub async fn list(&self) -> Result<Vec<BaseWebhooks>, ActionError> {
        let mut listed = Vec::new();
        for base in self.bases().await? {
            let client = self.accounts.client_at(&base.server).await?;
            let webhooks = client.webhooks(base.workspace_id, &base.name).await;
            let view = |webhook: answer::Webhook| {
                let endpoint = endpoint_of(&self.settings.settings(), &webhook.url);
                let problem = endpoint
                    .clone()
                    .and_then(|endpoint| self.health.problem(&WebhookOf { base: base.uuid.clone(), endpoint }));
                Webhook { id: webhook.id, url: webhook.url, is_on: webhook.is_valid, endpoint, problem }
            };
            let webhooks = webhooks.map(|webhooks| webhooks.into_iter().map(view).collect());
            listed.push(BaseWebhooks { base, webhooks });
        }
        Ok(listed)
    }

    /// Has SeaTable send again what comes to this computer from a base. Gives how many webhooks were off.
    ///
    /// # Errors
    /// When the base has no such webhook, or SeaTable refuses.
    pub async fn enable(&self, base: &str) -> Result<u64, ActionError> {
        let base = self.accounts.base_named(base).await?;
        let client = self.accounts.client_at(&base.server).await?;
        let refused = |error| AccountError::Api(error).at(&base.server);
        let webhooks = client.webhooks(base.workspace_id, &base.name).await.map_err(refused)?;
        let settings = self.settings.settings();
        let ours = webhooks.into_iter().filter_map(|webhook| Some((endpoint_of(&settings, &webhook.url)?, webhook)));
        let ours: Vec<_> = ours.collect();
        if ours.is_empty() {
            return Err(ActionError::NoSuchWebhook { base: base.name });
        }
        let mut count = 0;
        for (endpoint, webhook) in ours.into_iter().filter(|(_, webhook)| !webhook.is_valid) {
            save_again(&client, &base, &webhook).await.map_err(refused)?;
            count += 1;
            self.health.was_enabled(&WebhookOf { base: base.uuid.clone(), endpoint });
        }
        Ok(count)
    }

    /// The accounts' bases that Rowbell knows.
    pub(in crate::services) async fn bases(&self) -> Result<Vec<AccountBase>, ActionError> {
        let known = self.known_bases().await?;
        let mut bases = self.accounts.bases().await?;
        bases.retain(|base| known.contains(&base.uuid));
        Ok(bases)
    }

    /// The bases that are in the settings or were seen.
    async fn known_bases(&self) -> Result<BTreeSet<BaseUuid>, ActionError> {
        let settings = self.settings.settings();
        let set = settings.bases.iter().map(|base| base.uuid.clone());
        let bound = settings.endpoints.iter().filter_map(|endpoint| endpoint.base.clone());
        let seen = self.history.bases_seen().await?.into_iter().map(|seen| seen.base);
        Ok(set.chain(bound).chain(seen).collect())
    }
}
