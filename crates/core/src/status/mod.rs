//! What is so, as far as a person may want to know it: one section from each service that knows it. It is put together
//! when somebody looks, so nothing can be done by it: whoever needs to know something asks the service.

mod problems;

use std::collections::BTreeMap;

use seatable::BaseUuid;
use tokio::sync::watch;

use crate::{
    account::AccountError,
    config::SettingsProblem,
    context::{BrokenRule, Pause},
    database::{Health, Mishap},
    deliver::desktop::PopupState,
    services::{ConnectionStatus, CountsStatus, Likely, ListeningStatus, RelayStatus, SecretStatus, Services},
    sources::local::RefusedHost,
    webhook_health::{WebhookOf, WebhookProblem},
};

/// The state.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// Where the local endpoint receives.
    pub listening: ListeningStatus,
    /// Why the settings file as it is can't be used.
    pub settings: Option<SettingsProblem>,
    /// The rules that can't be asked.
    pub broken_rules: Vec<BrokenRule>,
    /// The secrets of the endpoints that want signatures.
    pub secrets: BTreeMap<String, SecretStatus>,
    /// The keyring program that is running has no keyring, so no token can be kept.
    pub no_keyring: bool,
    /// How the database is doing.
    pub database: Health,
    /// Whether the search index does not have all of the history yet.
    pub index_behind: bool,
    /// What happened to the database's file since the start.
    pub mishap: Option<Mishap>,
    /// Whether popups can be shown.
    pub popups: PopupState,
    /// Whether the window could not be shown though there is one.
    pub window_failed: bool,
    /// Whether popups are paused.
    pub paused: Option<Pause>,
    /// The names that webhooks were refused for, newest first.
    pub refused_hosts: Vec<RefusedHost>,
    /// How many deliveries had a wrong signature, by endpoint: since the start, or since the person marked such as read.
    pub forged: BTreeMap<String, u64>,
    /// How connected bases are connected.
    pub connections: BTreeMap<BaseUuid, ConnectionStatus>,
    /// How mailboxes at relays are connected, by endpoint.
    pub relays: BTreeMap<String, RelayStatus>,
    /// What is wrong with webhooks.
    pub webhooks: BTreeMap<WebhookOf, WebhookProblem>,
    /// The accounts that can't be used, by server.
    pub accounts: BTreeMap<String, AccountError>,
    /// Who the person may be, while they have not said so.
    pub likely_me: Option<Likely>,
    /// How much there is.
    pub counts: CountsStatus,
}

/// Where there is nothing yet, and nothing wrong.
impl Default for Status {
    fn default() -> Self {
        Self {
            listening: ListeningStatus::default(),
            settings: None,
            broken_rules: Vec::new(),
            secrets: BTreeMap::new(),
            no_keyring: false,
            database: Health::Fine,
            index_behind: false,
            mishap: None,
            popups: PopupState::Starting,
            window_failed: false,
            paused: None,
            refused_hosts: Vec::new(),
            forged: BTreeMap::new(),
            connections: BTreeMap::new(),
            relays: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            accounts: BTreeMap::new(),
            likely_me: None,
            counts: CountsStatus::default(),
        }
    }
}

impl Status {
    /// What the services know now.
    pub fn of(services: &Services) -> Self {
        Self {
            listening: services.listening.state(),
            settings: services.settings.problem(),
            broken_rules: services.settings.broken_rules(),
            secrets: services.settings.keys().status(),
            no_keyring: services.keyring.is_missing(),
            database: services.health.database(),
            index_behind: services.search_index.is_behind(),
            mishap: services.health.mishap(),
            popups: services.health.popups(),
            window_failed: services.health.has_window_failed(),
            paused: services.pauses.now(),
            refused_hosts: services.refusals.hosts(),
            forged: services.forged.counts(),
            connections: services.connections.states(),
            relays: services.relays.states(),
            webhooks: services.webhook_health.problems(),
            accounts: services.accounts.errors(),
            likely_me: services.people.likely(),
            counts: services.counts.now(),
        }
    }
}

/// The state, as it changes.
pub struct StatusFeed {
    services: Services,
    changes: watch::Receiver<()>,
}

impl StatusFeed {
    pub(crate) fn new(services: Services) -> Self {
        Self { changes: services.changes.subscribe(), services }
    }

    /// The state now. Only what changes afterwards is waited for.
    pub fn latest(&mut self) -> Status {
        self.changes.mark_unchanged();
        Status::of(&self.services)
    }

    /// Resolves when the state may have changed since it was looked at; false when it can't change any more.
    pub async fn changed(&mut self) -> bool {
        self.changes.changed().await.is_ok()
    }
}
