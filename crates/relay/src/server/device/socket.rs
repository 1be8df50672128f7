//! Messages over a device's WebSocket.

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use rowbell_protocol::{FromDevice, FromRelay, Refusal};
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use super::{CLOSE_TIME, Disconnect, SILENCE};

pub(super) type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// What a socket yields; none at the end of the connection.
pub(super) type Received = Option<Result<Message, tungstenite::Error>>;

/// Waits for the next message that says something.
pub(super) async fn receive(socket: &mut Socket) -> Result<FromDevice, Disconnect> {
    loop {
        if let Some(message) = parse(socket.next().await)? {
            return Ok(message);
        }
    }
}

/// What a message says; none if it only keeps the connection alive.
pub(super) fn parse(message: Received) -> Result<Option<FromDevice>, Disconnect> {
    match message {
        Some(Ok(Message::Text(text))) => {
            serde_json::from_str(&text).map(Some).map_err(|_| Disconnect::Refused(Refusal::Malformed))
        }
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Binary(_) | Message::Frame(_)) | Err(tungstenite::Error::Capacity(_))) => {
            Err(Disconnect::Refused(Refusal::Malformed))
        }
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Disconnect::Gone),
    }
}

/// Sends a message. A device that accepts nothing for as long as it may be silent is gone.
pub(super) async fn send(socket: &mut Socket, message: &FromRelay) -> Result<(), Disconnect> {
    // These types can always be written as JSON.
    let text = serde_json::to_string(message).unwrap_or_default();
    match timeout(SILENCE, socket.send(Message::text(text))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Disconnect::Gone),
    }
}

/// Tells the device why, and waits a moment for it to hang up: a connection that is closed at once is reset, and what was
/// sent last is lost.
pub(super) async fn close(socket: &mut Socket, disconnect: Disconnect) {
    let code = match disconnect {
        Disconnect::Gone | Disconnect::Deleted | Disconnect::Store(_) => CloseCode::Normal,
        Disconnect::Refused(_) => CloseCode::Policy,
        Disconnect::Restart => CloseCode::Restart,
    };
    let _may_have_gone = timeout(CLOSE_TIME, async {
        if let Disconnect::Refused(reason) = disconnect {
            send(socket, &FromRelay::Refused { reason }).await.ok();
        }
        socket.close(Some(CloseFrame { code, reason: "".into() })).await.ok();
        while let Some(Ok(_)) = socket.next().await {}
    })
    .await;
}
