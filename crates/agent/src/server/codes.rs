//! The core's errors as codes of the API. Several share one code where no client treats them differently.

use rowbell_api::{CertificateFlaw, ErrorCode, NetworkCause};
use rowbell_core::{
    account::AccountError,
    config::{SecretsError, SettingsError},
    database::DatabaseError,
    sources::{
        connected::ConnectionError,
        relay::{Refusal, RelayError},
    },
};
use rowbell_dial::{DialError, Flaw, Hindrance};
use seatable::{client::ApiError, realtime::RealtimeError};

/// What has a code of the API.
pub(super) trait Coded {
    fn error_code(&self) -> ErrorCode;
}

impl Coded for ApiError {
    fn error_code(&self) -> ErrorCode {
        match self {
            // A server that does not know an API token says either (seen at `app-access-token`).
            Self::WrongToken | Self::NotAllowed => ErrorCode::WrongToken,
            Self::NotFound => ErrorCode::NotFound,
            Self::TooMany { .. } => ErrorCode::TooMany,
            Self::NoNetwork { cause, .. } => no_network(*cause),
            Self::Certificate { flaw, .. } => certificate(*flaw),
            Self::TimedOut => ErrorCode::TimedOut,
            Self::OldServer => ErrorCode::OldServer,
            Self::Redirected { to } => ErrorCode::Redirected { detail: to.clone() },
            Self::Refused { status, reason } => ErrorCode::Refused { detail: format!("{status} {reason}") },
            Self::Server { .. } => ErrorCode::Server,
            Self::TooLarge { .. } | Self::Unreadable { .. } => ErrorCode::Unreadable,
        }
    }
}

impl Coded for RealtimeError {
    fn error_code(&self) -> ErrorCode {
        match self {
            Self::Connect(error) => error.error_code(),
            Self::NoWebSocket => ErrorCode::NoWebsocket,
            Self::TokenExpired => ErrorCode::TokenExpired,
            Self::NotAllowed => ErrorCode::WrongToken,
            Self::BaseNotFound => ErrorCode::NotFound,
            Self::Server => ErrorCode::Server,
            Self::Refused { reason } => ErrorCode::Refused { detail: reason.clone() },
            Self::Closed | Self::Lost => ErrorCode::Lost,
            Self::Unreadable { .. } => ErrorCode::Unreadable,
        }
    }
}

impl Coded for ConnectionError {
    fn error_code(&self) -> ErrorCode {
        match self {
            Self::Api(error) => error.error_code(),
            Self::Realtime(error) => error.error_code(),
            Self::Secrets(error) => error.error_code(),
            Self::NoToken => ErrorCode::NoToken,
            Self::OtherBase => ErrorCode::OtherBase,
            Self::Database(error) => error.error_code(),
        }
    }
}

impl Coded for AccountError {
    fn error_code(&self) -> ErrorCode {
        match self {
            Self::Api(error) => error.error_code(),
            Self::Secrets(error) => error.error_code(),
            Self::NoToken => ErrorCode::NoToken,
            Self::BadAddress => ErrorCode::BadAddress,
        }
    }
}

impl Coded for RelayError {
    fn error_code(&self) -> ErrorCode {
        match self {
            Self::Dial(DialError::NoNetwork { cause, .. }) => no_network(*cause),
            Self::Dial(DialError::Certificate { flaw, .. }) => certificate(*flaw),
            Self::Dial(DialError::TimedOut) => ErrorCode::TimedOut,
            Self::NotARelay(_) => ErrorCode::NotARelay,
            Self::Refused(refusal) => refused(*refusal),
            Self::Busy => ErrorCode::RelayUnavailable,
            Self::Lost => ErrorCode::Lost,
            Self::Secrets(error) => error.error_code(),
            Self::NoKey => ErrorCode::NoKey,
            Self::Database(error) => error.error_code(),
        }
    }
}

impl Coded for SettingsError {
    fn error_code(&self) -> ErrorCode {
        let detail = match self {
            Self::Unusable(problem) | Self::Unfit(problem) => problem.to_string(),
            Self::NotWritten { source, .. } => source.to_string(),
        };
        ErrorCode::Settings { detail }
    }
}

impl Coded for SecretsError {
    fn error_code(&self) -> ErrorCode {
        match self {
            Self::Locked => ErrorCode::KeyringLocked,
            Self::Missing => ErrorCode::KeyringMissing,
            Self::NoKeyring => ErrorCode::KeyringNone,
            Self::Refused => ErrorCode::KeyringRefused,
            Self::TimedOut => ErrorCode::KeyringSlow,
            Self::Failed(_) => ErrorCode::KeyringFailed,
        }
    }
}

impl Coded for DatabaseError {
    fn error_code(&self) -> ErrorCode {
        match self {
            Self::Full => ErrorCode::DiskFull,
            Self::IndexDamaged(_) => ErrorCode::IndexDamaged,
            Self::Newer { .. } => ErrorCode::DatabaseNewer,
            Self::Closed => ErrorCode::DatabaseClosed,
            Self::Io(_) | Self::CannotOpen(_) | Self::Damaged(_) | Self::Moved | Self::Busy | Self::Refused(_) => {
                ErrorCode::Database
            }
        }
    }
}

fn refused(refusal: Refusal) -> ErrorCode {
    match refusal {
        Refusal::Version => ErrorCode::RelayVersion,
        Refusal::InvitationNeeded => ErrorCode::InvitationNeeded,
        Refusal::InvitationInvalid => ErrorCode::InvitationInvalid,
        Refusal::Closed => ErrorCode::MailboxClosed,
        Refusal::Full => ErrorCode::RelayFull,
        Refusal::Unavailable => ErrorCode::RelayUnavailable,
        Refusal::Malformed | Refusal::Signature | Refusal::Addresses | Refusal::Unknown => ErrorCode::RelayRefused,
    }
}

fn no_network(cause: Hindrance) -> ErrorCode {
    let cause = match cause {
        Hindrance::Name => NetworkCause::Name,
        Hindrance::Refused => NetworkCause::Refused,
        Hindrance::Proxy => NetworkCause::Proxy,
        Hindrance::Tls => NetworkCause::Tls,
        Hindrance::Other => NetworkCause::Other,
    };
    ErrorCode::NoNetwork { cause }
}

fn certificate(flaw: Flaw) -> ErrorCode {
    let cause = match flaw {
        Flaw::Expired => CertificateFlaw::Expired,
        Flaw::Early => CertificateFlaw::Early,
        Flaw::Name => CertificateFlaw::Name,
        Flaw::Issuer => CertificateFlaw::Issuer,
        Flaw::Other => CertificateFlaw::Other,
    };
    ErrorCode::Certificate { cause }
}
