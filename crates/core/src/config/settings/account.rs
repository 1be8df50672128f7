//! An account at a SeaTable server.

use seatable::client::{Options, Server};
use serde::Deserialize;

/// An account at a SeaTable server, whose token is kept where secrets are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The server.
    pub server: String,
    /// Whether webhooks that the server has switched off are switched on again without asking.
    #[serde(default = "yes")]
    pub mend_webhooks: bool,
}

fn yes() -> bool {
    true
}

impl Account {
    /// The name under which the token of an account at this server is kept.
    pub fn token_name(server: &str) -> String {
        format!("account/{server}")
    }

    /// The server's address in the one form in which it is compared; as it is written, where it is none.
    pub fn address(&self) -> String {
        Self::address_of(&self.server)
    }

    /// The address of a server in that form.
    pub(in crate::config) fn address_of(server: &str) -> String {
        Server::new(server, Options::default()).map_or_else(|_| server.to_owned(), |server| server.address().to_owned())
    }

    /// What is wrong with it, beside those before it.
    pub(super) fn check(&self, before: &[Self]) -> Result<(), String> {
        if let Err(error) = Server::new(&self.server, Options::default()) {
            return Err(format!("the server \"{}\" can't be used: {error}", self.server));
        }
        if before.iter().any(|other| other.address() == self.address()) {
            return Err(format!("there are two accounts at \"{}\"; one is enough", self.server));
        }
        Ok(())
    }
}
