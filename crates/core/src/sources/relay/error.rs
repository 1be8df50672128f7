//! Why a mailbox is not connected, and what follows from that.

use rowbell_dial::DialError;
use rowbell_protocol::Refusal;

use crate::{config::SecretsError, database::DatabaseError, sources::link::LinkError};

/// Why a mailbox is not connected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// The relay can't be reached, or its certificate is not trusted.
    #[error(transparent)]
    Dial(DialError),
    /// Something else answers at its address.
    #[error("no relay answers at its address, or one that does not run well: {0}")]
    NotARelay(String),
    /// The relay does not let this computer in.
    #[error("the relay refuses: {0:?}")]
    Refused(Refusal),
    /// It has no room for another connection for now, or is about to end.
    #[error("the relay takes no further connection for now")]
    Busy,
    /// The connection ended or went silent.
    #[error("the connection to the relay was lost")]
    Lost,
    /// The mailbox's key can't be read.
    #[error("the mailbox's key can't be read: {0}")]
    Secrets(SecretsError),
    /// No key is kept for it, or one that is none.
    #[error("no key is kept for the mailbox")]
    NoKey,
    /// What comes can't be stored.
    #[error(transparent)]
    Database(DatabaseError),
}

impl From<DatabaseError> for RelayError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl LinkError for RelayError {
    fn code(&self) -> &'static str {
        match self {
            Self::Dial(DialError::NoNetwork { .. }) => "no_network",
            Self::Dial(DialError::Certificate { .. }) => "certificate",
            Self::Dial(DialError::TimedOut) => "timed_out",
            Self::NotARelay(_) => "not_a_relay",
            Self::Refused(refusal) => refusal_code(*refusal),
            Self::Busy => "relay_unavailable",
            Self::Lost => "lost",
            Self::Secrets(error) => error.code(),
            Self::NoKey => "no_key",
            Self::Database(error) => error.code(),
        }
    }

    fn passes(&self) -> bool {
        match self {
            Self::Dial(error) => !matches!(error, DialError::Certificate { .. }),
            Self::NotARelay(_) | Self::Busy | Self::Lost | Self::Database(_) => true,
            Self::Refused(refusal) => matches!(refusal, Refusal::Full | Refusal::Unavailable | Refusal::Malformed),
            Self::Secrets(error) => error.passes(),
            Self::NoKey => false,
        }
    }

    fn secrets(&self) -> Option<&SecretsError> {
        match self {
            Self::Secrets(error) => Some(error),
            _ => None,
        }
    }
}

fn refusal_code(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Version => "relay_version",
        Refusal::InvitationNeeded => "invitation_needed",
        Refusal::InvitationInvalid => "invitation_invalid",
        Refusal::Closed => "mailbox_closed",
        Refusal::Full => "relay_full",
        Refusal::Unavailable => "relay_unavailable",
        Refusal::Malformed | Refusal::Signature | Refusal::Addresses | Refusal::Unknown => "relay_refused",
    }
}
