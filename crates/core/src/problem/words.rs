//! What is said of a problem.

use std::{env::consts::OS, path::Path};

use fluent_bundle::FluentValue;
use rowbell_dial::{DialError, Flaw};
use rowbell_rules::Fault;
use seatable::{client::ApiError, realtime::RealtimeError};

use super::ProblemKind;
use crate::{
    config::{SecretsError, SettingsProblem, last_good},
    sources::{connected::ConnectionError, link::LinkError, local::BindError, relay::RelayError},
    text::argument,
    webhook_health::{Obstacle, Reenabled},
    words::Words,
};

/// What a message names.
type Arguments<'a> = Vec<(&'static str, FluentValue<'a>)>;

impl ProblemKind {
    /// In the person's language; `now_ms` is in Unix milliseconds.
    pub(super) fn message(&self, words: &Words, now_ms: i64) -> String {
        let time = |ms| words.time(ms, now_ms);
        let (key, arguments) = match self {
            Self::DiskFull => ("trouble-disk-full", vec![]),
            Self::Database { detail } => ("trouble-database", vec![("detail", detail.as_str().into())]),
            Self::NotListening(error) => not_listening(error),
            Self::Keyring(error) => (keyring(error), vec![("detail", error.detail().into())]),
            Self::NoKeyring => (keyring(&SecretsError::NoKeyring), vec![]),
            Self::SecretMissing { endpoint } => {
                let arguments = vec![("endpoint", endpoint.as_str().into()), ("argument", argument(endpoint).into())];
                ("trouble-secret-missing", arguments)
            }
            Self::NotConnected { bases, error } => {
                let mut arguments = vec![("base", bases.join(", ").into()), ("count", bases.len().into())];
                arguments.extend(because(error.code(), error));
                arguments.push(("reason", flaw_of_server(error).map_or("", Flaw::code).into()));
                ("trouble-not-connected", arguments)
            }
            Self::Behind { base, error } => {
                let arguments = vec![("base", base.as_str().into()), ("detail", error.to_string().into())];
                ("trouble-behind", arguments)
            }
            Self::NoWebSocket { base } => ("trouble-no-websocket", vec![("base", base.as_str().into())]),
            Self::Gap { base } => ("trouble-gap", vec![("base", base.as_str().into())]),
            Self::RelayAway { relay, error } => {
                let mut arguments = vec![("relay", relay.as_str().into())];
                arguments.extend(because(error.code(), error));
                arguments.push(("reason", flaw_of_relay(error).map_or("", Flaw::code).into()));
                ("trouble-relay-away", arguments)
            }
            Self::LettersGone { relay } => ("trouble-letters-gone", vec![("relay", relay.as_str().into())]),
            Self::WebhookOff { base, noticed_ms, reason, reenabled } => {
                let (then, at_ms, detail) = match reenabled {
                    Reenabled::At(at_ms) => ("mended", *at_ms, ""),
                    Reenabled::No(obstacle @ Obstacle::Wait(at_ms)) => (obstacle.code(), *at_ms, ""),
                    Reenabled::No(obstacle @ Obstacle::Refused(detail)) => {
                        (obstacle.code(), *noticed_ms, detail.as_str())
                    }
                    Reenabled::No(obstacle) => (obstacle.code(), *noticed_ms, ""),
                };
                let arguments = vec![
                    ("base", base.as_str().into()),
                    ("argument", argument(base).into()),
                    ("noticed", time(*noticed_ms).into()),
                    ("why", reason.code().into()),
                    ("then", then.into()),
                    ("at", time(at_ms).into()),
                    ("detail", detail.into()),
                ];
                ("trouble-webhook-off", arguments)
            }
            Self::WebhookSilent { base, uuid, address } => {
                let uuid = ("uuid", uuid.as_str().into());
                let arguments = vec![("base", base.as_str().into()), uuid, ("address", address.as_str().into())];
                ("trouble-webhook-silent", arguments)
            }
            Self::Account { server, error } => {
                let mut arguments = vec![("server", server.as_str().into())];
                arguments.extend(because(error.code(), error));
                ("trouble-account", arguments)
            }
            Self::HostRefused { host } => {
                let arguments = vec![("host", host.as_str().into()), ("argument", argument(host).into())];
                ("trouble-host-refused", arguments)
            }
            Self::Forged { endpoint, count } => {
                let mut arguments = vec![("count", (*count).into()), ("endpoint", endpoint.as_str().into())];
                arguments.push(("argument", argument(endpoint).into()));
                ("trouble-forged", arguments)
            }
            Self::Settings(problem) => settings(problem),
            Self::Rule { rule, fault } => ("trouble-rule", broken_rule(rule, fault)),
            Self::IndexBehind => ("trouble-index-behind", vec![]),
            Self::HistorySetAside { path, changes, is_complete } => {
                let mut arguments = vec![("path", path.display().to_string().into()), ("count", (*changes).into())];
                arguments.push(("whole", if *is_complete { "yes" } else { "no" }.into()));
                ("trouble-set-aside", arguments)
            }
            Self::HistoryMoved { path } => ("trouble-history-moved", vec![("path", path.display().to_string().into())]),
            Self::NoNotificationServer => ("trouble-no-popups", vec![("system", OS.into())]),
            Self::NotificationServerSlow { server } => {
                ("trouble-popups-slow", vec![("server", server.as_str().into())])
            }
            Self::DoNotDisturb => ("trouble-popups-inhibited", vec![]),
            Self::WindowFailed => ("trouble-window", vec![("system", OS.into())]),
        };
        words.with(key, &arguments)
    }
}

