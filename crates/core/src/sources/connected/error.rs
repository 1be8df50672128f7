//! Why a base is not connected, and what follows from that.

use std::time::Duration;

use seatable::{client::ApiError, realtime::RealtimeError};

use crate::{
    config::SecretsError,
    database::DatabaseError,
    sources::link::{self, LinkError},
};

/// How long a server is left alone that has had too many calls, if it does not say: at least, and at most if it does.
const LEFT_ALONE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(60 * 60));

/// Why a base is not connected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// The server can't be asked, or refuses.
    #[error(transparent)]
    Api(ApiError),
    /// The live feed ended.
    #[error(transparent)]
    Realtime(RealtimeError),
    /// Its API token can't be read.
    #[error("its API token can't be read: {0}")]
    Secrets(SecretsError),
    /// No API token is kept for it.
    #[error("no API token is kept for it")]
    NoToken,
    /// The token is for another base.
    #[error("the API token is for another base")]
    OtherBase,
    /// What comes can't be stored.
    #[error(transparent)]
    Database(DatabaseError),
}

impl LinkError for ConnectionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Api(error) => error.code(),
            Self::Realtime(error) => error.code(),
            Self::Secrets(error) => error.code(),
            Self::NoToken => "no_token",
            Self::OtherBase => "other_base",
            Self::Database(error) => error.code(),
        }
    }

    fn passes(&self) -> bool {
        match self {
            Self::Api(error) => error.passes(),
            Self::Realtime(RealtimeError::Connect(error)) => error.passes(),
            Self::Realtime(RealtimeError::NotAllowed | RealtimeError::BaseNotFound) => false,
            Self::Realtime(_) | Self::Database(_) => true,
            Self::Secrets(error) => error.passes(),
            Self::NoToken | Self::OtherBase => false,
        }
    }

    fn secrets(&self) -> Option<&SecretsError> {
        match self {
            Self::Secrets(error) => Some(error),
            _ => None,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(ApiError::TooMany { retry_after, .. }) => {
                Some(retry_after.unwrap_or_default().clamp(LEFT_ALONE.0, LEFT_ALONE.1))
            }
            _ => None,
        }
    }
}

/// Why the connection of a base is not used any more.
pub(super) type Disconnect = link::Disconnect<ConnectionError>;

impl From<ApiError> for Disconnect {
    fn from(error: ApiError) -> Self {
        Self::Failed(ConnectionError::Api(error))
    }
}

impl From<RealtimeError> for Disconnect {
    fn from(error: RealtimeError) -> Self {
        Self::Failed(ConnectionError::Realtime(error))
    }
}

impl From<DatabaseError> for Disconnect {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(ConnectionError::Database(error))
    }
}

impl From<SecretsError> for Disconnect {
    fn from(error: SecretsError) -> Self {
        Self::Failed(ConnectionError::Secrets(error))
    }
}
