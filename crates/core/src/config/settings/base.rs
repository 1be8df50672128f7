//! What is known of bases.

use seatable::{
    BaseUuid,
    address::{BaseAddress, Place},
};
use serde::Deserialize;

/// What is known of a base.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// Its uuid, as webhooks name it.
    pub uuid: BaseUuid,
    /// Its address in the browser, once it is known.
    pub address: Option<String>,
    /// Whether Rowbell connects to it with its API token, which is kept where secrets are.
    #[serde(default)]
    pub connected: bool,
    /// Whether popups say only that something changed in it, and not what.
    #[serde(default)]
    pub hide_contents: bool,
}

impl Base {
    /// The address, read. Settings are only accepted with addresses that can be.
    pub fn parsed_address(&self) -> Option<BaseAddress> {
        BaseAddress::parse(self.address.as_deref()?).ok().map(|pasted| pasted.base)
    }

    /// The base's name, where its address has it.
    pub fn name(&self) -> Option<String> {
        match self.parsed_address()?.place() {
            Place::Workspace { name, .. } | Place::CustomLink { name } => Some(name.clone()),
            Place::ExternalLink { .. } | Place::ViewLink { .. } => None,
        }
    }

    /// What is wrong with it, beside those before it.
    pub(super) fn check(&self, before: &[Self]) -> Result<(), String> {
        if let Some(address) = &self.address
            && let Err(error) = BaseAddress::parse(address)
        {
            return Err(format!("the address \"{address}\" can't be used: {error}"));
        }
        if self.connected && self.address.is_none() {
            return Err(format!("the base {} is to be connected, so it needs its address", self.uuid));
        }
        if before.iter().any(|other| other.uuid == self.uuid) {
            return Err(format!("the base {} is named twice", self.uuid));
        }
        Ok(())
    }
}
