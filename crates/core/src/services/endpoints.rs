//! The endpoints: making, removing, listing their addresses.

use rowbell_protocol::Token;

use super::{
    configuration::Configuration, forged::Forged, listening::Listening, random::new_token, relays::Closing,
    secrets::SigningSecrets,
};
use crate::{
    config::{Endpoint, EndpointEdit, SettingsEdit, SettingsError, SettingsFile},
    error::ActionError,
    sources::local::{Link, Reach, Usable, usable_addresses},
};

/// The name of the endpoint that a new installation has.
const FIRST_ENDPOINT: &str = "default";

/// An address a webhook can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The endpoint's name.
    pub endpoint: String,
    /// The address.
    pub url: String,
    /// Who can reach it.
    pub reach: Reach,
    /// What leads there.
    pub link: Link,
}

/// A new installation has one endpoint, so that something works before anything is set.
pub(crate) fn ensure_endpoint(settings: &SettingsFile) -> Result<(), SettingsError> {
    let in_force = settings.in_force().borrow().clone();
    if in_force.settings.endpoints.is_empty() && in_force.problem.is_none() {
        settings.edit([new_endpoint(FIRST_ENDPOINT)])?;
    }
    Ok(())
}

fn new_endpoint(name: &str) -> SettingsEdit {
    SettingsEdit::AddEndpoint { name: name.to_owned(), relay: None, token: new_token() }
}

/// The endpoints that webhooks come to. Cheap to clone.
#[derive(Clone)]
pub struct Endpoints {
    settings: Configuration,
    listening: Listening,
    secrets: SigningSecrets,
    closing: Closing,
    forged: Forged,
}

impl Endpoints {
    pub(crate) fn new(
        settings: Configuration,
        listening: Listening,
        secrets: SigningSecrets,
        closing: Closing,
        forged: Forged,
    ) -> Self {
        Self { settings, listening, secrets, closing, forged }
    }

    /// Adds an endpoint with a new token.
    ///
    /// # Errors
    /// When the name can't be given or is another's, or the settings can't be changed.
    pub fn add(&self, name: &str) -> Result<(), ActionError> {
        if self.settings.settings().endpoint(name).is_some() {
            return Err(ActionError::EndpointExists { name: name.to_owned() });
        }
        Configuration::check_endpoint_name(name)?;
        Ok(self.settings.edit([new_endpoint(name)])?)
    }

    /// Removes an endpoint and forgets its secrets; one at a relay with its mailbox. Requests to it are answered 404 from then
    /// on. Gives why secrets or mailbox could not be deleted yet, if so: then they are left where they are, and nothing comes.
    ///
    /// # Errors
    /// When there is none of that name, a mailbox's key can't be read, or the settings can't be changed; then nothing was.
    pub async fn remove(&self, name: &str) -> Result<Option<ActionError>, ActionError> {
        self.settings.known_endpoint(name)?;
        let Some(endpoint) = self.settings.settings().endpoint(name).cloned() else { return Ok(None) };
        let keys = self.closing.keys_of(&endpoint).await?;
        self.settings.edit([SettingsEdit::RemoveEndpoint(name.to_owned())])?;
        self.forged.acknowledge(|known| known == name);
        let left = self.closing.close(&endpoint, keys).await;
        let secrets = if endpoint.signed { self.secrets.delete(name).await.err() } else { None };
        Ok(left.or(secrets.map(ActionError::from)))
    }

    /// Every address that a webhook can be sent to, by endpoint, the widest reach first. None of this computer's own while
    /// nothing listens.
    pub fn addresses(&self) -> Vec<Address> {
        let usable = self.listening.address().map(usable_addresses).unwrap_or_default();
        let settings = self.settings.settings();
        let of_endpoint = |endpoint: &Endpoint| {
            let (name, token) = (endpoint.name.clone(), endpoint.token.clone());
            if let Some((relay, token)) = endpoint.relay.as_ref().zip(token.parse().ok()) {
                let url = relay.post(&token);
                return vec![Address { endpoint: name, url, reach: Reach::Internet, link: Link::Network }];
            }
            let address = move |Usable { at, reach, link }: &Usable| Address {
                endpoint: name.clone(),
                url: format!("http://{at}/hook/{token}"),
                reach: *reach,
                link: *link,
            };
            usable.iter().map(address).collect::<Vec<_>>()
        };
        settings.endpoints.iter().flat_map(of_endpoint).collect()
    }

    /// Gives an endpoint a new address. The one before stays good until [`Endpoints::drop_old_address`].
    ///
    /// # Errors
    /// When there is no such endpoint, the one before is still in use, or the settings can't be changed.
    pub fn renew_address(&self, name: &str) -> Result<(), ActionError> {
        self.settings.known_endpoint(name)?;
        let settings = self.settings.settings();
        let Some(endpoint) = settings.endpoint(name) else { return Ok(()) };
        if endpoint.old_token.is_some() {
            return Err(ActionError::AddressRenewed);
        }
        let token = match endpoint.relay {
            Some(_) => Token::random().map_or_else(|_| new_token(), |token| token.to_string()),
            None => new_token(),
        };
        Ok(self.settings.edit([SettingsEdit::Endpoint(name.to_owned(), EndpointEdit::RenewToken(token))])?)
    }

    /// Ends the address that an endpoint had before: what is posted there is answered 404.
    ///
    /// # Errors
    /// When there is no such endpoint, or the settings can't be changed.
    pub fn drop_old_address(&self, name: &str) -> Result<(), ActionError> {
        self.settings.known_endpoint(name)?;
        Ok(self.settings.edit([SettingsEdit::Endpoint(name.to_owned(), EndpointEdit::EndOldToken)])?)
    }
}
