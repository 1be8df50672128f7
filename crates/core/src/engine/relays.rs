//! Mailboxes at relays: one task for each endpoint that is at one, and what people are told of them.

use std::{collections::BTreeMap, sync::Arc};

use rowbell_dial::Dialler;
use rowbell_protocol::{Encoded, Invitation, InvitationLink, Keys, Refusal, RelayAddress, Token};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use toml_edit::{DocumentMut, Table, value};
use tracing::warn;

use super::{ActionError, Engine, endpoints::check_name};
use crate::{
    config::{Endpoint, array_of_tables, set},
    error::KeyringNeed,
    sources::relay::{self, Mailbox, MailboxEvent, RelayError, RelayEvent, RelayState, key_name},
};

/// An endpoint that was just made at a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedRelay {
    /// Its name.
    pub endpoint: String,
    /// The address for webhooks.
    pub url: String,
}

/// How a mailbox at a relay is connected, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelayStatus {
    /// The relay's host.
    pub relay: String,
    /// How.
    pub state: RelayState,
    /// How many webhooks waited when this computer came back last.
    pub waited: u64,
    /// Whether what waited is still coming.
    pub catching_up: bool,
    /// Whether the relay no longer had some, since the start or since the person marked all as read.
    pub gap: bool,
}

/// The tasks of mailboxes, by endpoint.
type Running = BTreeMap<String, (Endpoint, CancellationToken)>;

impl Engine {
    /// Opens a mailbox at a relay, and makes an endpoint of it. `at` is the relay's address, or an invitation's link; `name`
    /// is the endpoint's; none: the relay's host.
    ///
    /// # Errors
    /// When it is no address, the relay can't be reached or refuses, or something can't be stored. Nothing is changed then.
    pub async fn add_relay(
        &self,
        at: &str,
        invitation: Option<&str>,
        name: Option<&str>,
    ) -> Result<AddedRelay, ActionError> {
        let (address, invitation) = read(at, invitation)?;
        let _one_at_a_time = self.0.adding_relay.lock().await;
        self.unlock_to_keep().await.map_err(ActionError::keyring(KeyringNeed::KeepToken))?;
        if let Some(again) = self.enter_again(&address, invitation).await? {
            return Ok(again);
        }
        let name = match name {
            Some(name) if self.context().settings.endpoint(name).is_some() => {
                return Err(ActionError::EndpointExists { name: name.to_owned() });
            }
            Some(name) => {
                check_name(name)?;
                name.to_owned()
            }
            None => self.free_name(address.host()),
        };
        let failed = |error: getrandom::Error| ActionError::NoRandomNumbers { reason: error.to_string() };
        let (keys, token) = (Keys::generate().map_err(failed)?, Token::random().map_err(failed)?);
        let secrets = &self.0.secrets;
        let kept = secrets.set(&key_name(&name), keys.to_text()).await;
        kept.map_err(ActionError::keyring(KeyringNeed::KeepToken))?;
        let opened = relay::open(&self.0.dialler, &address, &keys, &[token], invitation).await;
        if let Err(why) = opened {
            drop(secrets.delete(&key_name(&name)).await);
            return Err(refused(&address, why));
        }
        if let Err(error) = self.edit(|document| new_mailbox(document, &name, &address, &token)) {
            // Or nobody would ever look into it.
            drop(relay::close(&self.0.dialler, &address, &keys, &[token]).await);
            drop(secrets.delete(&key_name(&name)).await);
            return Err(error.into());
        }
        Ok(AddedRelay { endpoint: name, url: address.post(&token) })
    }

