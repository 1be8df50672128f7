//! Webhooks of the person's bases, managed with their account: listed, made, switched on again.

use std::collections::BTreeSet;

use seatable::{
    BaseUuid,
    client::{AccountClient, ApiError},
};
use secrecy::SecretString;
use tracing::{info, warn};
use url::Url;

use super::{ActionError, Address, Engine, RelayStatus, endpoints::new_secret};
use crate::{
    account::{AccountBase, AccountError},
    care::{Mended, WebhookOf, WebhookTrouble},
    clock::now_ms,
    config::{Account, Endpoint, Settings, set},
    sources::{
        local::{Reach, is_here, reach_of_host, usable_addresses},
        relay::RelayState,
    },
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
    pub trouble: Option<WebhookTrouble>,
}

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

impl Engine {
    /// The webhooks of the bases that Rowbell knows.
    ///
    /// # Errors
    /// When there is no account, or one can't be used.
    pub async fn webhooks(&self) -> Result<Vec<BaseWebhooks>, ActionError> {
        let known = self.known_bases().await?;
        let mut listed = Vec::new();
        for base in self.account_bases().await? {
            if !known.contains(&base.uuid) {
                continue;
            }
            let client = self.account_at(&base.server).await?;
            let webhooks = client.webhooks(base.workspace_id, &base.name).await;
            let view = |webhook: seatable::answer::Webhook| {
                let endpoint = endpoint_of(&self.context().settings, &webhook.url);
                let trouble = endpoint.clone().and_then(|endpoint| {
                    let webhook = WebhookOf { base: base.uuid.clone(), endpoint };
                    self.0.status.borrow().webhooks.get(&webhook).cloned()
                });
                Webhook { id: webhook.id, url: webhook.url, is_on: webhook.is_valid, endpoint, trouble }
            };
            let webhooks = webhooks.map(|webhooks| webhooks.into_iter().map(view).collect());
            listed.push(BaseWebhooks { base, webhooks });
        }
        Ok(listed)
    }

    /// Makes a webhook with a secret of its own, or takes over one that is there, and has the endpoint demand the secret.
    /// Without an endpoint it is one that SeaTable can reach: the base's own one, a free mailbox at a relay, another free one, or
    /// a new one; without a URL the endpoint's address of the widest reach. `container` says whether SeaTable runs in a container
    /// on this computer, which can't reach what the computer itself can.
    ///
    /// # Errors
    /// When SeaTable could not reach the URL, refuses, or something can't be stored; [`ActionError::AskContainer`] when it matters whether
    /// SeaTable runs in a container and that is not said. Nothing is changed then, but that there
    /// may be a new endpoint.
    pub async fn create_webhook(
        &self,
        base: &str,
        endpoint: Option<&str>,
        url: Option<&str>,
        container: Option<bool>,
    ) -> Result<MadeWebhook, ActionError> {
        let base = self.base_named(base).await?;
        let endpoint = self.endpoint_for(&base, endpoint, url).await?;
        let own = self.addresses().into_iter().find(|address| address.endpoint == endpoint).map(|address| address.url);
        let url = match url.map(str::to_owned).or_else(|| own.clone()) {
            Some(url) => url,
            None => return Err(ActionError::NotListening),
        };
        check_reach(&url, &base.server).await?;
        let url = self.outside_of_containers(url, &endpoint, container)?;
        // Before SeaTable signs with what could not be kept.
        self.unlock_to_keep().await?;
        let client = self.account_at(&base.server).await?;
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
        let addresses = self.addresses();
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
        let signed = self.context().settings.endpoint(endpoint).is_some_and(|endpoint| endpoint.signed);
        self.set_secret(endpoint, Some(secret), signed).await?;
        self.set_endpoint_key(endpoint, "base", Some(base.uuid.as_str()))?;
        self.set_endpoint_key(endpoint, "base_address", None)?;
        self.set_endpoint_key(endpoint, "webhook_url", is_foreign.then_some(url))?;
        let settings = self.context().settings.clone();
        let is_known = settings.base(&base.uuid).is_some_and(|base| base.address.is_some());
        if let Some(address) = base.address().filter(|address| !is_known && settings.base_at(address).is_none()) {
            self.edit_base(&base.uuid, |base| set(base, "address", address.base_url()))?;
        }
        let of = WebhookOf { base: base.uuid.clone(), endpoint: endpoint.to_owned() };
        self.set_status(|status| drop(status.webhooks.remove(&of)));
        // From now on it is expected, so that it is told if it never comes.
        self.0.heard.with(|ways| ways.expect(of, now_ms()));
        Ok(())
    }

