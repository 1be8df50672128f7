//! What is wrong, as the state tells it.

use super::Status;
use crate::{
    config::SecretsError,
    context::BrokenRule,
    database::{Health, Mishap},
    deliver::desktop::PopupState,
    problem::{Problem, ProblemKind},
    services::{ConnectionStatus, SecretStatus},
    sources::{
        connected::{Channel, ConnectionError, ConnectionState},
        link::LinkError,
        relay::RelayState,
    },
    webhook_health::WebhookProblem,
    words::Words,
};

impl Status {
    /// What is wrong, the worst first.
    pub fn problems(&self, words: &Words) -> Vec<Problem> {
        let mut kinds = Vec::new();
        kinds.extend(match &self.database {
            Health::Fine => None,
            Health::Full => Some(ProblemKind::DiskFull),
            Health::Failing { message, .. } => Some(ProblemKind::Database { detail: message.clone() }),
        });
        kinds.extend(self.listening.error.clone().map(ProblemKind::NotListening));
        kinds.extend(self.of_secrets());
        kinds.extend(self.not_connected());
        kinds.extend(self.connections.values().flat_map(of_connection));
        for relay in self.relays.values() {
            if let RelayState::Waiting { why, .. } = &relay.state {
                kinds.push(ProblemKind::RelayAway { relay: relay.relay.clone(), error: why.clone() });
            }
            kinds.extend(relay.gap.then(|| ProblemKind::LettersGone { relay: relay.relay.clone() }));
        }
        kinds.extend(self.webhooks.iter().map(|(of, problem)| match problem.clone() {
            WebhookProblem::Silent { base, address, .. } => {
                ProblemKind::WebhookSilent { base, uuid: of.base.clone(), address }
            }
            WebhookProblem::Off { base, noticed_ms, reason, reenabled } => {
                ProblemKind::WebhookOff { base, noticed_ms, reason, reenabled }
            }
        }));
        let accounts = self.accounts.iter();
        kinds.extend(
            accounts.map(|(server, error)| ProblemKind::Account { server: server.clone(), error: error.clone() }),
        );
        let hosts = self.refused_hosts.iter();
        kinds.extend(hosts.map(|refused| ProblemKind::HostRefused { host: refused.host.clone() }));
        let forged = self.forged.iter();
        kinds.extend(forged.map(|(endpoint, count)| ProblemKind::Forged { endpoint: endpoint.clone(), count: *count }));
        kinds.extend(self.settings.clone().map(ProblemKind::Settings));
        let broken = self.broken_rules.iter().cloned();
        kinds.extend(broken.map(|BrokenRule { rule, fault }| ProblemKind::Rule { rule, fault }));
        kinds.extend(self.index_behind.then_some(ProblemKind::IndexBehind));
        kinds.extend(self.mishap.clone().map(|mishap| match mishap {
            Mishap::SetAside { path, salvaged } => {
                ProblemKind::HistorySetAside { path, changes: salvaged.changes, is_complete: salvaged.is_complete }
            }
            Mishap::Moved { path } => ProblemKind::HistoryMoved { path },
        }));
        kinds.extend(match &self.popups {
            PopupState::NoServer { .. } => Some(ProblemKind::NoNotificationServer),
            PopupState::Busy { title } => Some(ProblemKind::NotificationServerSlow { server: title.clone() }),
            PopupState::Inhibited { .. } => Some(ProblemKind::DoNotDisturb),
            PopupState::Starting | PopupState::Startable | PopupState::Ready { .. } => None,
        });
        kinds.extend(self.window_failed.then_some(ProblemKind::WindowFailed));
        kinds.into_iter().map(|kind| Problem::new(kind, words)).collect()
    }

