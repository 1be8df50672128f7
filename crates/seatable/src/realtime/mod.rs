//! SeaTable's realtime channel: each operation on a base as it happens, with no inbound port.
//!
//! It is Socket.IO 5 over Engine.IO 4 over a WebSocket, or by plain requests where a proxy lets no WebSocket through. A client joins the base's room and is then sent
//! `update-dtable` for every operation and `new-notification` for the token's person (`seatable_api/socket_io.py` in
//! the public `seatable/seatable-api-python`; events as in `websocket-manager.js` of the old public `dtable-server`).
//!
//! A [`Realtime`] is one connection. When it ends, connect again after a while of your own choosing, with fresh
//! [`Access`] if need be, and read the operation log for what was missed.

mod error;
mod packet;
mod polling;
mod socket;
#[cfg(test)]
mod tests;

use std::{collections::VecDeque, fmt, time::Duration};

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout, timeout_at};

pub use self::error::RealtimeError;
use self::{
    packet::{CONNECT, DISCONNECT, JOIN_ID, Packet},
    polling::Polling,
    socket::Socket,
};
use crate::{
    address::encoded,
    answer::Access,
    client::{ApiError, Server},
};

/// How long a server may take to acknowledge that we joined.
const JOINING: Duration = if cfg!(test) { Duration::from_millis(700) } else { Duration::from_secs(5) };

/// How long the goodbye may take.
const CLOSING: Duration = Duration::from_secs(2);

/// Events that are kept while joining; no server sends so many meanwhile.
const MOST_WAITING: usize = 10_000;

/// A connection that has joined a base's room.
pub struct Realtime {
    socket: Line,
    /// What came while joining, the joining itself first.
    waiting: VecDeque<RealtimeEvent>,
}

/// How packets get to the server and back.
enum Line {
    WebSocket(Socket),
    Polling(Polling),
}

impl fmt::Debug for Realtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Realtime").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

/// What the channel brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RealtimeEvent {
    /// The room is joined; the first event of each connection. It comes once more, with the version, if the server
    /// acknowledges late.
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
        let patience = server.options().timeout;
        let by_socket = async {
            server.settle().await?;
            open(Line::WebSocket(Socket::connect(server, &path(access, "websocket")).await?)).await
        };
        // One that swallows the question is as bad as one that refuses it.
        let socket = match timeout(patience / 2, by_socket).await.unwrap_or(Err(RealtimeError::NoWebSocket)) {
            Err(error) if error.may_be_the_way() => {
                let path = path(access, "polling");
                let by_requests = async { open(Line::Polling(Polling::connect(server, &path).await?)).await };
                timeout(patience, by_requests).await.unwrap_or(Err(ApiError::TimedOut.into()))?
            }
            opened => opened?,
        };
        let mut realtime = Self { socket, waiting: VecDeque::new() };
        realtime.join(&access.base_uuid_36, access.token.expose_secret()).await?;
        Ok(realtime)
    }

    /// Whether it goes by plain requests, because something on the way lets no WebSocket through.
    pub fn is_polling(&self) -> bool {
        matches!(self.socket, Line::Polling(_))
    }

    async fn join(&mut self, uuid: &str, token: &str) -> Result<(), RealtimeError> {
        let join = format!("42{JOIN_ID}{}", json!(["join-room", uuid, token]));
        let mut version = None;
        // A server may not listen yet when the first one comes, and would then never tell anything. Joining twice is fine.
        for wait in [JOINING / 5, JOINING * 4 / 5] {
            self.socket.send(join.clone()).await?;
            if let Some(told) = self.acknowledged(Instant::now() + wait).await? {
                version = told;
                break;
            }
        }
        self.waiting.push_front(RealtimeEvent::Joined { version });
        Ok(())
    }

    /// The base's version as the server acknowledges the joining; none if it does not until then.
    async fn acknowledged(&mut self, until: Instant) -> Result<Option<Option<i64>>, RealtimeError> {
        while let Ok(packet) = timeout_at(until, self.socket.next()).await {
            match packet? {
                Packet::Ack { id, answer } if id == JOIN_ID => return Ok(Some(joined(&answer)?)),
                packet => {
                    let event = event(packet)?;
                    self.waiting.extend(event.filter(|_| self.waiting.len() < MOST_WAITING));
                }
            }
        }
        Ok(None)
    }

    /// Waits for the next event. Dropping the future before it is done loses nothing. After an error the connection is
    /// of no more use.
    ///
    /// # Errors
    ///
    /// If the connection ends, or the server has been silent for longer than it promised.
    pub async fn next(&mut self) -> Result<RealtimeEvent, RealtimeError> {
        if let Some(event) = self.waiting.pop_front() {
            return Ok(event);
        }
        loop {
            if let Some(event) = event(self.socket.next().await?)? {
                return Ok(event);
            }
        }
    }

    /// Tells the server that this is the end, for two seconds at most.
    pub async fn close(mut self) {
        let goodbye = async {
            self.socket.send(DISCONNECT.to_owned()).await?;
            self.socket.close().await
        };
        // A server that is gone needs no goodbye.
        let _ = timeout(CLOSING, goodbye).await;
    }
}