    /// Has SeaTable send again what comes to this computer from a base. Gives how many webhooks were off.
    ///
    /// # Errors
    /// When the base has no such webhook, or SeaTable refuses.
    pub async fn enable_webhooks(&self, base: &str) -> Result<u64, ActionError> {
        let base = self.base_named(base).await?;
        let client = self.account_at(&base.server).await?;
        let refused = |error| AccountError::Api(error).at(&base.server);
        let webhooks = client.webhooks(base.workspace_id, &base.name).await.map_err(refused)?;
        let settings = self.context().settings.clone();
        let ours = webhooks.into_iter().filter_map(|webhook| Some((endpoint_of(&settings, &webhook.url)?, webhook)));
        let ours: Vec<_> = ours.collect();
        if ours.is_empty() {
            return Err(ActionError::NoSuchWebhook { base: base.name });
        }
        let mut count = 0;
        for (endpoint, webhook) in ours.into_iter().filter(|(_, webhook)| !webhook.is_valid) {
            save_again(&client, &base, &webhook).await.map_err(refused)?;
            count += 1;
            let now = now_ms();
            self.set_status(|status| {
                let of = WebhookOf { base: base.uuid.clone(), endpoint };
                if let Some(WebhookTrouble::Off { mended, .. }) = status.webhooks.get_mut(&of) {
                    *mended = Mended::At(now);
                }
            });
        }
        Ok(count)
    }

    /// The bases that are in the settings or were seen.
    async fn known_bases(&self) -> Result<BTreeSet<BaseUuid>, ActionError> {
        let settings = self.context().settings.clone();
        let set = settings.bases.iter().map(|base| base.uuid.clone());
        let bound = settings.endpoints.iter().filter_map(|endpoint| endpoint.base.clone());
        let seen = self.0.history.bases_seen().await?.into_iter().map(|seen| seen.base);
        Ok(set.chain(bound).chain(seen).collect())
    }

    async fn account_at(&self, server: &str) -> Result<AccountClient, ActionError> {
        let settings = self.context().settings.clone();
        let account = settings.accounts.iter().find(|account: &&Account| account.address() == server);
        let account = account.ok_or_else(|| AccountError::NoToken.at(server))?;
        self.account(account).await.map_err(|error| error.at(server))
    }

    /// The base of an account that a uuid, a name or an address means.
    async fn base_named(&self, wanted: &str) -> Result<AccountBase, ActionError> {
        let mut bases = self.account_bases().await?;
        let pasted = seatable::address::BaseAddress::parse(wanted).ok().map(|pasted| pasted.base);
        let is_meant = |base: &AccountBase| {
            base.uuid == BaseUuid::new(wanted) || base.name == wanted || (pasted.is_some() && base.address() == pasted)
        };
        let (mut meant, seen): (Vec<_>, Vec<_>) = bases.drain(..).partition(is_meant);
        let wanted = wanted.to_owned();
        match meant.len() {
            1 => Ok(meant.remove(0)),
            0 => Err(ActionError::NoSuchAccountBase { wanted, seen }),
            _ => Err(ActionError::SeveralAccountBases { wanted, meant }),
        }
    }

    /// The endpoint for a base's webhook.
    async fn endpoint_for(
        &self,
        base: &AccountBase,
        wanted: Option<&str>,
        url: Option<&str>,
    ) -> Result<String, ActionError> {
        let settings = self.context().settings.clone();
        if let Some(wanted) = wanted.map(str::to_owned).or_else(|| endpoint_of(&settings, url?)) {
            match settings.endpoint(&wanted).map(|endpoint| endpoint.base.as_ref()) {
                None => self.add_endpoint(&wanted)?,
                Some(Some(other)) if *other != base.uuid => {
                    let (other, base) = (other.clone(), base.name.clone());
                    return Err(ActionError::EndpointBound { endpoint: wanted, other, base });
                }
                Some(_) => {}
            }
            return Ok(wanted);
        }
        let received = self.0.inbox.last_received().await?;
        let is_own = |endpoint: &&Endpoint| endpoint.base.as_ref() == Some(&base.uuid);
        let is_free = |endpoint: &&Endpoint| {
            let unused = endpoint.base.is_none() && endpoint.base_address.is_none() && !endpoint.signed;
            unused && received.iter().all(|(name, _)| *name != endpoint.name)
        };
        let (mailboxes, local): (Vec<_>, Vec<_>) =
            settings.endpoints.iter().filter(is_free).partition(|endpoint| endpoint.relay.is_some());
        let own = settings.endpoints.iter().filter(is_own);
        if url.is_some() {
            // A forwarder's address leads to this computer.
            if let Some(fits) = own.chain(local).next() {
                return Ok(fits.name.clone());
            }
        } else {
            // A mailbox is there while this computer sleeps, too.
            for candidate in own.chain(mailboxes).chain(local) {
                if self.is_reached(candidate, &base.server).await {
                    return Ok(candidate.name.clone());
                }
            }
            // A new one would be in vain where the server can't reach this computer.
            let listening = self.0.status.borrow().address.and_then(|bound| usable_addresses(bound).into_iter().next());
            let listening = listening.ok_or(ActionError::NotListening)?;
            check_reach(&format!("http://{}/", listening.at), &base.server).await?;
        }
        let short: String = base.name.replace('/', "-").chars().take(48).collect();
        let names = std::iter::once(short.clone()).chain((2..).map(|n| format!("{short} {n}")));
        let name = names.into_iter().find(|name| settings.endpoint(name).is_none()).unwrap_or(short);
        self.add_endpoint(&name)?;
        Ok(name)
    }

