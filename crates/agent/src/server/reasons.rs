//! Why a connection, an account or the keyring fails, in words of the command line.

use rowbell_api::ErrorBody;
use rowbell_core::{
    account::AccountError,
    config::SecretsError,
    error::KeyringNeed,
    sources::{
        connected::ConnectionError,
        relay::{Refusal, RelayError},
    },
};

use super::codes::Coded;
use crate::words::text;

/// Why a base is not connected.
pub(super) fn of_connection(error: &ConnectionError) -> ErrorBody {
    let message = match error {
        ConnectionError::NoToken => text!("not-connected-no-token"),
        ConnectionError::OtherBase => text!("not-connected-other-base"),
        error => error.to_string(),
    };
    ErrorBody::new(error.error_code(), message)
}

/// Why a relay can't be used.
pub(super) fn of_relay(error: &RelayError) -> ErrorBody {
    let message = match error {
        RelayError::Refused(refusal) => text!("relay-refuses", reason = refused(*refusal)),
        RelayError::NoKey => text!("relay-no-key"),
        error => error.to_string(),
    };
    ErrorBody::new(error.error_code(), message)
}

fn refused(refusal: Refusal) -> String {
    match refusal {
        Refusal::Version => text!("relay-version"),
        Refusal::Malformed => text!("relay-malformed"),
        Refusal::Signature => text!("relay-signature"),
        Refusal::InvitationNeeded => text!("relay-invitation-needed"),
        Refusal::InvitationInvalid => text!("relay-invitation-invalid"),
        Refusal::Closed => text!("relay-closed"),
        Refusal::Full => text!("relay-full"),
        Refusal::Addresses => text!("relay-address-taken"),
        Refusal::Unavailable => text!("relay-unavailable"),
        Refusal::Unknown => text!("relay-unknown-reason"),
    }
}

/// Why an account can't be used.
pub(super) fn of_account(error: &AccountError) -> ErrorBody {
    let message = match error {
        AccountError::NoToken => text!("account-no-token"),
        error => error.to_string(),
    };
    ErrorBody::new(error.error_code(), message)
}

/// What the keyring said, what that means for what it was needed for, and what to do.
pub(super) fn of_keyring(need: KeyringNeed, error: &SecretsError) -> String {
    let meaning = match need {
        KeyringNeed::ChangeSecret if error.passes() => text!("secret-perhaps-changed"),
        KeyringNeed::ChangeSecret => text!("secret-not-changed"),
        KeyringNeed::KeepToken => text!("token-not-kept"),
        KeyringNeed::ReadSecrets => text!("secrets-not-read"),
        KeyringNeed::SignSample => text!("sample-not-signed"),
        KeyringNeed::ReadMailboxKey => text!("mailbox-key-not-read"),
        KeyringNeed::ForgetBaseToken => text!("base-token-left"),
        KeyringNeed::ForgetAccountToken => text!("account-token-left"),
        KeyringNeed::ForgetMailboxKey => text!("mailbox-key-left"),
    };
    match error {
        SecretsError::Locked => text!("keyring-locked", meaning = meaning),
        SecretsError::TimedOut => text!("keyring-slow", meaning = meaning),
        SecretsError::Refused => text!("keyring-refused", meaning = meaning),
        SecretsError::NoKeyring => text!("keyring-none", meaning = meaning),
        SecretsError::Missing => text!("keyring-missing", meaning = meaning),
        SecretsError::Failed(reason) => text!("keyring-failed", meaning = meaning, reason = reason),
    }
}
