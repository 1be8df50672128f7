//! What is wrong while the agent runs: a code for programs that act on it, and words for people.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    DisabledReason, ErrorBody, Obstacle,
    coded::{self, Coded},
};

/// Something that is wrong: what happened, what it means, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "ProblemCode & { message: string }"))]
pub struct Problem {
    /// What, for programs.
    #[serde(flatten)]
    pub code: ProblemCode,
    /// In words, in the person's language, for people who have commands at hand.
    pub message: String,
}

/// What is wrong, as far as a program has words of its own for it or can help, and what such words name. As JSON it is
/// `{ "code": …, "values": { … } }`, without `values` where there are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum ProblemCode {
    /// An account can't be used.
    Account {
        /// Its server.
        server: String,
        /// Why not.
        why: ErrorBody,
    },
    /// Rowbell can't listen at the address that the settings name.
    Address {
        /// The address.
        address: String,
    },
    /// What was missed of a connected base can't be read for now.
    Behind {
        /// Its name.
        base: String,
        /// Why not.
        why: ErrorBody,
    },
    /// The history can't be written.
    Database,
    /// The disk is full.
    DiskFull,
    /// The notification service shows nothing now.
    DoNotDisturb,
    /// Deliveries had a wrong signature.
    Forged {
        /// The endpoint.
        endpoint: String,
        /// How many.
        count: u64,
    },
    /// Another program deleted or replaced files of the history.
    HistoryMoved,
    /// The history's file was damaged, and set aside.
    HistorySetAside,
    /// A webhook was refused that is addressed to this host name.
    HostRefused {
        /// The name.
        host: String,
    },
    /// The search index does not have all of the history yet.
    IndexBehind,
    /// The keyring failed.
    KeyringFailed,
    /// The keyring is locked.
    KeyringLocked,
    /// No keyring is running.
    KeyringMissing,
    /// The keyring program has no keyring.
    KeyringNone,
    /// The keyring does not let Rowbell have its entries.
    KeyringRefused,
    /// The keyring does not answer.
    KeyringSlow,
    /// A relay no longer had all that waited there.
    LettersGone,
    /// Changes of a base are no longer available.
    Missed,
    /// There is no notification service.
    NoNotificationServer,
    /// A base is followed by its log alone, because no WebSocket gets through.
    NoWebsocket,
    /// Bases are not connected.
    NotConnected {
        /// Their names.
        base: String,
        /// How many they are.
        count: u64,
        /// Why not.
        why: ErrorBody,
    },
    /// The notification service does not answer.
    NotificationServerSlow,
    /// Rowbell may not listen at this port.
    PortForbidden {
        /// The address with the port.
        address: String,
        /// A port that is free.
        free: u16,
    },
    /// Another program has the port.
    PortTaken {
        /// The port.
        port: u16,
        /// The program's name; `none` where it is not known.
        program: String,
        /// A port that is free.
        free: u16,
    },
    /// A relay can't be reached, or refuses.
    RelayAway {
        /// Its host.
        relay: String,
        /// Why.
        why: ErrorBody,
    },
    /// A rule can't be asked of its base as that is now.
    Rule,
    /// The secret of an endpoint is no longer kept.
    SecretMissing {
        /// The endpoint.
        endpoint: String,
    },
    /// The settings file can't be used.
    Settings,
    /// SeaTable has switched a webhook off.
    WebhookOff {
        /// The base's name.
        base: String,
        /// When that was noticed, in the person's words.
        noticed: String,
        /// The probable reason.
        why: DisabledReason,
        /// Why it is not switched on again; none: it was.
        obstacle: Option<Obstacle>,
        /// When it was switched on again, or will be, in the person's words.
        at: String,
    },
    /// A webhook seems to be switched off.
    WebhookSilent {
        /// The base's name.
        base: String,
        /// Its uuid.
        uuid: String,
        /// Its address in the browser.
        address: String,
    },
    /// The window could not be shown.
    WindowFailed,

    /// A code that this client does not know, of an agent of another version.
    #[serde(skip_deserializing)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    Unknown,
}

impl ProblemCode {
    /// The code as JSON has it, such as `port_taken`, for logs and reports.
    pub fn name(&self) -> String {
        coded::name(self)
    }
}

impl<'de> Deserialize<'de> for Problem {
    /// The words are understood whatever the code is.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Coded { code, message } = Coded::deserialize(from)?;
        Ok(Self { code: code.unwrap_or(ProblemCode::Unknown), message })
    }
}
