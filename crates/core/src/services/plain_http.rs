//! Servers that are asked by plain http: tokens go there only where nobody can listen, or where the person says so; and those
//! that send on to https are asked there.

use seatable::{BaseUuid, address::BaseAddress, client::Server};
use tracing::{info, warn};
use url::Url;

use super::{configuration::Configuration, notices::Notices, secret_keeper::SecretKeeper};
use crate::{
    config::{Account, BaseEdit, SettingsEdit},
    error::ActionError,
    sources::local::{Reach, reach_of_ip},
};

/// Finds out by which address a server is asked, before a token goes there.
///
/// # Errors
/// When it can't be asked; and, unless the person has agreed, when tokens would go through the internet for everybody to read.
pub(super) async fn settle(server: &Server, agreed: bool) -> Result<(), ActionError> {
    server.settle().await.map_err(|error| ActionError::Server { error })?;
    if agreed || !server.address().starts_with("http://") || is_near(server.address()).await {
        return Ok(());
    }
    Err(ActionError::PlainHttp { server: server.address().to_owned() })
}

/// Whether what is sent to this address stays on this computer or in the person's own network.
async fn is_near(address: &str) -> bool {
    let Some(url) = Url::parse(address).ok() else { return false };
    let Some(host) = url.host_str().map(|host| host.trim_start_matches('[').trim_end_matches(']')) else {
        return false;
    };
    // A name that leads nowhere from here is a proxy's to look up.
    let found = rowbell_dial::addresses(host).await.unwrap_or_default();
    !found.is_empty() && found.into_iter().all(|ip| reach_of_ip(ip) != Reach::Internet)
}

/// Notes in the settings that a server is asked by https. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SecureAddresses {
    settings: Configuration,
    keeper: SecretKeeper,
    notices: Notices,
}

impl SecureAddresses {
    pub(crate) fn new(settings: Configuration, keeper: SecretKeeper, notices: Notices) -> Self {
        Self { settings, keeper, notices }
    }

    /// A base's server sends on to https: the settings have that address from now on.
    pub(super) fn base_is_secure(&self, base: &BaseUuid, server: &str) {
        let settings = self.settings.settings();
        let Some(place) = settings.base(base).and_then(|base| base.parsed_address()) else { return };
        let Some(moved) = at_server(&place, server) else { return };
        info!(%base, server, "the server sends on to https");
        match self.settings.edit([SettingsEdit::Base(base.clone(), BaseEdit::Address(moved.base_url()))]) {
            Ok(()) => self.notices.server_is_secure(server),
            Err(error) => warn!(%error, "the settings still have the old address"),
        }
    }

    /// So they have it for an account, and its token is kept under that.
    pub(super) async fn account_is_secure(&self, account: &Account, server: &str) -> Result<(), ActionError> {
        let old = account.address().to_owned();
        let Some(token) = self.keeper.store().get(&Account::token_name(&old)).await? else { return Ok(()) };
        self.keeper.store().set(&Account::token_name(server), token).await?;
        self.settings.edit([SettingsEdit::MoveAccount { from: account.server.clone(), to: server.to_owned() }])?;
        self.keeper.store().delete(&Account::token_name(&old)).await?;
        self.notices.server_is_secure(server);
        Ok(())
    }
}

/// The same base at the server's other address.
fn at_server(place: &BaseAddress, server: &str) -> Option<BaseAddress> {
    let path = place.base_url();
    let path = path.strip_prefix(place.server())?;
    BaseAddress::parse(&format!("{server}{path}")).ok().map(|pasted| pasted.base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_near_is_told_by_the_address() {
        for near in
            ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:80", "http://192.168.1.5", "http://10.1.2.3"]
        {
            assert!(is_near(near).await, "{near}");
        }
        for far in ["http://8.8.8.8", "http://no-such-host.invalid", "http://[2001:db8::1]"] {
            assert!(!is_near(far).await, "{far}");
        }
    }

    #[test]
    fn a_base_keeps_its_place_at_the_new_address() {
        let place = BaseAddress::parse("http://a.example:8080/sub/workspace/1/dtable/Sales/").expect("an address").base;
        let moved = at_server(&place, "https://a.example/sub").expect("an address");
        assert_eq!(moved.base_url(), "https://a.example/sub/workspace/1/dtable/Sales/");
    }
}
