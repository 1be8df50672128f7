//! What can be wrong while Rowbell runs: what is so, and what is said of it.

mod words;

use std::path::PathBuf;

use rowbell_rules::Fault;
use seatable::BaseUuid;

use crate::{
    account::AccountError,
    clock::now_ms,
    config::{SecretsError, SettingsProblem},
    sources::{connected::ConnectionError, link::LinkError, local::BindError, relay::RelayError},
    webhook_health::{DisabledReason, Reenabled},
    words::Words,
};

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What.
    pub kind: ProblemKind,
    /// What happened, what it means, what to do: in the person's language, for people who have commands at hand.
    pub message: String,
    /// Whether changes can be lost or go unseen because of it, so that the tray shows it.
    pub serious: bool,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, words: &Words) -> Self {
        Self { message: kind.message(words, now_ms()), serious: kind.is_serious(), kind }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The disk is full.
    DiskFull,
    /// The database can't be written.
    Database {
        /// What the system said.
        detail: String,
    },
    /// Nothing listens where the settings say.
    NotListening(BindError),
    /// The keyring does not give the endpoints' secrets.
    Keyring(SecretsError),
    /// The keyring program has no keyring that a token could be kept in.
    NoKeyring,
    /// The secret of an endpoint is no longer kept.
    SecretMissing {
        /// The endpoint.
        endpoint: String,
    },
    /// Bases are not connected, all for the same reason.
    NotConnected {
        /// Their names.
        bases: Vec<String>,
        /// Why.
        error: ConnectionError,
    },
    /// What was missed of a connected base can't be read for now.
    Behind {
        /// Its name.
        base: String,
        /// Why not.
        error: ConnectionError,
    },
    /// A base is followed by its log alone, because no WebSocket gets through.
    NoWebSocket {
        /// Its name.
        base: String,
    },
    /// Changes of a base are no longer available.
    Gap {
        /// Its name.
        base: String,
    },
    /// A relay can't be reached, or refuses.
    RelayAway {
        /// Its host.
        relay: String,
        /// Why.
        error: RelayError,
    },
    /// A relay no longer had all that waited there.
    LettersGone {
        /// Its host.
        relay: String,
    },
    /// SeaTable says that it has switched a webhook off.
    WebhookOff {
        /// The base's name.
        base: String,
        /// When that was noticed. Unix milliseconds.
        noticed_ms: i64,
        /// The probable reason.
        reason: DisabledReason,
        /// What became of it.
        reenabled: Reenabled,
    },
    /// A webhook seems to be switched off: changes come by other ways only.
    WebhookSilent {
        /// The base's name.
        base: String,
        /// The base.
        uuid: BaseUuid,
        /// Its address in the browser.
        address: String,
    },
    /// An account can't be used.
    Account {
        /// Its server.
        server: String,
        /// Why not.
        error: AccountError,
    },
    /// A webhook was refused that is addressed to this host name.
    HostRefused {
        /// The name.
        host: String,
    },
    /// Deliveries had a wrong signature.
    Forged {
        /// The endpoint that they came to.
        endpoint: String,
        /// How many.
        count: u64,
    },
    /// The settings file can't be used as it is.
    Settings(SettingsProblem),
    /// A rule can't be asked.
    Rule {
        /// Its name.
        rule: String,
        /// The first thing that is wrong.
        fault: Fault,
    },
    /// The search index does not have all of the history yet.
    IndexBehind,
    /// The history's file was damaged, and set aside.
    HistorySetAside {
        /// Where it is now.
        path: PathBuf,
        /// How many changes could be copied from it.
        changes: u64,
        /// Whether that was all.
        is_complete: bool,
    },
    /// Another program deleted or replaced files of the history.
    HistoryMoved {
        /// The history's file.
        path: PathBuf,
    },
    /// There is no notification service.
    NoNotificationServer,
    /// The notification service does not answer.
    NotificationServerSlow {
        /// Its name and version.
        server: String,
    },
    /// The notification service shows nothing now.
    DoNotDisturb,
    /// The window could not be shown.
    WindowFailed,
}

impl ProblemKind {
    fn is_serious(&self) -> bool {
        match self {
            Self::DiskFull
            | Self::Database { .. }
            | Self::NotListening(_)
            | Self::Keyring(_)
            | Self::SecretMissing { .. }
            | Self::Gap { .. }
            | Self::LettersGone { .. }
            | Self::WebhookSilent { .. }
            | Self::HostRefused { .. }
            | Self::Forged { .. }
            | Self::Settings(_)
            | Self::Rule { .. }
            | Self::HistorySetAside { .. }
            | Self::HistoryMoved { .. }
            | Self::NoNotificationServer
            | Self::NotificationServerSlow { .. } => true,
            Self::NotConnected { error, .. } | Self::Behind { error, .. } => !error.passes(),
            Self::RelayAway { error, .. } => !error.passes(),
            Self::WebhookOff { reenabled, .. } => !matches!(reenabled, Reenabled::At(_)),
            Self::NoKeyring
            | Self::NoWebSocket { .. }
            | Self::Account { .. }
            | Self::IndexBehind
            | Self::DoNotDisturb
            | Self::WindowFailed => false,
        }
    }
}
