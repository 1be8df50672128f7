//! What is said of the person's accounts at SeaTable servers: the bases that they see, and why one can't be used.

use seatable::{BaseUuid, address::BaseAddress, client::ApiError};

use crate::config::SecretsError;

/// A base that an account sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountBase {
    /// The account's server.
    pub server: String,
    /// The workspace's name.
    pub workspace: String,
    /// The workspace that the base is in.
    pub workspace_id: u64,
    /// The base.
    pub uuid: BaseUuid,
    /// Its name.
    pub name: String,
    /// Whether it is another's, shared with the person.
    pub is_shared: bool,
}

impl AccountBase {
    /// Its address in the browser.
    pub fn address(&self) -> Option<BaseAddress> {
        BaseAddress::workspace(&self.server, self.workspace_id, &self.name).ok()
    }
}

/// Why an account can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The server can't be asked, or refuses.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// The token can't be read.
    #[error("its token can't be read: {0}.")]
    Secrets(#[from] SecretsError),
    /// There is none.
    #[error("its token is gone from where secrets are kept.")]
    NoToken,
    /// The address in the settings is none.
    #[error("its address is not a server's.")]
    BadAddress,
}

impl AccountError {
    /// A word for it that chooses among sentences, and for the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Api(error) => error.code(),
            Self::Secrets(error) => error.code(),
            Self::NoToken => "no_token",
            Self::BadAddress => "bad_address",
        }
    }

    /// Whether it will pass without anybody doing something.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Api(error) if error.passes())
    }
}
