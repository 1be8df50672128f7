//! What is wrong, as the API reports it.

use rowbell_api::{DisabledReason, Obstacle, Problem, ProblemCode as Code};
use rowbell_core::{
    config::SecretsError,
    problem::{self, ProblemKind as Kind},
    sources::local::BindError,
    webhook_health::{self as core, Reenabled},
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
        Kind::WebhookOff { base, noticed_ms, reason, reenabled } => {
            let (at_ms, obstacle) = match &reenabled {
                Reenabled::At(at_ms) => (*at_ms, None),
                Reenabled::No(why @ core::Obstacle::Wait(at_ms)) => (*at_ms, Some(obstacle(why))),
                Reenabled::No(why) => (noticed_ms, Some(obstacle(why))),
            };
            let (noticed, at) = (time(noticed_ms), time(at_ms));
            Code::WebhookOff { base, noticed, why: disabled_reason(reason), obstacle, at }
        }
        Kind::WebhookSilent { base, uuid, address } => Code::WebhookSilent { base, uuid: uuid.to_string(), address },
        Kind::Account { server, error } => Code::Account { server, why: reasons::of_account(&error) },
        Kind::HostRefused { host } => Code::HostRefused { host },
        Kind::Forged { endpoint, count } => Code::Forged { endpoint, count },
        Kind::Settings(_) => Code::Settings,
        Kind::Rule { .. } => Code::Rule,
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
pub(super) fn disabled_reason(reason: core::DisabledReason) -> DisabledReason {
    match reason {
        core::DisabledReason::WrongSignature => DisabledReason::WrongSignature,
        core::DisabledReason::NotStored => DisabledReason::NotStored,
        core::DisabledReason::HostRefused => DisabledReason::HostRefused,
        core::DisabledReason::NotListening => DisabledReason::NotListening,
        core::DisabledReason::OtherPort => DisabledReason::OtherPort,
        core::DisabledReason::Away => DisabledReason::Away,
        core::DisabledReason::Unreachable => DisabledReason::Unreachable,
    }
}

/// Why a webhook is not switched on again.
pub(super) fn obstacle(obstacle: &core::Obstacle) -> Obstacle {
    match obstacle {
        core::Obstacle::NotWanted => Obstacle::NotWanted,
        core::Obstacle::Reason => Obstacle::Reason,
        core::Obstacle::Wait(_) => Obstacle::Wait,
        core::Obstacle::InVain => Obstacle::InVain,
        core::Obstacle::Refused(_) => Obstacle::Refused,
    }
}
