//! How letters are sent, while the device is still listened to.

use std::{
    future::poll_fn,
    task::{Context, Poll},
};

use futures_util::{SinkExt, StreamExt};
use rowbell_protocol::{FromRelay, SealedLetter};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{
    self, Bytes, Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::{
    Disconnect, SILENCE, mailbox_gone,
    session::Session,
    socket::{Socket, send},
};
use crate::store::StoredLetter;

/// How many letters are read from the store at a time.
const PAGE: usize = 256;
/// Larger letters are sent in several frames: a connection keeps a buffer as large as its largest frame, and each frame has its
/// own time limit.
const FRAME: usize = 16 * 1024;

/// Asks a connection whether it has accepted what it was given.
type PollAccepted = fn(&mut Socket, &mut Context<'_>) -> Poll<Result<(), tungstenite::Error>>;

impl Session<'_> {
    /// Sends the next letters, as many as the window has room for.
    pub(super) async fn send_page(&mut self) -> Result<(), Disconnect> {
        let count = PAGE.min(self.window.room());
        let page = self.relay.store.read(self.mailbox.id, self.window.sent(), count);
        let page = page.await.map_err(Disconnect::Store)?;
        if page.pruned && self.gap.is_none() {
            self.gap = Some(rowbell_protocol::GapReason::Retention);
        }
        self.tell_gap(page.letters.first()).await?;
        for letter in page.letters {
            self.window.add(letter.sequence);
            self.send_letter(letter).await?;
            self.relay.metrics.sent.inc();
        }
        if let Some(end) = page.end {
            self.window.skip_to(end);
        }
        self.accepted(Socket::poll_flush_unpin).await?;
        self.tell_caught_up().await
    }

    async fn send_letter(&mut self, letter: StoredLetter) -> Result<(), Disconnect> {
        let mut rest = Bytes::from(SealedLetter { sequence: letter.sequence, sealed: letter.sealed }.to_bytes());
        if rest.len() <= FRAME {
            return self.feed(Message::Binary(rest)).await;
        }
        let mut kind = Data::Binary;
        while !rest.is_empty() {
            let part = rest.split_to(FRAME.min(rest.len()));
            self.feed(Message::Frame(Frame::message(part, OpCode::Data(kind), rest.is_empty()))).await?;
            kind = Data::Continue;
        }
        Ok(())
    }

    async fn feed(&mut self, message: Message) -> Result<(), Disconnect> {
        self.accepted(Socket::poll_ready_unpin).await?;
        self.socket.start_send_unpin(message).map_err(|_| Disconnect::Gone)
    }

    /// Waits until the connection has accepted something. Meanwhile the device's messages are handled and its pings answered:
    /// over a slow connection one letter can take minutes.
    async fn accepted(&mut self, poll_accepted: PollAccepted) -> Result<(), Disconnect> {
        let deadline = Instant::now() + SILENCE;
        loop {
            let next = poll_fn(|context| match poll_accepted(self.socket, context) {
                Poll::Ready(accepted) => Poll::Ready(Ok(accepted)),
                Poll::Pending => self.socket.poll_next_unpin(context).map(Err),
            });
            let message = tokio::select! {
                biased;
                next = next => match next {
                    Ok(accepted) => return accepted.map_err(|_| Disconnect::Gone),
                    Err(message) => message,
                },
                () = self.mailbox.gone.cancelled() => return Err(Box::pin(mailbox_gone(&self.mailbox)).await),
                () = self.relay.ending.cancelled() => return Err(Disconnect::Restart),
                () = tokio::time::sleep_until(deadline) => return Err(Disconnect::Gone),
            };
            Box::pin(self.handle(message)).await?;
        }
    }

    /// Tells the device of a gap, if there is one, before the letter that comes after it.
    pub(super) async fn tell_gap(&mut self, next: Option<&StoredLetter>) -> Result<(), Disconnect> {
        let Some(reason) = self.gap.take() else { return Ok(()) };
        self.relay.metrics.gaps.inc();
        tracing::info!(mailbox = %self.mailbox.id, ?reason, "a device is told of a gap");
        send(self.socket, &FromRelay::Gap { reason, until_ms: next.map(|letter| letter.received_ms) }).await
    }

    /// Tells the device once that it has been sent all that waited when it entered.
    pub(super) async fn tell_caught_up(&mut self) -> Result<(), Disconnect> {
        if self.window.take_caught_up() { send(self.socket, &FromRelay::CaughtUp).await } else { Ok(()) }
    }
}