    /// A relay that has lost its store opens the mailbox anew for who has an invitation: with its keys and addresses, so that
    /// no webhook needs another one. None where no mailbox waits for that.
    async fn enter_again(
        &self,
        address: &RelayAddress,
        invitation: Option<Invitation>,
    ) -> Result<Option<AddedRelay>, ActionError> {
        let waits = |endpoint: &&Endpoint| {
            let status = self.0.status.borrow();
            let state = status.relays.get(&endpoint.name).map(|relay| &relay.state);
            let needed = RelayError::Refused(Refusal::InvitationNeeded);
            endpoint.relay.as_ref() == Some(address)
                && matches!(state, Some(RelayState::Waiting { why, .. }) if *why == needed)
        };
        let settings = self.context().settings.clone();
        let Some(endpoint) = settings.endpoints.iter().find(waits).filter(|_| invitation.is_some()) else {
            return Ok(None);
        };
        let kept = self.0.secrets.get(&key_name(&endpoint.name)).await;
        let kept = kept.map_err(ActionError::keyring(KeyringNeed::KeepToken))?;
        let (Some(Ok(keys)), tokens) = (kept.as_ref().map(Keys::from_text), tokens(endpoint)) else { return Ok(None) };
        let opened = relay::open(&self.0.dialler, address, &keys, &tokens, invitation).await;
        opened.map_err(|why| refused(address, why))?;
        self.nudge_connections();
        let url = tokens.first().map(|token| address.post(token)).unwrap_or_default();
        Ok(Some(AddedRelay { endpoint: endpoint.name.clone(), url }))
    }

    /// Gives an endpoint a new address. The one before stays good until [`Engine::drop_old_address`].
    ///
    /// # Errors
    /// When there is no such endpoint, the one before is still in use, or the settings can't be changed.
    pub fn renew_address(&self, name: &str) -> Result<(), ActionError> {
        self.known_endpoint(name)?;
        let settings = self.context().settings.clone();
        let Some(endpoint) = settings.endpoint(name) else { return Ok(()) };
        if endpoint.old_token.is_some() {
            return Err(ActionError::AddressRenewed);
        }
        let token = match endpoint.relay {
            Some(_) => Token::random().map_or_else(|_| super::endpoints::new_token(), |token| token.to_string()),
            None => super::endpoints::new_token(),
        };
        let old = endpoint.token.clone();
        Ok(self.edit(|document| {
            let is_it = |table: &&mut Table| table.get("name").and_then(|known| known.as_str()) == Some(name);
            if let Some(endpoint) = array_of_tables(document, "endpoint").iter_mut().find(is_it) {
                set(endpoint, "old_token", old);
                set(endpoint, "token", token);
            }
        })?)
    }

    /// Ends the address that an endpoint had before: what is posted there is answered 404.
    ///
    /// # Errors
    /// When there is no such endpoint, or the settings can't be changed.
    pub fn drop_old_address(&self, name: &str) -> Result<(), ActionError> {
        self.known_endpoint(name)?;
        self.set_endpoint_key(name, "old_token", None)
    }

    fn free_name(&self, host: &str) -> String {
        let settings = self.context().settings.clone();
        let host: String = host.chars().take(56).collect();
        let names = std::iter::once(host.clone()).chain((2..).map(|number| format!("{host} {number}")));
        names.into_iter().find(|name| settings.endpoint(name).is_none()).unwrap_or(host)
    }

    /// Starts and ends connections to relays as the settings say.
    pub(super) async fn keep_relays(self) {
        let (news, mut told) = mpsc::channel(64);
        let mut contexts = self.contexts();
        let mut running = Running::new();
        self.adapt_mailboxes(&mut running, &news).await;
        loop {
            let happened = tokio::select! {
                Ok(()) = contexts.changed() => {
                    self.adapt_mailboxes(&mut running, &news).await;
                    continue;
                }
                happened = told.recv() => happened,
                () = self.0.shutdown.cancelled() => return,
            };
            // One that is gone may still have something to say.
            if let Some(happened) = happened.filter(|happened| running.contains_key(&happened.endpoint)) {
                self.hear(happened).await;
            }
        }
    }

