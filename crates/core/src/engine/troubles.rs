//! What is wrong, in words: what happened, what it means, what to do.

use std::path::Path;

use super::{SecretStatus, Status, WebhookTrouble};
use crate::{
    care::{Mended, Obstacle},
    clock::now_ms,
    config::{SecretsError, SettingsProblem, last_good},
    database::Health,
    outbox::PopupState,
    sources::{
        connected::{ConnectionState, Why},
        local::BindError,
    },
    words::Words,
};

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// A stable code.
    pub code: &'static str,
    /// In words.
    pub message: String,
    /// Whether changes can be lost or go unseen because of it, so that the tray shows it.
    pub serious: bool,
}

impl Status {
    /// What is wrong, the worst first.
    pub fn troubles(&self, words: &Words) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        let mut add = |code, serious, message| troubles.push(Trouble { code, message, serious });
        match &self.database {
            Health::Fine => {}
            Health::Full => add("disk_full", true, words.get("trouble-disk-full")),
            Health::Failing { code, message } => {
                add(code, true, words.with("trouble-database", &[("detail", message.as_str().into())]));
            }
        }
        if let Some(error) = &self.not_listening {
            let (code, message) = not_listening(error, words);
            add(code, true, message);
        }
        for (endpoint, secret) in &self.secrets {
            if let Some((code, message)) = secret_trouble(endpoint, secret, words) {
                add(code, true, message);
            }
        }
        for (why, bases) in self.not_connected() {
            let arguments = [
                ("base", bases.join(", ").into()),
                ("count", bases.len().into()),
                ("code", why.code().into()),
                ("detail", why.to_string().into()),
            ];
            add("not_connected", !why.passes(), words.with("trouble-not-connected", &arguments));
        }
        for connection in self.connections.values() {
            let base = ("base", connection.name.as_str().into());
            if let Some(why) = &connection.behind {
                let detail = ("detail", why.to_string().into());
                add("behind", !why.passes(), words.with("trouble-behind", &[base.clone(), detail]));
            }
            if connection.missed > 0 {
                add("missed", true, words.with("trouble-gap", &[base]));
            }
        }
        for trouble in self.webhooks.values() {
            let (code, serious, message) = webhook_trouble(trouble, words);
            add(code, serious, message);
        }
        for (server, error) in &self.accounts {
            let arguments = [
                ("server", server.as_str().into()),
                ("code", error.code().into()),
                ("detail", error.to_string().into()),
            ];
            add("account", false, words.with("trouble-account", &arguments));
        }
        for refused in &self.refused_hosts {
            let message = words.with("trouble-host-refused", &[("host", refused.host.as_str().into())]);
            add("host_refused", true, message);
        }
        for (endpoint, count) in &self.forged {
            let arguments = [("count", (*count).into()), ("endpoint", endpoint.as_str().into())];
            add("forged", true, words.with("trouble-forged", &arguments));
        }
        if let Some(problem) = &self.settings_problem {
            add("settings", true, unusable_settings(problem, words));
        }
        if let Some(path) = &self.set_aside {
            let message = words.with("trouble-set-aside", &[("path", path.display().to_string().into())]);
            add("history_set_aside", true, message);
        }
        match &self.popups {
            PopupState::NoServer { .. } => {
                let system = [("system", std::env::consts::OS.into())];
                add("no_notification_server", true, words.with("trouble-no-popups", &system));
            }
            PopupState::Inhibited { .. } => add("do_not_disturb", false, words.get("trouble-popups-inhibited")),
            PopupState::Starting | PopupState::Ready { .. } => {}
        }
        // A locked keyring is one trouble, however many endpoints it is locked for.
        troubles.dedup();
        troubles
    }

    /// Why bases are not connected, each with their names: a server that is away is one trouble, however many are on it.
    fn not_connected(&self) -> Vec<(&Why, Vec<&str>)> {
        let mut reasons: Vec<(&Why, Vec<&str>)> = Vec::new();
        for connection in self.connections.values() {
            let Some(ConnectionState::Waiting { why, .. }) = &connection.state else { continue };
            let same = |known: &Why| why.passes() && known.code() == why.code() && known.to_string() == why.to_string();
            match reasons.iter_mut().find(|(known, _)| same(known)) {
                Some((_, bases)) => bases.push(&connection.name),
                None => reasons.push((why, vec![&connection.name])),
            }
        }
        reasons.iter_mut().for_each(|(_, bases)| bases.sort_unstable());
        reasons
    }
}

