//! Chooses the endpoint that a base's webhook comes to.

use super::reach::check_reach;
use crate::{
    account::AccountBase,
    config::Endpoint,
    error::ActionError,
    inbox::Inbox,
    services::{
        configuration::Configuration, endpoints::Endpoints, listening::Listening, relays::Relays,
        seatable_webhooks::endpoint_of,
    },
    sources::local::usable_addresses,
};

/// Chooses among the endpoints, and makes one where none fits. Cheap to clone.
#[derive(Clone)]
pub(crate) struct EndpointChoice {
    pub(crate) settings: Configuration,
    pub(crate) endpoints: Endpoints,
    pub(crate) listening: Listening,
    pub(crate) relays: Relays,
    pub(crate) inbox: Inbox,
}

impl EndpointChoice {
    /// The endpoint for a base's webhook.
    pub(super) async fn endpoint_for(
        &self,
        base: &AccountBase,
        wanted: Option<&str>,
        url: Option<&str>,
    ) -> Result<String, ActionError> {
        let settings = self.settings.settings();
        if let Some(wanted) = wanted.map(str::to_owned).or_else(|| endpoint_of(&settings, url?)) {
            match settings.endpoint(&wanted).map(|endpoint| endpoint.base.as_ref()) {
                None => self.endpoints.add(&wanted)?,
                Some(Some(other)) if *other != base.uuid => {
                    let (other, base) = (other.clone(), base.name.clone());
                    return Err(ActionError::EndpointBound { endpoint: wanted, other, base });
                }
                Some(_) => {}
            }
            return Ok(wanted);
        }
        let received = self.inbox.last_received().await?;
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
            let listening = self.listening.address().and_then(|bound| usable_addresses(bound).into_iter().next());
            let listening = listening.ok_or(ActionError::NotListening)?;
            check_reach(&format!("http://{}/", listening.at), &base.server).await?;
        }
        let short: String = base.name.replace('/', "-").chars().take(48).collect();
        let names = std::iter::once(short.clone()).chain((2..).map(|n| format!("{short} {n}")));
        let name = names.into_iter().find(|name| settings.endpoint(name).is_none()).unwrap_or(short);
        self.endpoints.add(&name)?;
        Ok(name)
    }

    /// Whether a webhook of that server would come to this endpoint.
    async fn is_reached(&self, endpoint: &Endpoint, server: &str) -> bool {
        if self.relays.is_refused(&endpoint.name) {
            return false;
        }
        match self.endpoints.addresses().into_iter().find(|address| address.endpoint == endpoint.name) {
            Some(address) => check_reach(&address.url, server).await.is_ok(),
            None => false,
        }
    }
}
