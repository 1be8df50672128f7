//! SeaTable servers, by their addresses.

use seatable::client::{Options, Server};

use crate::error::ActionError;

/// The server that most people use.
pub(super) const CLOUD: &str = "https://cloud.seatable.io";

/// The server at an address that the person gave.
pub(super) fn server(address: &str) -> Result<Server, ActionError> {
    let options =
        Options { user_agent: concat!("Rowbell/", env!("CARGO_PKG_VERSION")).to_owned(), ..Options::default() };
    Server::new(address, options)
        .map_err(|error| ActionError::BadServerAddress { address: address.to_owned(), reason: error.to_string() })
}
