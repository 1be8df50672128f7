//! What a connection tells of itself.

use std::{collections::HashMap, sync::Arc};

use seatable::{BaseUuid, Column};
use serde_json::Value;
use tokio::sync::oneshot;

use super::ConnectionError;
use crate::{change::RowsRead, enrich::Directory, sources::link::LinkState};

/// How a base is connected, and by what it tells its changes.
pub type ConnectionState = LinkState<Channel, ConnectionError>;

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

/// What a connection tells the engine.
#[derive(Debug)]
pub enum ConnectionEvent {
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
    /// Rows that were to be read.
    RowsRead(RowsRead),
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
        why: Option<ConnectionError>,
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

impl ConnectionEvent {
    /// Of which base it is.
    pub fn base(&self) -> &BaseUuid {
        match self {
            Self::RowsRead(rows) => &rows.base,
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