    /// Whether a webhook of that server would come to this endpoint.
    async fn is_reached(&self, endpoint: &Endpoint, server: &str) -> bool {
        let refused = |relay: &RelayStatus| matches!(&relay.state, RelayState::Waiting { why, .. } if !why.passes());
        if self.0.status.borrow().relays.get(&endpoint.name).is_some_and(refused) {
            return false;
        }
        match self.addresses().into_iter().find(|address| address.endpoint == endpoint.name) {
            Some(address) => check_reach(&address.url, server).await.is_ok(),
            None => false,
        }
    }
}

/// Saving a webhook as it is switches it on again (known: `seahub/api2/endpoints/webhook.py`).
pub(super) async fn save_again(
    client: &AccountClient,
    base: &AccountBase,
    webhook: &seatable::answer::Webhook,
) -> Result<(), ApiError> {
    client.update_webhook(base.workspace_id, &base.name, webhook.id, &webhook.url, None).await.map(drop)
}

/// The endpoint that a webhook comes to: its token, or the one before, is in the address, or the settings say so.
pub(super) fn endpoint_of(settings: &Settings, url: &str) -> Option<String> {
    let ours = |endpoint: &&Endpoint| {
        endpoint.tokens().any(|token| url.ends_with(&format!("/{token}")))
            || endpoint.webhook_url.as_deref() == Some(url)
    };
    settings.endpoints.iter().find(ours).map(|endpoint| endpoint.name.clone())
}

/// A webhook that the server can't reach is switched off at the first change, so it is better not made.
async fn check_reach(url: &str, server: &str) -> Result<(), ActionError> {
    let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(host) = parsed.as_ref().and_then(Url::host_str) else {
        return Err(ActionError::BadWebhookAddress { address: url.to_owned() });
    };
    let server_host = Url::parse(server).ok().and_then(|server| server.host_str().map(str::to_owned));
    let server_host = server_host.unwrap_or_default();
    if can_reach(reach_of_host(host), &server_host, || is_here(&server_host)).await {
        return Ok(());
    }
    Err(ActionError::Unreachable { server: server.to_owned(), host: host.to_owned() })
}

async fn can_reach<F: Future<Output = bool>>(reach: Reach, server_host: &str, is_here: impl FnOnce() -> F) -> bool {
    match reach {
        Reach::Internet => true,
        // SeaTable's own servers are in nobody's network; of another one it can't be told.
        Reach::LocalNetwork => server_host != "seatable.io" && !server_host.ends_with(".seatable.io"),
        Reach::ThisComputer => is_here().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_what_the_server_can_reach_is_good() {
        let can = async |reach, server, here| can_reach(reach, server, async || here).await;
        assert!(can(Reach::ThisComputer, "localhost", true).await);
        assert!(!can(Reach::ThisComputer, "cloud.seatable.io", false).await);
        assert!(!can(Reach::LocalNetwork, "cloud.seatable.io", false).await);
        assert!(can(Reach::LocalNetwork, "seatable.example", false).await);
        assert!(can(Reach::Internet, "cloud.seatable.io", false).await);
    }

    #[tokio::test]
    async fn an_address_is_refused_that_the_server_can_t_reach() {
        let refused = check_reach("http://127.0.0.1:8765/hook/x", "https://192.0.2.1").await;
        let refused = refused.expect_err("that server is not here");
        assert!(matches!(&refused, ActionError::Unreachable { host, .. } if host == "127.0.0.1"), "{refused}");
        assert!(check_reach("http://127.0.0.1:8765/hook/x", "http://localhost:8700").await.is_ok());
        assert!(check_reach("ftp://example.com", "http://localhost").await.is_err());
    }

    #[test]
    fn a_webhooks_endpoint_is_known_by_its_token_or_from_the_settings() {
        let text = "[[endpoint]]\nname = \"a\"\ntoken = \"0123456789012345678901\"\n\n[[endpoint]]\nname = \"b\"\ntoken = \"1123456789012345678901\"\nold_token = \"2123456789012345678901\"\nwebhook_url = \"https://forwarder.example/x\"\n";
        let settings = Settings::parse(text, std::path::Path::new("rowbell.toml")).expect("good settings");
        let of = |url| endpoint_of(&settings, url);
        assert_eq!(of("http://box.lan:8765/hook/0123456789012345678901").as_deref(), Some("a"));
        assert_eq!(of("https://forwarder.example/x").as_deref(), Some("b"));
        assert_eq!(of("http://box.lan:8765/hook/2123456789012345678901").as_deref(), Some("b"));
        assert_eq!(of("https://elsewhere.example/hook"), None);
    }
}