impl Line {
    async fn send(&mut self, text: String) -> Result<(), RealtimeError> {
        match self {
            Self::WebSocket(socket) => socket.send(text).await,
            Self::Polling(polling) => polling.send(text).await,
        }
    }

    /// The next packet. May be dropped at any point.
    async fn next(&mut self) -> Result<Packet, RealtimeError> {
        match self {
            Self::WebSocket(socket) => socket.next().await,
            Self::Polling(polling) => polling.next().await,
        }
    }

    async fn close(&mut self) -> Result<(), RealtimeError> {
        match self {
            Self::WebSocket(socket) => socket.close().await,
            Self::Polling(polling) => polling.close().await,
        }
    }
}

/// Servers before 5.3 have no gateway, and Socket.IO at the root (`seatable_api/socket_io.py`).
fn path(access: &Access, transport: &str) -> String {
    let path = if access.use_api_gateway { "/api-gateway/socket.io/" } else { "/socket.io/" };
    format!("{path}?dtable_uuid={}&EIO=4&transport={transport}", encoded(&access.base_uuid_36))
}

/// Joins the default namespace of Socket.IO.
async fn open(mut line: Line) -> Result<Line, RealtimeError> {
    line.send(CONNECT.to_owned()).await?;
    loop {
        match line.next().await? {
            Packet::Connected => return Ok(line),
            Packet::Refused(reason) => return Err(RealtimeError::Refused { reason }),
            Packet::Close => return Err(RealtimeError::Closed),
            _ => {}
        }
    }
}

/// The event in a packet, if any.
fn event(packet: Packet) -> Result<Option<RealtimeEvent>, RealtimeError> {
    match packet {
        Packet::Event(event) => Ok(Some(event)),
        Packet::Ack { id, answer } if id == JOIN_ID => {
            Ok(joined(&answer)?.map(|version| RealtimeEvent::Joined { version: Some(version) }))
        }
        Packet::Close => Err(RealtimeError::Closed),
        Packet::Refused(reason) => Err(RealtimeError::Refused { reason }),
        _ => Ok(None),
    }
}

/// The base's version from the answer to joining: `{status: 1, message, dtable_version}`, or why it was refused:
/// `{status: 0, error_type, message}` (`callback-message.js` and `message.js` of the old `dtable-server`).
fn joined(answer: &Value) -> Result<Option<i64>, RealtimeError> {
    if answer.get("status").and_then(Value::as_i64) != Some(0) {
        return Ok(answer.get("dtable_version").and_then(Value::as_i64));
    }
    let word = |field: &str| answer.get(field).and_then(Value::as_str);
    Err(match word("error_type") {
        Some("token_expired") => RealtimeError::TokenExpired,
        Some("permission_denied") => RealtimeError::NotAllowed,
        Some("dtable_not_found") => RealtimeError::BaseNotFound,
        Some("dtable_load_failed" | "internal_error") => RealtimeError::Server,
        other => {
            let reason = other.or_else(|| word("message")).unwrap_or("no reason given");
            RealtimeError::Refused { reason: packet::cut(reason) }
        }
    })
}
