//! A device, as somebody else would write one from docs/relay-protocol.md.

use futures_util::{SinkExt, StreamExt};
use rowbell_protocol::{
    Challenge, Cursor, Encoded, Enter, FromDevice, FromRelay, Invitation, Keys, Letter, SealedLetter, Sequence, Token,
    VERSION,
};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use crate::running::SOON;

/// Connects with a receive buffer of this size, so that the relay notices what is not read.
pub(crate) async fn connect_with_buffer(address: &str, bytes: u32) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(bytes).unwrap();
    socket.connect(address.parse().unwrap()).await.unwrap()
}

/// What a device remembers.
pub(crate) struct Device {
    pub(crate) keys: Keys,
    pub(crate) tokens: Vec<Token>,
    pub(crate) invitation: Option<Invitation>,
    pub(crate) cursor: Option<Cursor>,
}

/// What a device receives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    Message(FromRelay),
    Letter(Sequence, Letter),
    Closed(Option<u16>),
}

/// A connection.
pub(crate) struct Connection {
    pub(crate) socket: WebSocketStream<TcpStream>,
    pub(crate) challenge: Challenge,
}

impl Device {
    pub(crate) fn new() -> Self {
        Self {
            keys: Keys::generate().unwrap(),
            tokens: vec![Encoded::random().unwrap()],
            invitation: None,
            cursor: None,
        }
    }

    pub(crate) fn entering(&self, challenge: &Challenge) -> Enter {
        Enter {
            version: VERSION,
            keys: self.keys.public(),
            signature: self.keys.sign(challenge),
            invitation: self.invitation,
            addresses: self.tokens.iter().map(Token::hash).collect(),
            cursor: self.cursor,
        }
    }

    /// Connects and asks to enter; [`Connection::receive`] tells what becomes of it.
    pub(crate) async fn connect(&self, address: &str) -> Connection {
        let mut connection = Connection::open(address).await;
        let enter = self.entering(&connection.challenge);
        connection.send(&FromDevice::Enter(Box::new(enter))).await;
        connection
    }

    /// The same, if the relay is reachable.
    pub(crate) async fn try_connect(&self, address: &str) -> Option<Connection> {
        let mut connection = Connection::try_open(address).await?;
        let enter = self.entering(&connection.challenge);
        connection.try_send(&FromDevice::Enter(Box::new(enter))).await;
        Some(connection)
    }

    /// Connects and enters; gives the backlog, too.
    pub(crate) async fn enter(&mut self, address: &str) -> (Connection, u64) {
        let connection = Connection::open(address).await;
        self.let_in(connection).await
    }

    async fn let_in(&mut self, mut connection: Connection) -> (Connection, u64) {
        let enter = self.entering(&connection.challenge);
        connection.send(&FromDevice::Enter(Box::new(enter))).await;
        match connection.receive(&self.keys).await {
            Received::Message(FromRelay::Ready { mailbox, epoch, backlog, .. }) => {
                assert_eq!(mailbox, self.keys.public().mailbox());
                if self.cursor.is_none_or(|cursor| cursor.epoch != epoch) {
                    self.cursor = Some(Cursor { epoch, after: 0 });
                }
                (connection, backlog)
            }
            other => panic!("did not enter: {other:?}"),
        }
    }

    /// The same with a small receive buffer.
    pub(crate) async fn enter_with_buffer(&mut self, address: &str, bytes: u32) -> (Connection, u64) {
        let connection = Connection::handshake(address, connect_with_buffer(address, bytes).await).await.unwrap();
        self.let_in(connection).await
    }

    /// Receives the next letter, and confirms it.
    pub(crate) async fn take(&mut self, connection: &mut Connection) -> Letter {
        match connection.receive(&self.keys).await {
            Received::Letter(sequence, letter) => {
                let cursor = self.cursor.as_mut().unwrap();
                assert!(sequence > cursor.after, "{sequence} after {}", cursor.after);
                cursor.after = sequence;
                connection.send(&FromDevice::Confirm { after: sequence }).await;
                letter
            }
            other => panic!("no letter: {other:?}"),
        }
    }
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Self {
        Self::try_open(address).await.unwrap()
    }

    /// None if the relay is not reachable.
    pub(crate) async fn try_open(address: &str) -> Option<Self> {
        Self::handshake(address, TcpStream::connect(address).await.ok()?).await
    }

    async fn handshake(address: &str, stream: TcpStream) -> Option<Self> {
        let (mut socket, _) = client_async(format!("ws://{address}/v1/connect"), stream).await.ok()?;
        let said = tokio::time::timeout(SOON, socket.next()).await.unwrap()?.ok()?;
        match serde_json::from_str(said.to_text().unwrap()).unwrap() {
            FromRelay::Hello { version, challenge } => {
                assert_eq!(version, VERSION);
                Some(Self { socket, challenge })
            }
            other => panic!("no hello: {other:?}"),
        }
    }

    pub(crate) async fn send(&mut self, message: &FromDevice) {
        self.socket.send(Message::text(serde_json::to_string(message).unwrap())).await.unwrap();
    }

    pub(crate) async fn try_send(&mut self, message: &FromDevice) {
        let _gone = self.socket.send(Message::text(serde_json::to_string(message).unwrap())).await;
    }

    pub(crate) async fn receive(&mut self, keys: &Keys) -> Received {
        loop {
            return match tokio::time::timeout(SOON, self.socket.next()).await.unwrap() {
                Some(Ok(Message::Text(text))) => Received::Message(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Binary(bytes))) => {
                    let letter = SealedLetter::from_bytes(&bytes).unwrap();
                    Received::Letter(letter.sequence, keys.open(letter.sealed).unwrap())
                }
                Some(Ok(Message::Close(frame))) => Received::Closed(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Received::Closed(None),
            };
        }
    }
}
