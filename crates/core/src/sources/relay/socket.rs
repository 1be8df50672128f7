//! The WebSocket to a relay: reaching it, being let in, and noticing when it is gone.

use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use rowbell_dial::{Connection, DialError, Dialler};
use rowbell_protocol::{
    Cursor, Encoded, Enter, FromDevice, FromRelay, Invitation, Keys, PING_SECONDS, RelayAddress, SILENCE_SECONDS,
    Token, VERSION,
};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Bytes, Error, Message, client::IntoClientRequest, protocol::WebSocketConfig},
};
use tokio_util::io::InspectReader;
use url::Url;

use super::{Heartbeat, RelayError};

/// The longest message, in bytes: a letter of the largest body, and its headers.
const LONGEST: usize = 8 * 1024 * 1024;
/// How long the relay may take to let this computer in.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often the relay is asked whether it is there.
const PING: Duration = Duration::from_secs(PING_SECONDS);
/// How long after the last sign of life it counts as gone; a question is asked, and not answered, before.
const SILENCE: Duration = Duration::from_secs(SILENCE_SECONDS - 5);

/// Who enters, and how the mailbox is to be.
pub(super) struct Handshake<'a> {
    pub(super) keys: &'a Keys,
    pub(super) tokens: &'a [Token],
    pub(super) invitation: Option<Invitation>,
    pub(super) cursor: Option<Cursor>,
}

/// What the relay says when it lets one in.
pub(super) struct Welcome {
    pub(super) epoch: Encoded<8>,
    pub(super) backlog: u64,
}

/// What comes from a relay.
pub(super) enum Incoming {
    Letter(Bytes),
    Said(FromRelay),
    /// It has ended the connection, for the reason of this number (RFC 6455).
    Closed(Option<u16>),
}

/// A connection whose every byte is a sign of life: a large letter takes its time on a slow line.
type Audible = InspectReader<Connection, Box<dyn FnMut(&[u8]) + Send + Sync>>;

pub(super) struct Socket {
    stream: WebSocketStream<Audible>,
    heartbeat: Heartbeat,
    asked: Instant,
}

impl Socket {
    /// Reaches the relay and enters the mailbox.
    pub(super) async fn enter(
        dialler: &Dialler,
        relay: &RelayAddress,
        handshake: Handshake<'_>,
    ) -> Result<(Self, Welcome), RelayError> {
        let mut socket = Self::connect(dialler, relay).await?;
        let entered = timeout(PATIENCE, socket.introduce(handshake)).await;
        let welcome = entered.map_err(|_| RelayError::Dial(DialError::TimedOut))??;
        Ok((socket, welcome))
    }

    async fn connect(dialler: &Dialler, relay: &RelayAddress) -> Result<Self, RelayError> {
        let address = relay.connect();
        let unfit = |error: &dyn std::fmt::Display| RelayError::NotARelay(error.to_string());
        let url = Url::parse(&address).map_err(|error| unfit(&error))?;
        let connection = dialler.dial(&url).await.map_err(RelayError::Dial)?;
        let mut request = address.into_client_request().map_err(|error| unfit(&error))?;
        let agent = concat!("Rowbell/", env!("CARGO_PKG_VERSION"));
        request.headers_mut().insert("user-agent", hyper::header::HeaderValue::from_static(agent));
        let config = WebSocketConfig::default()
            .read_buffer_size(64 * 1024)
            .write_buffer_size(0)
            .max_message_size(Some(LONGEST))
            .max_frame_size(Some(LONGEST));
        let heartbeat = Heartbeat::new();
        let beats = heartbeat.clone();
        let audible: Audible = InspectReader::new(connection, Box::new(move |_| beats.beat()));
        let greeted = timeout(PATIENCE, client_async_with_config(request, audible, Some(config))).await;
        let (stream, _) = greeted.map_err(|_| RelayError::Dial(DialError::TimedOut))?.map_err(|error| match error {
            Error::Http(answer) if matches!(answer.status().as_u16(), 429 | 503) => RelayError::Busy,
            Error::Http(answer) => RelayError::NotARelay(format!("it answers {}", answer.status())),
            Error::Io(error) => RelayError::Dial(DialError::from_io(&error)),
            other => RelayError::NotARelay(other.to_string()),
        })?;
        Ok(Self { stream, heartbeat, asked: Instant::now() })
    }

