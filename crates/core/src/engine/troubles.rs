//! What is wrong, in words: what happened, what it means, what to do.

use std::path::Path;

use fluent_bundle::FluentValue;

use super::{SecretStatus, Status, Values};
use crate::{
    care::{Mended, Obstacle, WebhookOf, WebhookTrouble},
    clock::now_ms,
    config::{SecretsError, SettingsProblem, last_good},
    database::{Health, Mishap},
    deliver::desktop::PopupState,
    sources::{
        connected::{Channel, ConnectionError, ConnectionState},
        local::BindError,
        relay::RelayState,
    },
    text::argument,
    words::Words,
};

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// A stable code.
    pub code: &'static str,
    /// In words, for whom commands are at hand.
    pub message: String,
    /// What the words name, for whom has words of their own.
    pub values: Values,
    /// Whether changes can be lost or go unseen because of it, so that the tray shows it.
    pub serious: bool,
}

/// What a trouble's words name.
type Arguments<'a> = Vec<(&'static str, FluentValue<'a>)>;

/// A trouble's code, the key of its words, and what they name.
type Said<'a> = (&'static str, &'static str, Arguments<'a>);

impl Status {
    /// What is wrong, the worst first.
    pub fn troubles(&self, words: &Words) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        let mut add = |serious, (code, key, arguments): Said<'_>| {
            let values = arguments.iter().filter_map(|(name, value)| Some((*name, text(value)?))).collect();
            troubles.push(Trouble { code, message: words.with(key, &arguments), values, serious });
        };
        match &self.database {
            Health::Fine => {}
            Health::Full => add(true, ("disk_full", "trouble-disk-full", vec![])),
            Health::Failing { code, message } => {
                add(true, (code, "trouble-database", vec![("detail", message.as_str().into())]));
            }
        }
        if let Some(error) = &self.not_listening {
            add(true, not_listening(error));
        }
        for (endpoint, secret) in &self.secrets {
            if let Some(said) = secret_trouble(endpoint, secret) {
                add(true, said);
            }
        }
        let is_said = |secret: &SecretStatus| *secret == SecretStatus::Unreadable(SecretsError::NoKeyring);
        if self.no_keyring && !self.secrets.values().any(is_said) {
            let error = SecretsError::NoKeyring;
            add(false, (error.code(), "trouble-keyring-none", vec![]));
        }
        for (why, bases) in self.not_connected() {
            let mut arguments =
                vec![("base", bases.join(", ").into()), ("count", bases.len().into()), ("code", why.code().into())];
            arguments.extend([("detail", why.to_string().into()), ("reason", why.detail().into())]);
            add(!why.passes(), ("not_connected", "trouble-not-connected", arguments));
        }
        for connection in self.connections.values() {
            let base = ("base", connection.name.as_str().into());
            if let Some(why) = &connection.behind {
                let mut arguments = vec![base.clone(), ("detail", why.to_string().into())];
                arguments.extend([("code", why.code().into()), ("reason", why.detail().into())]);
                add(!why.passes(), ("behind", "trouble-behind", arguments));
            }
            if let Some(ConnectionState::Live { by: Channel::Log, .. }) = &connection.state {
                add(false, ("no_websocket", "trouble-no-websocket", vec![base.clone()]));
            }
            if connection.missed > 0 {
                add(true, ("missed", "trouble-gap", vec![base]));
            }
        }
        for relay in self.relays.values() {
            let name = ("relay", relay.relay.as_str().into());
            if let RelayState::Waiting { why, .. } = &relay.state {
                let mut arguments = vec![name.clone(), ("code", why.code().into())];
                arguments.extend([("detail", why.to_string().into()), ("reason", why.detail().into())]);
                add(!why.passes(), ("relay_away", "trouble-relay-away", arguments));
            }
            if relay.gap {
                add(true, ("letters_gone", "trouble-letters-gone", vec![name]));
            }
        }
        for (of, trouble) in &self.webhooks {
            let (serious, said) = webhook_trouble(of, trouble, words);
            add(serious, said);
        }
        for (server, error) in &self.accounts {
            let mut arguments = vec![("server", server.as_str().into()), ("code", error.code().into())];
            arguments.extend([("detail", error.to_string().into()), ("reason", error.detail().into())]);
            add(false, ("account", "trouble-account", arguments));
        }
        for refused in &self.refused_hosts {
            let arguments = vec![("host", refused.host.as_str().into()), ("argument", argument(&refused.host).into())];
            add(true, ("host_refused", "trouble-host-refused", arguments));
        }
        for (endpoint, count) in &self.forged {
            let mut arguments = vec![("count", (*count).into()), ("endpoint", endpoint.as_str().into())];
            arguments.push(("argument", argument(endpoint).into()));
            add(true, ("forged", "trouble-forged", arguments));
        }
        if let Some(problem) = &self.settings_problem {
            add(true, unusable_settings(problem));
        }
        if self.index_behind {
            add(false, ("index_behind", "trouble-index-behind", vec![]));
        }
        match &self.mishap {
            Some(Mishap::SetAside { path, salvaged }) => {
                let mut arguments = vec![("path", path.display().to_string().into())];
                let whole = if salvaged.whole { "yes" } else { "no" };
                arguments.extend([("count", salvaged.changes.into()), ("whole", whole.into())]);
                add(true, ("history_set_aside", "trouble-set-aside", arguments));
            }
            Some(Mishap::Moved { path }) => {
                let arguments = vec![("path", path.display().to_string().into())];
                add(true, ("history_moved", "trouble-history-moved", arguments));
            }
            None => {}
        }
        match &self.popups {
            PopupState::NoServer { .. } => {
                let system = vec![("system", std::env::consts::OS.into())];
                add(true, ("no_notification_server", "trouble-no-popups", system));
            }
            PopupState::Busy { title } => {
                let server = vec![("server", title.as_str().into())];
                add(true, ("notification_server_slow", "trouble-popups-slow", server));
            }
            PopupState::Inhibited { .. } => add(false, ("do_not_disturb", "trouble-popups-inhibited", vec![])),
            PopupState::Starting | PopupState::Startable | PopupState::Ready { .. } => {}
        }
        if self.window_failed {
            add(false, ("window_failed", "trouble-window", vec![("system", std::env::consts::OS.into())]));
        }
        // A locked keyring is one trouble, however many endpoints it is locked for.
        troubles.dedup();
        troubles
    }

    /// Why bases are not connected, each with their names: a server that is away is one trouble, however many are on it.
    fn not_connected(&self) -> Vec<(&ConnectionError, Vec<&str>)> {
        let mut reasons: Vec<(&ConnectionError, Vec<&str>)> = Vec::new();
        for connection in self.connections.values() {
            let Some(ConnectionState::Waiting { why, .. }) = &connection.state else { continue };
            let shared = why.passes() || matches!(why, ConnectionError::Secrets(_));
            let same =
                |known: &ConnectionError| shared && known.code() == why.code() && known.to_string() == why.to_string();
            match reasons.iter_mut().find(|(known, _)| same(known)) {
                Some((_, bases)) => bases.push(&connection.name),
                None => reasons.push((why, vec![&connection.name])),
            }
        }
        reasons.iter_mut().for_each(|(_, bases)| bases.sort_unstable());
        reasons
    }
}

