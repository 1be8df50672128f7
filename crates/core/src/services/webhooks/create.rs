//! Makes webhooks: with a secret of their own, at an address that SeaTable can reach.

use secrecy::SecretString;
use tracing::{info, warn};
use url::Url;

use super::reach::check_reach;
use crate::{
    account::{AccountBase, AccountError},
    config::{BaseEdit, EndpointEdit, SettingsEdit},
    error::ActionError,
    services::{
        accounts::Accounts,
        configuration::Configuration,
        endpoints::{Address, Endpoints},
        random::new_secret,
        secrets::SigningSecrets,
        webhook_health::WebhookHealth,
        webhooks::EndpointChoice,
    },
    sources::local::{Reach, reach_of_host},
    webhook_health::WebhookOf,
};

/// A webhook that was just made.
#[derive(Clone, Debug)]
pub struct MadeWebhook {
    /// Its base.
    pub base: AccountBase,
    /// Where it posts to.
    pub url: String,
    /// The endpoint that it comes to.
    pub endpoint: String,
    /// Whether SeaTable had it already; then its secret stays, if it has one.
    pub was_there: bool,
}

/// Makes webhooks. Cheap to clone.
#[derive(Clone)]
pub struct WebhookMaker {
    pub(crate) settings: Configuration,
    pub(crate) accounts: Accounts,
    pub(crate) choice: EndpointChoice,
    pub(crate) endpoints: Endpoints,
    pub(crate) secrets: SigningSecrets,
    pub(crate) health: WebhookHealth,
}

impl WebhookMaker {
    /// Makes a webhook with a secret of its own, or takes over one that is there, and has the endpoint demand the secret.
    /// Without an endpoint it is one that SeaTable can reach: the base's own one, a free mailbox at a relay, another free one, or
    /// a new one; without a URL the endpoint's address of the widest reach. `container` says whether SeaTable runs in a container
    /// on this computer, which can't reach what the computer itself can.
    ///
    /// # Errors
    /// When SeaTable could not reach the URL, refuses, or something can't be stored; [`ActionError::AskContainer`] when it matters whether
    /// SeaTable runs in a container and that is not said. Nothing is changed then, but that there
    /// may be a new endpoint.
    pub async fn create(
        &self,
        base: &str,
        endpoint: Option<&str>,
        url: Option<&str>,
        container: Option<bool>,
    ) -> Result<MadeWebhook, ActionError> {
        let base = self.accounts.base_named(base).await?;
        let endpoint = self.choice.endpoint_for(&base, endpoint, url).await?;
        let own = self
            .endpoints
            .addresses()
            .into_iter()
            .find(|address| address.endpoint == endpoint)
            .map(|address| address.url);
        let url = match url.map(str::to_owned).or_else(|| own.clone()) {
            Some(url) => url,
            None => return Err(ActionError::NotListening),
        };
        check_reach(&url, &base.server).await?;
        let url = self.outside_of_containers(url, &endpoint, container)?;
        // Before SeaTable signs with what could not be kept.
        self.secrets.unlock_to_keep().await?;
        let client = self.accounts.client_at(&base.server).await?;
        let there = client.webhooks(base.workspace_id, &base.name).await;
        let there = there.map_err(|error| AccountError::Api(error).at(&base.server))?;
        let there = there.into_iter().find(|webhook| webhook.url == url);
        // One that is there may be checked elsewhere too, so its secret stays.
        let known = there.as_ref().and_then(|webhook| webhook.secret.clone());
        let secret = known.unwrap_or_else(|| SecretString::from(new_secret()));
        let saved = match &there {
            Some(webhook) => {
                client.update_webhook(base.workspace_id, &base.name, webhook.id, &url, Some(&secret)).await
            }
            None => client.create_webhook(base.workspace_id, &base.name, &url, Some(&secret)).await,
        };
        let saved = saved.map_err(|error| AccountError::Api(error).at(&base.server))?;
        if let Err(error) = self.take_webhook(&base, &endpoint, secret, own.is_none_or(|own| own != url), &url).await {
            // Or it would post what nobody can check.
            if there.is_none()
                && let Err(error) = client.delete_webhook(base.workspace_id, &base.name, saved.id).await
            {
                warn!(%error, "a webhook that can't be used was not deleted again");
            }
            return Err(error);
        }
        info!(base = %base.uuid, endpoint, "a webhook was made");
        Ok(MadeWebhook { base, url, endpoint, was_there: there.is_some() })
    }

    /// The address that SeaTable on this computer is to post to: `url`, or one that a container can reach.
    fn outside_of_containers(
        &self,
        url: String,
        endpoint: &str,
        container: Option<bool>,
    ) -> Result<String, ActionError> {
        let addresses = self.endpoints.addresses();
        let own = addresses.iter().find(|address| address.url == url).map(|address| address.reach);
        let reach = own.or_else(|| Url::parse(&url).ok()?.host_str().map(reach_of_host));
        if reach != Some(Reach::ThisComputer) || container == Some(false) {
            return Ok(url);
        }
        let outside = |address: &Address| address.endpoint == endpoint && address.reach != Reach::ThisComputer;
        match addresses.into_iter().find(outside) {
            _ if container.is_none() => Err(ActionError::AskContainer),
            Some(outside) => Ok(outside.url),
            None => Err(ActionError::NotForContainers),
        }
    }

    /// Notes what belongs to a new webhook.
    async fn take_webhook(
        &self,
        base: &AccountBase,
        endpoint: &str,
        secret: SecretString,
        is_foreign: bool,
        url: &str,
    ) -> Result<(), ActionError> {
        // What else is posted there stays good.
        let signed = self.settings.settings().endpoint(endpoint).is_some_and(|endpoint| endpoint.signed);
        self.secrets.set(endpoint, Some(secret), signed).await?;
        let webhook_url = is_foreign.then(|| url.to_owned());
        let of_endpoint = [EndpointEdit::Base(base.uuid.clone()), EndpointEdit::WebhookUrl(webhook_url)]
            .map(|edit| SettingsEdit::Endpoint(endpoint.to_owned(), edit));
        let settings = self.settings.settings();
        let is_known = settings.base(&base.uuid).is_some_and(|base| base.address.is_some());
        let address = base.address().filter(|address| !is_known && settings.base_at(address).is_none());
        let addressed =
            address.map(|address| SettingsEdit::Base(base.uuid.clone(), BaseEdit::Address(address.base_url())));
        self.settings.edit(of_endpoint.into_iter().chain(addressed))?;
        self.health.expect(WebhookOf { base: base.uuid.clone(), endpoint: endpoint.to_owned() });
        Ok(())
    }
}