/// A reason: its code, which chooses among sentences, and what is said where there is no sentence for it.
fn because(code: &'static str, error: &dyn std::error::Error) -> Arguments<'static> {
    vec![("code", code.into()), ("detail", error.to_string().into())]
}

/// What is wrong with a server's certificate, if that is why.
fn flaw_of_server(error: &ConnectionError) -> Option<Flaw> {
    match error {
        ConnectionError::Api(ApiError::Certificate { flaw, .. })
        | ConnectionError::Realtime(RealtimeError::Connect(ApiError::Certificate { flaw, .. })) => Some(*flaw),
        _ => None,
    }
}

/// What is wrong with a relay's certificate, if that is why.
fn flaw_of_relay(error: &RelayError) -> Option<Flaw> {
    match error {
        RelayError::Dial(DialError::Certificate { flaw, .. }) => Some(*flaw),
        _ => None,
    }
}

fn keyring(error: &SecretsError) -> &'static str {
    match error {
        SecretsError::Locked => "trouble-keyring-locked",
        SecretsError::Missing => "trouble-keyring-missing",
        SecretsError::NoKeyring => "trouble-keyring-none",
        SecretsError::Refused => "trouble-keyring-refused",
        SecretsError::TimedOut => "trouble-keyring-slow",
        SecretsError::Failed(_) => "trouble-keyring-failed",
    }
}

fn broken_rule<'a>(rule: &'a str, fault: &'a Fault) -> Arguments<'a> {
    let (fault, column, what) = match fault {
        Fault::TableMissing(table) => ("table", "", table.as_str()),
        Fault::ColumnMissing(column) => ("column", column.as_str(), ""),
        Fault::OptionMissing { column, option } => ("option", column.as_str(), option.as_str()),
        Fault::NotAsked { column, asked } => ("asked", column.as_str(), asked.as_str()),
        Fault::BadTerm(column) => ("term", column.as_str(), ""),
    };
    vec![("rule", rule.into()), ("fault", fault.into()), ("column", column.into()), ("what", what.into())]
}

fn settings(problem: &SettingsProblem) -> (&'static str, Arguments<'_>) {
    let (file, message) = (problem.file.as_str(), problem.message.as_str());
    let mut arguments = vec![("file", file.into()), ("message", message.into())];
    match problem.line {
        Some(line) => {
            arguments.push(("line", line.to_string().into()));
            ("trouble-settings", arguments)
        }
        None => {
            arguments.push(("copy", last_good(Path::new(file)).display().to_string().into()));
            ("trouble-settings-file", arguments)
        }
    }
}

fn not_listening(error: &BindError) -> (&'static str, Arguments<'_>) {
    let free = ("free", error.free_port().to_string().into());
    match error {
        BindError::Taken { port, owner, .. } => {
            let program = owner.as_deref().unwrap_or("none");
            ("trouble-port-taken", vec![("port", port.to_string().into()), ("program", program.into()), free])
        }
        BindError::Forbidden { address, .. } => {
            ("trouble-port-forbidden", vec![("address", address.to_string().into()), free])
        }
        BindError::NotOurs { address } => ("trouble-address", vec![("address", address.to_string().into())]),
        BindError::Other { address, detail } => {
            let arguments = vec![("address", address.to_string().into()), ("detail", detail.as_str().into())];
            ("trouble-address-other", arguments)
        }
    }
}