fn text(value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::String(text) => Some(text.clone().into_owned()),
        FluentValue::Number(number) => Some(number.as_string().into_owned()),
        _ => None,
    }
}

fn unusable_settings(problem: &SettingsProblem) -> Said<'_> {
    let (file, message) = (problem.file.as_str(), problem.message.as_str());
    let mut arguments = vec![("file", file.into()), ("message", message.into())];
    match problem.line {
        Some(line) => {
            arguments.push(("line", line.to_string().into()));
            ("settings", "trouble-settings", arguments)
        }
        None => {
            arguments.push(("copy", last_good(Path::new(file)).display().to_string().into()));
            ("settings", "trouble-settings-file", arguments)
        }
    }
}

fn not_listening(error: &BindError) -> Said<'_> {
    let free = |free: &Option<u16>| ("free", free.unwrap_or(8766).to_string().into());
    match error {
        BindError::Taken { port, owner, free: next } => {
            let program = owner.as_deref().unwrap_or("none");
            let arguments = vec![("port", port.to_string().into()), ("program", program.into()), free(next)];
            ("port_taken", "trouble-port-taken", arguments)
        }
        BindError::Forbidden { address, free: next } => {
            let arguments = vec![("address", address.to_string().into()), free(next)];
            ("port_forbidden", "trouble-port-forbidden", arguments)
        }
        BindError::NotOurs { address } => ("address", "trouble-address", vec![("address", address.to_string().into())]),
        BindError::Other { address, detail } => {
            let arguments = vec![("address", address.to_string().into()), ("detail", detail.as_str().into())];
            ("address", "trouble-address-other", arguments)
        }
    }
}

