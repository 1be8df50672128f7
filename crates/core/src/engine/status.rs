//! The engine's state, as far as a person may want to know it.

use std::{collections::BTreeMap, net::SocketAddr};

use seatable::BaseUuid;

use super::{ConnectionStatus, RelayStatus};
use crate::{
    account::AccountError,
    care::{WebhookOf, WebhookTrouble},
    config::{InForce, SecretsError, SettingsProblem},
    context::Pause,
    database::{Health, Mishap},
    deliver::desktop::PopupState,
    sources::local::{BindError, RefusedHost},
};

/// The state.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// The address that the local endpoint receives at.
    pub address: Option<SocketAddr>,
    /// Why it does not receive where the settings say.
    pub not_listening: Option<BindError>,
    /// Why the settings file as it is can't be used.
    pub settings_problem: Option<SettingsProblem>,
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
    /// Whether they are paused.
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
    pub webhooks: BTreeMap<WebhookOf, WebhookTrouble>,
    /// The accounts that can't be used, by server.
    pub accounts: BTreeMap<String, AccountError>,
    /// How much there is.
    pub counts: Counts,
}

/// The secret of an endpoint that wants signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretStatus {
    /// So many are in force.
    Known(usize),
    /// There is none in the keyring.
    Missing,
    /// The keyring does not give it.
    Unreadable(SecretsError),
}

/// How much there is in the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All changes.
    pub total: u64,
    /// Those the person has yet to see.
    pub unread: u64,
    /// When the last one came. Unix milliseconds.
    pub last_change_ms: Option<i64>,
}

impl Status {
    pub(super) fn new(in_force: &InForce, mishap: Option<Mishap>, paused: Option<Pause>) -> Self {
        Self {
            address: None,
            not_listening: None,
            settings_problem: in_force.problem.clone(),
            secrets: BTreeMap::new(),
            no_keyring: false,
            database: Health::Fine,
            index_behind: false,
            mishap,
            popups: PopupState::Starting,
            window_failed: false,
            paused,
            refused_hosts: Vec::new(),
            forged: BTreeMap::new(),
            connections: BTreeMap::new(),
            relays: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            accounts: BTreeMap::new(),
            counts: Counts::default(),
        }
    }
}