    async fn adapt_mailboxes(&self, running: &mut Running, news: &mpsc::Sender<MailboxEvent>) {
        let settings = self.context().settings.clone();
        let wanted = |name: &str| settings.endpoint(name).filter(|endpoint| endpoint.relay.is_some());
        let same = |now: &Endpoint, then: &Endpoint| now.relay == then.relay && now.tokens().eq(then.tokens());
        running.retain(|name, (then, stop)| {
            let stays = wanted(name).is_some_and(|now| same(now, then));
            if !stays {
                stop.cancel();
            }
            stays
        });
        let mut held = false;
        self.set_status(|status| {
            status.relays.retain(|name, relay| {
                let stays = running.contains_key(name);
                held |= relay.catching_up && !stays;
                relay.catching_up &= stays;
                wanted(name).is_some()
            });
        });
        if held {
            // Nobody else would tell of what it has brought.
            self.caught_up().await;
        }
        for endpoint in &settings.endpoints {
            let Some(address) = endpoint.relay.clone().filter(|_| !running.contains_key(&endpoint.name)) else {
                continue;
            };
            self.set_status(|status| {
                status.relays.entry(endpoint.name.clone()).or_default().relay = address.host().to_owned();
            });
            let stop = self.0.shutdown.child_token();
            let mailbox = Mailbox {
                endpoint: endpoint.name.clone(),
                relay: address,
                tokens: tokens(endpoint),
                secrets: self.0.secrets.clone(),
                inbox: self.0.inbox.clone(),
                webhooks: self.0.intake.clone(),
                dialler: self.0.dialler.clone(),
                events: news.clone(),
                nudges: self.0.nudges.subscribe(),
            };
            self.keep_up("relay", mailbox.run(stop.clone()));
            running.insert(endpoint.name.clone(), (endpoint.clone(), stop));
        }
    }

    async fn hear(&self, MailboxEvent { endpoint, event }: MailboxEvent) {
        let mut release = matches!(event, RelayEvent::CaughtUp);
        self.set_status(|status| {
            let relay = status.relays.entry(endpoint.clone()).or_default();
            match event {
                RelayEvent::State(state) => {
                    // What has come so far is told, and the rest when it comes.
                    release |= relay.catching_up && matches!(state, RelayState::Waiting { .. });
                    relay.catching_up &= !matches!(state, RelayState::Waiting { .. });
                    relay.state = state;
                }
                RelayEvent::Waited(count) => (relay.waited, relay.catching_up) = (count, count > 0),
                RelayEvent::Gap(reason) => {
                    warn!(endpoint, ?reason, "the relay no longer has all that came");
                    relay.gap = true;
                }
                RelayEvent::CaughtUp => relay.catching_up = false,
            }
        });
        if release {
            self.caught_up().await;
        }
    }
}

/// The relay and invitation that somebody means.
fn read(at: &str, invitation: Option<&str>) -> Result<(RelayAddress, Option<Invitation>), ActionError> {
    let unusable = |error| ActionError::BadRelayAddress { address: at.trim().to_owned(), error };
    if at.trim_start().starts_with("rowbell:") {
        let link: InvitationLink = at.parse().map_err(unusable)?;
        return Ok((link.relay, link.invitation));
    }
    let address = at.parse().map_err(unusable)?;
    let invitation =
        invitation.map(str::trim).filter(|text| !text.is_empty()).map(str::parse::<Encoded<16>>).transpose();
    let invitation = invitation.map_err(|_| ActionError::BadInvitation)?;
    Ok((address, invitation))
}

fn refused(address: &RelayAddress, error: RelayError) -> ActionError {
    ActionError::Relay { relay: address.host().to_owned(), error }
}

fn tokens(endpoint: &Endpoint) -> Vec<Token> {
    endpoint.tokens().filter_map(|token| token.parse().ok()).collect()
}

fn new_mailbox(document: &mut DocumentMut, name: &str, address: &RelayAddress, token: &Token) {
    let mut endpoint = Table::new();
    endpoint["name"] = value(name);
    set(&mut endpoint, "relay", address.to_string());
    endpoint["token"] = value(token.to_string());
    array_of_tables(document, "endpoint").push(endpoint);
}

/// What reaches relays.
pub(super) fn dialler() -> Arc<Dialler> {
    Arc::new(Dialler::default())
}
