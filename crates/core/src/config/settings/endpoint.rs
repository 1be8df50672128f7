//! The addresses that webhooks are sent to.

use rowbell_protocol::{RelayAddress, Token};
use seatable::{BaseUuid, address::BaseAddress};
use serde::Deserialize;

/// An address that webhooks are sent to: of this computer, or at a relay.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Its name, for people.
    pub name: String,
    /// The last part of its address: who knows it can post. 128 random bits or more, as letters and digits.
    pub token: String,
    /// Whether deliveries must be signed; the secret itself is in the keyring.
    #[serde(default)]
    pub signed: bool,
    /// The base whose webhook comes here, if it is known.
    #[serde(default)]
    pub base: Option<BaseUuid>,
    /// The address of that base, while its uuid is not known: the first delivery here tells it.
    #[serde(default)]
    pub base_address: Option<String>,
    /// What that webhook posts to, where it is not this computer's own address: a forwarder's or a tunnel's.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// The relay that its address is at; none: this computer.
    #[serde(default, deserialize_with = "super::relay::address")]
    pub relay: Option<RelayAddress>,
    /// The token before, which is still good while a new one is put in force.
    #[serde(default)]
    pub old_token: Option<String>,
}

impl Endpoint {
    /// The most characters of a name.
    pub const LONGEST_NAME: usize = 64;

    /// Whether a new endpoint can be named so: a slash parts the names under which secrets are kept, and those of connected
    /// bases (`endpoint/NAME/before`, `base/UUID`).
    ///
    /// # Errors
    /// What is wrong with the name.
    pub fn check_name(name: &str) -> Result<(), String> {
        if name.is_empty() || name.chars().count() > Self::LONGEST_NAME {
            return Err(format!("an endpoint needs a name of 1 to {} characters", Self::LONGEST_NAME));
        }
        if name.contains('/') {
            return Err(format!(
                "the endpoint's name \"{name}\" has a \"/\" in it, which parts the names of secrets; give it a name without one"
            ));
        }
        Ok(())
    }

    /// The tokens that are good: the newest first.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        [Some(self.token.as_str()), self.old_token.as_deref()].into_iter().flatten()
    }

    /// What is wrong with it, beside those before it.
    pub(super) fn check(&self, before: &[Self]) -> Result<(), String> {
        if self.name.is_empty() || self.name.chars().count() > Self::LONGEST_NAME {
            return Err(format!("an endpoint needs a name of 1 to {} characters", Self::LONGEST_NAME));
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if self.tokens().any(|token| token.len() < 22 || token.len() > 128 || !token.chars().all(fits)) {
            return Err("a token needs 22 to 128 letters, digits, - or _ (`rowbell endpoint add` makes one)".into());
        }
        if self.relay.is_some() && self.tokens().any(|token| token.parse::<Token>().is_err()) {
            return Err("a token at a relay is 22 letters, digits, - or _ (`rowbell relay add` makes one)".into());
        }
        if before.iter().any(|other| other.name == self.name) {
            return Err(format!("there are two endpoints named \"{}\"; each needs its own name", self.name));
        }
        if let Some(Err(error)) = self.base_address.as_deref().map(BaseAddress::parse) {
            return Err(format!("the base_address of \"{}\" can't be used: {error}", self.name));
        }
        let has_own_token = |other: &Self| other.tokens().any(|token| self.tokens().any(|own| own == token));
        if before.iter().any(has_own_token) {
            return Err(format!("the endpoint \"{}\" has the token of another one", self.name));
        }
        Ok(())
    }
}
