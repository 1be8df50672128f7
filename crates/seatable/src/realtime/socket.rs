//! Engine.IO over a WebSocket: packets in and out, pings answered, silence noticed.

use std::io::ErrorKind;

use futures_util::{SinkExt, StreamExt};
use hyper::{StatusCode, header::USER_AGENT, http::HeaderValue};
use rowbell_dial::{Connection, DialError};
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Error, Message, client::IntoClientRequest, error::ProtocolError, protocol::WebSocketConfig},
};
use url::Position;

use super::{
    RealtimeError,
    packet::{self, Open, PONG, Packet},
};
use crate::client::{ApiError, Server, call::refusal};

/// The longest message, in bytes. The largest batch that the API takes is far below.
pub(super) const LONGEST: usize = 16 * 1024 * 1024;

pub(super) struct Socket {
    stream: WebSocketStream<Connection>,
    open: Open,
    /// When the connection counts as dead unless something comes.
    dead_at: Instant,
    /// A pong is to be sent; kept here because the future that would send it may be dropped.
    owes_pong: bool,
    /// Something was put in but not yet flushed.
    unflushed: bool,
}

impl Socket {
    /// Connects and waits for the server's greeting.
    pub(super) async fn connect(server: &Server, path: &str) -> Result<Self, RealtimeError> {
        let url = server.url(path)?;
        let connection = server.dial(&url).await?;
        let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
        let address = format!("{scheme}{}", &url[Position::AfterScheme..]);
        let unfit = |_| RealtimeError::Unreadable { reason: "its address does not fit into a request".to_owned() };
        let mut request = address.into_client_request().map_err(unfit)?;
        if let Ok(agent) = HeaderValue::from_str(&server.options().user_agent) {
            request.headers_mut().insert(USER_AGENT, agent);
        }
        let config = WebSocketConfig::default()
            .read_buffer_size(16 * 1024)
            .write_buffer_size(0)
            .max_message_size(Some(LONGEST))
            .max_frame_size(Some(LONGEST));
        let greeted = client_async_with_config(request, connection, Some(config)).await;
        let (mut stream, _) = greeted.map_err(|error| refused(&error))?;
        let open = loop {
            match stream.next().await {
                Some(Ok(Message::Text(text))) => match packet::read(&text)? {
                    Packet::Open(open) => break open,
                    _ => return Err(ApiError::OldServer.into()),
                },
                // A proxy may pass on the answer, and nothing after it.
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(RealtimeError::NoWebSocket),
                Some(Ok(_)) => {}
            }
        };
        Ok(Self { stream, dead_at: Instant::now() + open.silence, open, owes_pong: false, unflushed: false })
    }

    pub(super) async fn send(&mut self, text: String) -> Result<(), RealtimeError> {
        let sent = timeout_at(self.dead_at, self.stream.send(Message::text(text))).await;
        sent.map_err(|_| RealtimeError::Lost)?.map_err(|error| broken(&error))
    }

    pub(super) async fn close(&mut self) -> Result<(), RealtimeError> {
        self.stream.close(None).await.map_err(|error| broken(&error))
    }

    /// The next packet. Pings are answered here, and any sign of life puts off the end. May be dropped at any point.
    pub(super) async fn next(&mut self) -> Result<Packet, RealtimeError> {
        loop {
            // Without time left `timeout_at` still takes what is already there.
            let message = timeout_at(self.dead_at, self.message()).await.map_err(|_| RealtimeError::Lost)??;
            self.dead_at = Instant::now() + self.open.silence;
            match message {
                Message::Text(text) => match packet::read(&text)? {
                    Packet::Ping => self.owes_pong = true,
                    packet => return Ok(packet),
                },
                Message::Close(_) => return Err(RealtimeError::Closed),
                _ => {}
            }
        }
    }

    async fn message(&mut self) -> Result<Message, RealtimeError> {
        if self.owes_pong {
            // Either all of it happens or nothing.
            self.stream.feed(Message::text(PONG)).await.map_err(|error| broken(&error))?;
            self.owes_pong = false;
            self.unflushed = true;
        }
        if self.unflushed {
            self.stream.flush().await.map_err(|error| broken(&error))?;
            self.unflushed = false;
        }
        match self.stream.next().await {
            Some(Ok(message)) => Ok(message),
            Some(Err(error)) => Err(broken(&error)),
            None => Err(RealtimeError::Closed),
        }
    }
}

/// Why the WebSocket was not opened.
fn refused(error: &Error) -> RealtimeError {
    match error {
        Error::Http(answer) => {
            let body = answer.body().as_deref().map(String::from_utf8_lossy).unwrap_or_default();
            match answer.status() {
                // A proxy that does not pass on `Upgrade` makes a plain request of it, which Engine.IO answers 400. Or there is no
                // such path, or a page comes.
                StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::UPGRADE_REQUIRED => {
                    RealtimeError::NoWebSocket
                }
                StatusCode::NOT_IMPLEMENTED | StatusCode::BAD_GATEWAY => RealtimeError::NoWebSocket,
                status if status.is_success() => RealtimeError::NoWebSocket,
                status => refusal(status, answer.headers(), &body).into(),
            }
        }
        Error::Io(error) => ApiError::from(DialError::from_io(error)).into(),
        Error::Protocol(_) | Error::HttpFormat(_) => RealtimeError::NoWebSocket,
        _ => RealtimeError::Closed,
    }
}

/// Why an open WebSocket ended.
fn broken(error: &Error) -> RealtimeError {
    match error {
        Error::ConnectionClosed | Error::AlreadyClosed => RealtimeError::Closed,
        Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => RealtimeError::Closed,
        Error::Capacity(_) => RealtimeError::Unreadable { reason: format!("a message of more than {LONGEST} bytes") },
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => RealtimeError::Lost,
        Error::Protocol(_) | Error::Utf8(_) => {
            RealtimeError::Unreadable { reason: "it does not keep to WebSocket".to_owned() }
        }
        _ => RealtimeError::Lost,
    }
}
