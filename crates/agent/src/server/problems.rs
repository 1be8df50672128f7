//! What is wrong, as the API tells it.

use rowbell_api::{DisabledReason, Obstacle, Problem, ProblemCode as Code};
use rowbell_core::{
    care::{self, Mended},
    config::SecretsError,
    problem::{self, ProblemKind as Kind},
    sources::local::BindError,
    words::Words,
};

use super::reasons;

/// A problem, with times in the person's words; `now_ms` is in Unix milliseconds.
pub(super) fn problem(found: problem::Problem, words: &Words, now_ms: i64) -> Problem {
    let time = |ms| words.time(ms, now_ms);
    let code = match found.kind {
        Kind::DiskFull => Code::DiskFull,
        Kind::Database { .. } => Code::Database,
        Kind::NotListening(error) => not_listening(&error),
        Kind::Keyring(error) => keyring(&error),
        Kind::NoKeyring => Code::KeyringNone,
        Kind::SecretMissing { endpoint } => Code::SecretMissing { endpoint },
        Kind::NotConnected { bases, error } => Code::NotConnected {
            base: bases.join(", "),
            count: bases.len() as u64,
            why: reasons::of_connection(&error),
        },
        Kind::Behind { base, error } => Code::Behind { base, why: reasons::of_connection(&error) },
        Kind::NoWebSocket { .. } => Code::NoWebsocket,
        Kind::Gap { .. } => Code::Missed,
        Kind::RelayAway { relay, error } => Code::RelayAway { relay, why: reasons::of_relay(&error) },
        Kind::LettersGone { .. } => Code::LettersGone,
        Kind::WebhookOff { base, noticed_ms, reason, mended } => {
            let (at_ms, obstacle) = match &mended {
                Mended::At(at_ms) => (*at_ms, None),
                Mended::No(why @ care::Obstacle::Wait(at_ms)) => (*at_ms, Some(obstacle(why))),
                Mended::No(why) => (noticed_ms, Some(obstacle(why))),
            };
            let (noticed, at) = (time(noticed_ms), time(at_ms));
            Code::WebhookOff { base, noticed, why: disabled_reason(reason), obstacle, at }
        }
        Kind::WebhookSilent { base, uuid, address } => Code::WebhookSilent { base, uuid: uuid.to_string(), address },
        Kind::Account { server, error } => Code::Account { server, why: reasons::of_account(&error) },
        Kind::HostRefused { host } => Code::HostRefused { host },
        Kind::Forged { endpoint, count } => Code::Forged { endpoint, count },
        Kind::Settings(_) => Code::Settings,
        Kind::IndexBehind => Code::IndexBehind,
        Kind::HistorySetAside { .. } => Code::HistorySetAside,
        Kind::HistoryMoved { .. } => Code::HistoryMoved,
        Kind::NoNotificationServer => Code::NoNotificationServer,
        Kind::NotificationServerSlow { .. } => Code::NotificationServerSlow,
        Kind::DoNotDisturb => Code::DoNotDisturb,
        Kind::WindowFailed => Code::WindowFailed,
    };
    Problem { code, message: found.message }
}

fn not_listening(error: &BindError) -> Code {
    let free = error.free_port();
    match error {
        BindError::Taken { port, owner, .. } => {
            Code::PortTaken { port: *port, program: owner.clone().unwrap_or_else(|| "none".to_owned()), free }
        }
        BindError::Forbidden { address, .. } => Code::PortForbidden { address: address.to_string(), free },
        BindError::NotOurs { address } | BindError::Other { address, .. } => {
            Code::Address { address: address.to_string() }
        }
    }
}

fn keyring(error: &SecretsError) -> Code {
    match error {
        SecretsError::Locked => Code::KeyringLocked,
        SecretsError::Missing => Code::KeyringMissing,
        SecretsError::NoKeyring => Code::KeyringNone,
        SecretsError::Refused => Code::KeyringRefused,
        SecretsError::TimedOut => Code::KeyringSlow,
        SecretsError::Failed(_) => Code::KeyringFailed,
    }
}

/// Why SeaTable switched a webhook off.
pub(super) fn disabled_reason(why: care::Why) -> DisabledReason {
    match why {
        care::Why::WrongSignature => DisabledReason::WrongSignature,
        care::Why::NotStored => DisabledReason::NotStored,
        care::Why::HostRefused => DisabledReason::HostRefused,
        care::Why::NotListening => DisabledReason::NotListening,
        care::Why::OtherPort => DisabledReason::OtherPort,
        care::Why::Away => DisabledReason::Away,
        care::Why::Unreachable => DisabledReason::Unreachable,
    }
}

/// Why a webhook is not switched on again.
pub(super) fn obstacle(obstacle: &care::Obstacle) -> Obstacle {
    match obstacle {
        care::Obstacle::NotWanted => Obstacle::NotWanted,
        care::Obstacle::Reason => Obstacle::Reason,
        care::Obstacle::Wait(_) => Obstacle::Wait,
        care::Obstacle::InVain => Obstacle::InVain,
        care::Obstacle::Refused(_) => Obstacle::Refused,
    }
}
