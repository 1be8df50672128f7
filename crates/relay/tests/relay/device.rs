//! A device, as another program would write one after docs/relay-protocol.md.

use futures_util::{SinkExt, StreamExt};
use rowbell_protocol::{
    Challenge, Cursor, Encoded, Enter, FromDevice, FromRelay, Invitation, Keys, Letter, SealedLetter, Sequence, Token,
    VERSION,
};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use crate::running::SOON;

/// Connects over a line that holds only so many bytes, so that the relay notices what is not read.
pub(crate) async fn connect_with_room_for(address: &str, bytes: u32) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(bytes).unwrap();
    socket.connect(address.parse().unwrap()).await.unwrap()
}

/// What a device keeps.
pub(crate) struct Device {
    pub(crate) keys: Keys,
    pub(crate) tokens: Vec<Token>,
    pub(crate) invitation: Option<Invitation>,
    pub(crate) cursor: Option<Cursor>,
}

/// What a device hears.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Said(FromRelay),
    Letter(Sequence, Letter),
    Closed(Option<u16>),
}

/// A connection.
pub(crate) struct Line {
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

    /// Connects and enters; what it hears then comes from [`Line::hear`].
    pub(crate) async fn connect(&self, address: &str) -> Line {
        let mut line = Line::open(address).await;
        let enter = self.entering(&line.challenge);
        line.say(&FromDevice::Enter(Box::new(enter))).await;
        line
    }

    /// Connects and enters, if somebody is there.
    pub(crate) async fn try_connect(&self, address: &str) -> Option<Line> {
        let mut line = Line::try_open(address).await?;
        let enter = self.entering(&line.challenge);
        line.try_say(&FromDevice::Enter(Box::new(enter))).await;
        Some(line)
    }

    /// Connects, and is let in.
    pub(crate) async fn enter(&mut self, address: &str) -> (Line, u64) {
        let line = Line::open(address).await;
        self.let_in(line).await
    }

    async fn let_in(&mut self, mut line: Line) -> (Line, u64) {
        let enter = self.entering(&line.challenge);
        line.say(&FromDevice::Enter(Box::new(enter))).await;
        match line.hear(&self.keys).await {
            Heard::Said(FromRelay::Ready { mailbox, epoch, backlog, .. }) => {
                assert_eq!(mailbox, self.keys.public().mailbox());
                if self.cursor.is_none_or(|cursor| cursor.epoch != epoch) {
                    self.cursor = Some(Cursor { epoch, after: 0 });
                }
                (line, backlog)
            }
            other => panic!("not let in: {other:?}"),
        }
    }

    /// The same, over a line that holds only so many bytes.
    pub(crate) async fn enter_with_room_for(&mut self, address: &str, bytes: u32) -> (Line, u64) {
        let line = Line::begin(address, connect_with_room_for(address, bytes).await).await.unwrap();
        self.let_in(line).await
    }

    /// Takes the next letter, and confirms it.
    pub(crate) async fn take(&mut self, line: &mut Line) -> Letter {
        match line.hear(&self.keys).await {
            Heard::Letter(sequence, letter) => {
                let cursor = self.cursor.as_mut().unwrap();
                assert!(sequence > cursor.after, "{sequence} after {}", cursor.after);
                cursor.after = sequence;
                line.say(&FromDevice::Confirm { after: sequence }).await;
                letter
            }
            other => panic!("no letter: {other:?}"),
        }
    }
}

impl Line {
    pub(crate) async fn open(address: &str) -> Self {
        Self::try_open(address).await.unwrap()
    }

    /// None where nobody is.
    pub(crate) async fn try_open(address: &str) -> Option<Self> {
        Self::begin(address, TcpStream::connect(address).await.ok()?).await
    }

    async fn begin(address: &str, stream: TcpStream) -> Option<Self> {
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

    pub(crate) async fn say(&mut self, message: &FromDevice) {
        self.socket.send(Message::text(serde_json::to_string(message).unwrap())).await.unwrap();
    }

    pub(crate) async fn try_say(&mut self, message: &FromDevice) {
        let _gone = self.socket.send(Message::text(serde_json::to_string(message).unwrap())).await;
    }

    pub(crate) async fn hear(&mut self, keys: &Keys) -> Heard {
        loop {
            return match tokio::time::timeout(SOON, self.socket.next()).await.unwrap() {
                Some(Ok(Message::Text(text))) => Heard::Said(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Binary(bytes))) => {
                    let letter = SealedLetter::from_bytes(&bytes).unwrap();
                    Heard::Letter(letter.sequence, keys.open(letter.sealed).unwrap())
                }
                Some(Ok(Message::Close(frame))) => Heard::Closed(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Heard::Closed(None),
            };
        }
    }
}
