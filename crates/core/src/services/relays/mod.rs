//! Mailboxes at relays: set up by the person, kept connected by a supervisor, and closed when their endpoint is removed.

mod closing;
mod supervisor;

use std::{collections::BTreeMap, sync::Arc};

use rowbell_dial::Dialler;
use rowbell_protocol::{Encoded, Invitation, InvitationLink, Keys, Refusal, RelayAddress, Token};
use tokio::sync::Mutex;

pub(crate) use self::{
    closing::Closing,
    supervisor::{Mailboxes, RelaySupervisor},
};
use super::{
    configuration::Configuration,
    published::{Changes, Published},
    retry::RetrySignal,
    secret_keeper::SecretKeeper,
};
use crate::{
    config::{Endpoint, SettingsEdit},
    error::{ActionError, KeyringNeed},
    sources::{
        link::LinkError,
        relay::{self, RelayError, RelayState, key_name},
    },
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

/// What is known of the mailboxes, by endpoint. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct RelayStates(Published<BTreeMap<String, RelayStatus>>);

impl RelayStates {
    pub(crate) fn new(changes: &Changes) -> Self {
        Self(Published::new(BTreeMap::new(), changes))
    }
}

/// The mailboxes at relays. Cheap to clone.
#[derive(Clone)]
pub struct Relays {
    settings: Configuration,
    keeper: SecretKeeper,
    dialler: Arc<Dialler>,
    retry: RetrySignal,
    states: RelayStates,
    /// Held while one is set up.
    adding: Arc<Mutex<()>>,
}

impl Relays {
    pub(crate) fn new(
        settings: Configuration,
        keeper: SecretKeeper,
        dialler: Arc<Dialler>,
        retry: RetrySignal,
        states: RelayStates,
    ) -> Self {
        Self { settings, keeper, dialler, retry, states, adding: Arc::default() }
    }

    /// How they are connected, by endpoint.
    pub fn states(&self) -> BTreeMap<String, RelayStatus> {
        self.states.0.get()
    }

    /// Whether the endpoint is at a relay that can't be used until somebody does something.
    pub(super) fn is_refused(&self, endpoint: &str) -> bool {
        let is_refused = |relay: &RelayStatus| matches!(&relay.state, RelayState::Waiting { why, .. } if !why.passes());
        self.states.0.with(|relays| relays.get(endpoint).is_some_and(is_refused))
    }

    /// The person has seen that relays no longer had all. Gives the endpoints that it was so of.
    pub(crate) fn acknowledge_gaps(&self) -> Vec<String> {
        self.states.0.change(|relays| {
            let gaps =
                relays.iter_mut().filter_map(|(name, relay)| std::mem::take(&mut relay.gap).then(|| name.clone()));
            gaps.collect()
        })
    }

    /// Takes [`Relays::acknowledge_gaps`] back.
    pub(crate) fn restore_gaps(&self, endpoints: &[String]) {
        self.states.0.change(|relays| {
            for endpoint in endpoints {
                if let Some(relay) = relays.get_mut(endpoint) {
                    relay.gap = true;
                }
            }
        });
    }

    /// Opens a mailbox at a relay, and makes an endpoint of it. `at` is the relay's address, or an invitation's link; `name`
    /// is the endpoint's; none: the relay's host.
    ///
    /// # Errors
    /// When it is no address, the relay can't be reached or refuses, or something can't be stored. Nothing is changed then.
    pub async fn add(&self, at: &str, invitation: Option<&str>, name: Option<&str>) -> Result<AddedRelay, ActionError> {
        let (address, invitation) = read(at, invitation)?;
        let _one_at_a_time = self.adding.lock().await;
        self.keeper.unlock_to_keep().await.map_err(ActionError::keyring(KeyringNeed::KeepToken))?;
        if let Some(again) = self.enter_again(&address, invitation).await? {
            return Ok(again);
        }
        let name = match name {
            Some(name) if self.settings.settings().endpoint(name).is_some() => {
                return Err(ActionError::EndpointExists { name: name.to_owned() });
            }
            Some(name) => {
                Configuration::check_endpoint_name(name)?;
                name.to_owned()
            }
            None => self.free_name(address.host()),
        };
        let failed = |error: getrandom::Error| ActionError::NoRandomNumbers { reason: error.to_string() };
        let (keys, token) = (Keys::generate().map_err(failed)?, Token::random().map_err(failed)?);
        let secrets = self.keeper.store();
        let kept = secrets.set(&key_name(&name), keys.to_text()).await;
        kept.map_err(ActionError::keyring(KeyringNeed::KeepToken))?;
        let opened = relay::open(&self.dialler, &address, &keys, &[token], invitation).await;
        if let Err(why) = opened {
            drop(secrets.delete(&key_name(&name)).await);
            return Err(refused(&address, why));
        }
        let relay = Some(address.clone());
        let mailbox = SettingsEdit::AddEndpoint { name: name.clone(), relay, token: token.to_string() };
        if let Err(error) = self.settings.edit([mailbox]) {
            // Or nobody would ever look into it.
            drop(relay::close(&self.dialler, &address, &keys, &[token]).await);
            drop(secrets.delete(&key_name(&name)).await);
            return Err(error.into());
        }
        Ok(AddedRelay { endpoint: name, url: address.post(&token) })
    }

    /// A relay that has lost its store opens the mailbox anew for a device that has an invitation: with its keys and addresses, so that
    /// no webhook needs another one. None where no mailbox waits for that.
    async fn enter_again(
        &self,
        address: &RelayAddress,
        invitation: Option<Invitation>,
    ) -> Result<Option<AddedRelay>, ActionError> {
        let states = self.states();
        let waits = |endpoint: &&Endpoint| {
            let state = states.get(&endpoint.name).map(|relay| &relay.state);
            let needed = RelayError::Refused(Refusal::InvitationNeeded);
            endpoint.relay.as_ref() == Some(address)
                && matches!(state, Some(RelayState::Waiting { why, .. }) if *why == needed)
        };
        let settings = self.settings.settings();
        let Some(endpoint) = settings.endpoints.iter().find(waits).filter(|_| invitation.is_some()) else {
            return Ok(None);
        };
        let kept = self.keeper.store().get(&key_name(&endpoint.name)).await;
        let kept = kept.map_err(ActionError::keyring(KeyringNeed::KeepToken))?;
        let (Some(Ok(keys)), tokens) = (kept.as_ref().map(Keys::from_text), tokens(endpoint)) else { return Ok(None) };
        let opened = relay::open(&self.dialler, address, &keys, &tokens, invitation).await;
        opened.map_err(|why| refused(address, why))?;
        self.retry.send();
        let url = tokens.first().map(|token| address.post(token)).unwrap_or_default();
        Ok(Some(AddedRelay { endpoint: endpoint.name.clone(), url }))
    }

    fn free_name(&self, host: &str) -> String {
        let settings = self.settings.settings();
        let host: String = host.chars().take(56).collect();
        let names = std::iter::once(host.clone()).chain((2..).map(|number| format!("{host} {number}")));
        names.into_iter().find(|name| settings.endpoint(name).is_none()).unwrap_or(host)
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
