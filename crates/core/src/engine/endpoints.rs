//! The local endpoints: making, removing, listing their addresses.

use std::sync::PoisonError;

use toml_edit::{DocumentMut, Table, value};

use super::{ActionError, Engine};
use crate::{
    config::{Endpoint, SettingsError, SettingsFile, array_of_tables, host_name, set, table},
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
pub(super) fn ensure_endpoint(settings: &SettingsFile) -> Result<(), SettingsError> {
    let in_force = settings.in_force().borrow().clone();
    if in_force.settings.endpoints.is_empty() && in_force.problem.is_none() {
        settings.edit(|document| new_endpoint(document, FIRST_ENDPOINT))?;
    }
    Ok(())
}

/// Whether a new endpoint can have this name.
pub(super) fn check_name(name: &str) -> Result<(), ActionError> {
    Endpoint::check_name(name).map_err(|_| ActionError::BadEndpointName)
}

fn new_endpoint(document: &mut DocumentMut, name: &str) {
    let mut endpoint = Table::new();
    endpoint["name"] = value(name);
    endpoint["token"] = value(new_token());
    array_of_tables(document, "endpoint").push(endpoint);
}

impl Engine {
    /// Adds an endpoint with a new token.
    ///
    /// # Errors
    /// When the name can't be given or is another's, or the settings can't be changed.
    pub fn add_endpoint(&self, name: &str) -> Result<(), ActionError> {
        if self.context().settings.endpoint(name).is_some() {
            return Err(ActionError::EndpointExists { name: name.to_owned() });
        }
        check_name(name)?;
        Ok(self.edit(|document| new_endpoint(document, name))?)
    }

    /// Removes an endpoint and forgets its secrets; one at a relay with its mailbox. Requests to it are answered 404 from then
    /// on. Gives why secrets or mailbox could not be deleted yet, if so: then they are left where they are, and nothing comes.
    ///
    /// # Errors
    /// When there is none of that name, a mailbox's key can't be read, or the settings can't be changed; then nothing was.
    pub async fn remove_endpoint(&self, name: &str) -> Result<Option<ActionError>, ActionError> {
        self.known_endpoint(name)?;
        let Some(endpoint) = self.context().settings.endpoint(name).cloned() else { return Ok(None) };
        let keys = self.mailbox_keys(&endpoint).await?;
        self.edit(|document| {
            array_of_tables(document, "endpoint")
                .retain(|endpoint| endpoint.get("name").and_then(|known| known.as_str()) != Some(name));
        })?;
        self.set_status(|status| {
            status.forged.remove(name);
        });
        let left = self.close_mailbox(&endpoint, keys).await;
        let secrets = if endpoint.signed { self.delete_secrets(name).await.err() } else { None };
        Ok(left.or(secrets.map(ActionError::from)))
    }

    pub(super) fn known_endpoint(&self, name: &str) -> Result<(), ActionError> {
        let settings = self.context().settings.clone();
        if settings.endpoint(name).is_some() {
            return Ok(());
        }
        let known = settings.endpoints.iter().map(|endpoint| endpoint.name.clone()).collect();
        Err(ActionError::NoSuchEndpoint { name: name.to_owned(), known })
    }

    /// Every address that a webhook can be sent to, by endpoint, the widest reach first. None of this computer's own while
    /// nothing listens.
    pub fn addresses(&self) -> Vec<Address> {
        let usable = self.0.status.borrow().address.map(usable_addresses).unwrap_or_default();
        let settings = self.context().settings.clone();
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

    /// Listens at another port.
    ///
    /// # Errors
    /// When the settings can't be changed.
    pub fn set_port(&self, port: u16) -> Result<(), ActionError> {
        *self.0.port.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(self.edit(|document| set(table(document, "listen"), "port", i64::from(port)))?)
    }

    /// Listens at another address.
    ///
    /// # Errors
    /// When it is none, or the settings can't be changed.
    pub fn set_address(&self, address: &str) -> Result<(), ActionError> {
        Ok(self.edit(|document| set(table(document, "listen"), "address", address))?)
    }

    /// Accepts requests that are addressed to this host name.
    ///
    /// # Errors
    /// When it names no host, or the settings can't be changed.
    pub fn allow_host(&self, host: &str) -> Result<(), ActionError> {
        let Some(host) = host_name(host) else {
            return Err(ActionError::BadHost { host: host.to_owned() });
        };
        if self.context().settings.listen.allowed_hosts.contains(&host) {
            return Ok(());
        }
        Ok(self.edit(|document| {
            let listen = table(document, "listen");
            let hosts = listen.entry("allowed_hosts").or_insert(value(toml_edit::Array::new()));
            if let Some(hosts) = hosts.as_array_mut() {
                hosts.push(host);
            }
        })?)
    }
}

/// A secret for signatures: 256 random bits.
pub(super) fn new_secret() -> String {
    new_token() + &new_token()
}

/// 128 random bits as 26 letters and digits (base 32), easy to read out and to select with a double click.
pub(super) fn new_token() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = [0; 16];
    // The system's random numbers fail only where nothing works; a guessable address would be worse than none.
    #[allow(clippy::expect_used)]
    getrandom::fill(&mut random).expect("the operating system gives random numbers");
    let mut bits = u128::from_be_bytes(random);
    let letter = |_| {
        let letter = LETTERS[(bits & 31) as usize] as char;
        bits >>= 5;
        letter
    };
    (0..26).map(letter).collect()
}