fn webhook_trouble<'a>(of: &'a WebhookOf, trouble: &'a WebhookTrouble, words: &Words) -> (bool, Said<'a>) {
    let time = |ms| words.time(ms, now_ms());
    match trouble {
        WebhookTrouble::Silent { base, address, .. } => {
            let (uuid, address) = (of.base.as_str().into(), address.as_str().into());
            let arguments = vec![("base", base.as_str().into()), ("uuid", uuid), ("address", address)];
            (true, ("webhook_silent", "trouble-webhook-silent", arguments))
        }
        WebhookTrouble::Off { base, noticed_ms, why, mended, .. } => {
            let (code, at, detail) = match mended {
                Mended::At(at) => ("mended", *at, ""),
                Mended::No(obstacle @ Obstacle::Wait(at)) => (obstacle.code(), *at, ""),
                Mended::No(obstacle @ Obstacle::Refused(detail)) => (obstacle.code(), *noticed_ms, detail.as_str()),
                Mended::No(obstacle) => (obstacle.code(), *noticed_ms, ""),
            };
            let arguments = vec![
                ("base", base.as_str().into()),
                ("argument", argument(base).into()),
                ("noticed", time(*noticed_ms).into()),
                ("why", why.code().into()),
                ("then", code.into()),
                ("at", time(at).into()),
                ("detail", detail.into()),
            ];
            (!matches!(mended, Mended::At(_)), ("webhook_off", "trouble-webhook-off", arguments))
        }
    }
}

fn secret_trouble<'a>(endpoint: &'a str, secret: &SecretStatus) -> Option<Said<'a>> {
    match secret {
        SecretStatus::Known(_) => None,
        SecretStatus::Missing => {
            let arguments = vec![("endpoint", endpoint.into()), ("argument", argument(endpoint).into())];
            Some(("secret_missing", "trouble-secret-missing", arguments))
        }
        SecretStatus::Unreadable(error) => {
            let key = match error {
                SecretsError::Locked => "trouble-keyring-locked",
                SecretsError::Missing => "trouble-keyring-missing",
                SecretsError::NoKeyring => "trouble-keyring-none",
                SecretsError::Refused => "trouble-keyring-refused",
                SecretsError::TimedOut => "trouble-keyring-slow",
                SecretsError::Failed(_) => "trouble-keyring-failed",
            };
            Some((error.code(), key, vec![("detail", error.detail().into())]))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::tz::TimeZone;
    use seatable::BaseUuid;

    use rowbell_dial::DialError;

    use super::*;
    use crate::{
        config::{InForce, Language, Settings},
        engine::ConnectionStatus,
    };

    #[test]
    fn commands_in_troubles_can_be_copied_as_they_stand() {
        let mut status = Status::new(&InForce::default(), None, None);
        status.forged.insert("R&D <x>".to_owned(), 1);
        status.secrets.insert("Jörg's `id`".to_owned(), SecretStatus::Missing);
        status.secrets.insert("plain".to_owned(), SecretStatus::Missing);
        for language in ["en", "de", "fr"] {
            let settings = Settings { language: Language::Named(language.to_owned()), ..Settings::default() };
            let words = Words::new(&settings, Default::default(), TimeZone::UTC);
            let told: Vec<_> = status.troubles(&words).into_iter().map(|trouble| trouble.message).collect();
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
    fn a_server_that_is_away_is_one_trouble_for_all_its_bases() {
        let mut status = Status::new(&InForce::default(), None, None);
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
            ("fr", "Sales, Vertrieb ne sont pas connectées : le serveur est injoignable"),
        ] {
            let settings = Settings { language: Language::Named(language.to_owned()), ..Settings::default() };
            let words = Words::new(&settings, Default::default(), TimeZone::UTC);
            let troubles = status.troubles(&words);
            let told: Vec<_> = troubles.iter().filter(|trouble| trouble.code == "not_connected").collect();
            assert_eq!(told.len(), 3, "{told:#?}");
            assert!(told.iter().any(|trouble| trouble.message.starts_with(expected)), "{told:#?}");
            // Each token is to be mended for itself.
            assert_eq!(told.iter().filter(|trouble| trouble.serious).count(), 2);
        }
    }
}