    /// A locked keyring is one problem, however many endpoints it is locked for.
    fn of_secrets(&self) -> Vec<ProblemKind> {
        let mut kinds: Vec<ProblemKind> = Vec::new();
        for (endpoint, secret) in &self.secrets {
            let kind = match secret {
                SecretStatus::Known(_) => continue,
                SecretStatus::Missing => ProblemKind::SecretMissing { endpoint: endpoint.clone() },
                SecretStatus::Unreadable(error) => ProblemKind::Keyring(error.clone()),
            };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let is_said = kinds.contains(&ProblemKind::Keyring(SecretsError::NoKeyring));
        kinds.extend((self.no_keyring && !is_said).then_some(ProblemKind::NoKeyring));
        kinds
    }

    /// A server that is away is one problem, however many bases are on it.
    fn not_connected(&self) -> Vec<ProblemKind> {
        let mut reasons: Vec<(&ConnectionError, Vec<String>)> = Vec::new();
        for connection in self.connections.values() {
            let Some(ConnectionState::Waiting { why, .. }) = &connection.state else { continue };
            let shared = why.passes() || matches!(why, ConnectionError::Secrets(_));
            let same =
                |known: &ConnectionError| shared && known.code() == why.code() && known.to_string() == why.to_string();
            match reasons.iter_mut().find(|(known, _)| same(known)) {
                Some((_, bases)) => bases.push(connection.name.clone()),
                None => reasons.push((why, vec![connection.name.clone()])),
            }
        }
        let problem = |(why, mut bases): (&ConnectionError, Vec<String>)| {
            bases.sort_unstable();
            ProblemKind::NotConnected { bases, error: why.clone() }
        };
        reasons.into_iter().map(problem).collect()
    }
}

fn of_connection(connection: &ConnectionStatus) -> Vec<ProblemKind> {
    let base = || connection.name.clone();
    let by_log = matches!(connection.state, Some(ConnectionState::Live { by: Channel::Log, .. }));
    let kinds = [
        connection.behind.clone().map(|error| ProblemKind::Behind { base: base(), error }),
        by_log.then(|| ProblemKind::NoWebSocket { base: base() }),
        (connection.missed > 0).then(|| ProblemKind::Gap { base: base() }),
    ];
    kinds.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::tz::TimeZone;
    use seatable::BaseUuid;

    use rowbell_dial::DialError;

    use super::*;
    use crate::config::{Language, Settings};

    #[test]
    fn commands_in_messages_can_be_copied_as_they_stand() {
        let mut status = Status::default();
        status.forged.insert("R&D <x>".to_owned(), 1);
        status.secrets.insert("Jörg's `id`".to_owned(), SecretStatus::Missing);
        status.secrets.insert("plain".to_owned(), SecretStatus::Missing);
        for language in ["en", "de", "fr"] {
            let settings = Settings { language: Language::Named(language.to_owned()), ..Settings::default() };
            let words = Words::new(&settings, Default::default(), TimeZone::UTC);
            let told: Vec<_> = status.problems(&words).into_iter().map(|problem| problem.message).collect();
            let arguments = if cfg!(windows) {
                ["\"R&D <x>\"", "\"Jörg's `id`\"", "plain"]
            } else {
                ["'R&D <x>'", "\"Jörg's \"'`id`'", "plain"]
            };
            for argument in arguments {
                let command = format!("`rowbell secret set {argument}`");
                assert!(told.iter().any(|message| message.contains(&command)), "{command}: {told:#?}");
            }
        }
    }

    #[test]
    fn a_server_that_is_away_is_one_problem_for_all_its_bases() {
        let mut status = Status::default();
        let away = || ConnectionError::Api(DialError::no_network("refused").into());
        for (name, why) in [
            ("Vertrieb", away()),
            ("Sales", away()),
            ("Redaktion", ConnectionError::NoToken),
            ("Purchasing", ConnectionError::NoToken),
        ] {
            let state = Some(ConnectionState::Waiting { why, until_ms: 0 });
            let connection = ConnectionStatus { name: name.to_owned(), state, ..ConnectionStatus::default() };
            status.connections.insert(BaseUuid::new(name), connection);
        }
        for (language, expected) in [
            ("en", "Sales, Vertrieb are not connected: the server can’t be reached"),
            ("de", "Sales, Vertrieb sind nicht verbunden: Der Server"),
            ("fr", "Sales, Vertrieb ne sont pas connectées\u{202f}: le serveur est injoignable"),
        ] {
            let settings = Settings { language: Language::Named(language.to_owned()), ..Settings::default() };
            let words = Words::new(&settings, Default::default(), TimeZone::UTC);
            let problems = status.problems(&words);
            let told: Vec<_> =
                problems.iter().filter(|problem| matches!(problem.kind, ProblemKind::NotConnected { .. })).collect();
            assert_eq!(told.len(), 3, "{told:#?}");
            assert!(told.iter().any(|problem| problem.message.starts_with(expected)), "{told:#?}");
            // Each token is to be mended for itself.
            assert_eq!(told.iter().filter(|problem| problem.serious).count(), 2);
        }
    }
}