    async fn introduce(&mut self, handshake: Handshake<'_>) -> Result<Welcome, RelayError> {
        loop {
            match self.next().await? {
                Incoming::Said(FromRelay::Hello { challenge, .. }) => {
                    let enter = Enter {
                        version: VERSION,
                        keys: handshake.keys.public(),
                        signature: handshake.keys.sign(&challenge),
                        invitation: handshake.invitation,
                        addresses: handshake.tokens.iter().map(Token::hash).collect(),
                        cursor: handshake.cursor,
                    };
                    self.say(&FromDevice::Enter(Box::new(enter))).await?;
                }
                Incoming::Said(FromRelay::Ready { epoch, backlog, .. }) => return Ok(Welcome { epoch, backlog }),
                Incoming::Said(FromRelay::Refused { reason }) => return Err(RelayError::Refused(reason)),
                Incoming::Said(_) => {}
                Incoming::Letter(_) => return Err(RelayError::NotARelay("it sends before it lets in".to_owned())),
                Incoming::Closed(_) => return Err(RelayError::Lost),
            }
        }
    }

    /// Beats as long as the relay is there.
    pub(super) fn heartbeat(&self) -> Heartbeat {
        self.heartbeat.clone()
    }

    /// Tells the relay something.
    pub(super) async fn say(&mut self, said: &FromDevice) -> Result<(), RelayError> {
        let text = serde_json::to_string(said).map_err(|error| RelayError::NotARelay(error.to_string()))?;
        self.send(Message::text(text)).await
    }

    async fn send(&mut self, message: Message) -> Result<(), RelayError> {
        let sent = timeout_at(self.heartbeat.last() + SILENCE, self.stream.send(message)).await;
        sent.map_err(|_| RelayError::Lost)?.map_err(|_| RelayError::Lost)
    }

    /// What comes next. Asks now and then whether the relay is there, and fails when it no longer is. May be dropped.
    pub(super) async fn next(&mut self) -> Result<Incoming, RelayError> {
        loop {
            // Also while something comes: the relay wants to hear of this computer, too.
            let ask = self.asked + PING;
            let came = tokio::select! {
                biased;
                message = self.stream.next() => message,
                () = sleep_until(ask) => {
                    if self.heartbeat.last().elapsed() >= SILENCE {
                        return Err(RelayError::Lost);
                    }
                    self.asked = Instant::now();
                    self.send(Message::Ping(Bytes::new())).await?;
                    continue;
                }
            };
            if let Some(heard) = self.take(came)? {
                return Ok(heard);
            }
        }
    }

    /// What has come already; none if that is nothing.
    pub(super) fn at_hand(&mut self) -> Result<Option<Incoming>, RelayError> {
        while let Some(came) = self.stream.next().now_or_never() {
            if let Some(heard) = self.take(came)? {
                return Ok(Some(heard));
            }
        }
        Ok(None)
    }

    fn take(&mut self, came: Option<Result<Message, Error>>) -> Result<Option<Incoming>, RelayError> {
        let message = match came {
            Some(Ok(message)) => message,
            Some(Err(Error::Capacity(error))) => return Err(RelayError::NotARelay(error.to_string())),
            Some(Err(_)) | None => return Err(RelayError::Lost),
        };
        match message {
            Message::Binary(bytes) => Ok(Some(Incoming::Letter(bytes))),
            Message::Text(text) => {
                let said = serde_json::from_str(&text).map_err(|error| RelayError::NotARelay(error.to_string()))?;
                Ok(Some(Incoming::Said(said)))
            }
            Message::Close(frame) => Ok(Some(Incoming::Closed(frame.map(|frame| frame.code.into())))),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(None),
        }
    }
}
