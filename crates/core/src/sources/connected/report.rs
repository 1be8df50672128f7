//! What a connection tells of itself.

use std::{collections::HashMap, sync::Arc, time::Duration};

use seatable::{BaseUuid, Column, client::ApiError, realtime::RealtimeError};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::{config::SecretsError, database::DatabaseError, enrich::Directory};

/// How a base is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// It is being connected.
    Connecting,
    /// Changes come as they happen.
    Live {
        /// Since when. Unix milliseconds.
        since_ms: i64,
        /// By what.
        channel: Channel,
    },
    /// It is not connected, and will be tried again.
    Waiting {
        /// Why not.
        why: Why,
        /// When. Unix milliseconds.
        until_ms: i64,
    },
}

/// By what a base tells its changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By the live feed's own way.
    WebSocket,
    /// By the live feed in plain requests, because no WebSocket gets through.
    Requests,
    /// By its log, which is read now and then, because the live feed does not get through at all.
    Log,
}

impl Channel {
    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::WebSocket => "websocket",
            Self::Requests => "requests",
            Self::Log => "log",
        }
    }
}

/// Why a base is not connected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The server can't be asked, or refuses.
    #[error(transparent)]
    Api(ApiError),
    /// The live feed ended.
    #[error(transparent)]
    Realtime(RealtimeError),
    /// Its API token can't be read.
    #[error("its API token can't be read: {0}")]
    Secrets(SecretsError),
    /// No API token is kept for it.
    #[error("no API token is kept for it; connect it again with `rowbell connect`")]
    NoToken,
    /// The token is for another base.
    #[error("the API token is for another base; connect it again with `rowbell connect`")]
    OtherBase,
    /// What comes can't be stored.
    #[error(transparent)]
    Database(DatabaseError),
}

impl Why {
    /// A stable code for the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Api(error) => error.code(),
            Self::Realtime(error) => error.code(),
            Self::Secrets(error) => error.code(),
            Self::NoToken => "no_token",
            Self::OtherBase => "other_base",
            Self::Database(error) => error.code(),
        }
    }

    /// What was said about it; empty where nothing was. Foreign text.
    pub fn detail(&self) -> String {
        match self {
            Self::Api(error) => error.detail(),
            Self::Realtime(error) => error.detail(),
            Self::Secrets(error) => error.detail(),
            Self::NoToken | Self::OtherBase => String::new(),
            Self::Database(error) => error.detail(),
        }
    }

    /// Whether it will pass without anybody doing something.
    pub fn passes(&self) -> bool {
        match self {
            Self::Api(error) => error.passes(),
            Self::Realtime(RealtimeError::Connect(error)) => error.passes(),
            Self::Realtime(RealtimeError::NotAllowed | RealtimeError::BaseNotFound) => false,
            Self::Realtime(_) | Self::Database(_) => true,
            Self::Secrets(error) => error.passes(),
            Self::NoToken | Self::OtherBase => false,
        }
    }

    /// How long to wait before trying again, where that is known better than by chance.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            Self::Api(ApiError::TooMany { retry_after, .. }) => {
                Some(retry_after.unwrap_or_default().clamp(Duration::from_secs(60), Duration::from_secs(60 * 60)))
            }
            // Looking again whether the keyring is open asks nobody.
            Self::Secrets(error) if *error != SecretsError::Refused => None,
            // Trying again will not help before somebody does something; that will be noticed by then.
            why if !why.passes() => Some(Duration::from_secs(15 * 60)),
            _ => None,
        }
    }
}

impl ConnectionNews {
    /// Whose news it is.
    pub fn base(&self) -> &BaseUuid {
        match self {
            Self::State { base, .. }
            | Self::Secure { base, .. }
            | Self::Directory { base, .. }
            | Self::RowNames { base, .. }
            | Self::GapLoaded { base, .. }
            | Self::CaughtUp { base }
            | Self::Behind { base, .. }
            | Self::Restored { base, .. }
            | Self::Gap { base, .. } => base,
        }
    }
}

/// What a connection tells the engine.
#[derive(Debug)]
pub enum ConnectionNews {
    /// How it is connected now.
    State {
        /// The base.
        base: BaseUuid,
        /// How.
        state: ConnectionState,
    },
    /// Its server sends on to https, and is asked there from now on.
    Secure {
        /// The base.
        base: BaseUuid,
        /// The server's address.
        server: String,
    },
    /// Names, tables and people, asked for anew.
    Directory {
        /// The base.
        base: BaseUuid,
        /// What it told.
        directory: Arc<Directory>,
        /// To be told once it is in force.
        done: oneshot::Sender<()>,
    },
    /// What rows of a table are called.
    RowNames {
        /// The base.
        base: BaseUuid,
        /// The table.
        table_id: String,
        /// Its first column.
        column: Column,
        /// The values of that, by row.
        names: HashMap<String, Value>,
    },
    /// What was missing before this operation is in the inbox, or is said to be missing anew.
    GapLoaded {
        /// The base.
        base: BaseUuid,
        /// The first operation after the gap.
        before: i64,
    },
    /// What was missed is in the inbox.
    CaughtUp {
        /// The base.
        base: BaseUuid,
    },
    /// What was missed can't be read from the log for now, or can again. The live feed goes on.
    Behind {
        /// The base.
        base: BaseUuid,
        /// Why not; none: it was read.
        why: Option<Why>,
    },
    /// The server was restored to an earlier state: it counts anew after this version.
    Restored {
        /// The base.
        base: BaseUuid,
        /// The last version that is still what it was.
        after: i64,
        /// To be told once the versions that entries had are forgotten.
        done: oneshot::Sender<()>,
    },
    /// Operations could not be had any more.
    Gap {
        /// The base.
        base: BaseUuid,
        /// How many.
        missed: u64,
    },
}