fn unusable_settings(problem: &SettingsProblem, words: &Words) -> String {
    let (file, message) = (problem.file.as_str(), problem.message.as_str());
    match problem.line {
        Some(line) => {
            let arguments = [("file", file.into()), ("line", line.to_string().into()), ("message", message.into())];
            words.with("trouble-settings", &arguments)
        }
        None => {
            let copy = last_good(Path::new(file)).display().to_string();
            let arguments = [("file", file.into()), ("message", message.into()), ("copy", copy.into())];
            words.with("trouble-settings-file", &arguments)
        }
    }
}

fn not_listening(error: &BindError, words: &Words) -> (&'static str, String) {
    let free = |free: &Option<u16>| free.map_or_else(|| "8766".to_owned(), |port| port.to_string());
    match error {
        BindError::Taken { port, owner, free: next } => {
            let program = owner.clone().unwrap_or_else(|| "none".into());
            let arguments =
                [("port", port.to_string().into()), ("program", program.into()), ("free", free(next).into())];
            ("port_taken", words.with("trouble-port-taken", &arguments))
        }
        BindError::Forbidden { address, free: next } => {
            let arguments = [("address", address.to_string().into()), ("free", free(next).into())];
            ("port_forbidden", words.with("trouble-port-forbidden", &arguments))
        }
        BindError::NotOurs { address } => {
            ("address", words.with("trouble-address", &[("address", address.to_string().into())]))
        }
        BindError::Other { address, detail } => {
            let arguments = [("address", address.to_string().into()), ("detail", detail.as_str().into())];
            ("address", words.with("trouble-address-other", &arguments))
        }
    }
}

fn webhook_trouble(trouble: &WebhookTrouble, words: &Words) -> (&'static str, bool, String) {
    let time = |ms| words.time(ms, now_ms());
    match trouble {
        WebhookTrouble::Silent { base, address, .. } => {
            let arguments = [("base", base.as_str().into()), ("address", address.as_str().into())];
            ("webhook_silent", true, words.with("trouble-webhook-silent", &arguments))
        }
        WebhookTrouble::Off { base, noticed_ms, why, mended, .. } => {
            let (code, at, detail) = match mended {
                Mended::At(at) => ("mended", *at, ""),
                Mended::No(obstacle @ Obstacle::Wait(at)) => (obstacle.code(), *at, ""),
                Mended::No(obstacle @ Obstacle::Refused(detail)) => (obstacle.code(), *noticed_ms, detail.as_str()),
                Mended::No(obstacle) => (obstacle.code(), *noticed_ms, ""),
            };
            let arguments = [
                ("base", base.as_str().into()),
                ("noticed", time(*noticed_ms).into()),
                ("why", why.code().into()),
                ("then", code.into()),
                ("at", time(at).into()),
                ("detail", detail.into()),
            ];
            ("webhook_off", !matches!(mended, Mended::At(_)), words.with("trouble-webhook-off", &arguments))
        }
    }
}

fn secret_trouble(endpoint: &str, secret: &SecretStatus, words: &Words) -> Option<(&'static str, String)> {
    match secret {
        SecretStatus::Known(_) => None,
        SecretStatus::Missing => {
            Some(("secret_missing", words.with("trouble-secret-missing", &[("endpoint", endpoint.into())])))
        }
        SecretStatus::Unreadable(error) => {
            let key = match error {
                SecretsError::Locked => "trouble-keyring-locked",
                SecretsError::Missing => "trouble-keyring-missing",
                SecretsError::TimedOut => "trouble-keyring-slow",
                SecretsError::Failed(_) => "trouble-keyring-failed",
            };
            let detail = match error {
                SecretsError::Failed(detail) => detail.clone(),
                _ => String::new(),
            };
            Some((error.code(), words.with(key, &[("detail", detail.into())])))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::tz::TimeZone;
    use seatable::{BaseUuid, client::ApiError};

    use super::*;
    use crate::{
        config::{InForce, Language, Settings},
        engine::ConnectionStatus,
    };

    #[test]
    fn a_server_that_is_away_is_one_trouble_for_all_its_bases() {
        let mut status = Status::new(&InForce::default(), None, None);
        let away = || Why::Api(ApiError::NoNetwork { reason: "refused".into() });
        for (name, why) in
            [("Vertrieb", away()), ("Sales", away()), ("Redaktion", Why::NoToken), ("Purchasing", Why::NoToken)]
        {
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
