//! A connected device: who it is, what waits for it, what comes.

use std::{
    collections::VecDeque,
    future::poll_fn,
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use rowbell_protocol::{
    Challenge, Cursor, Enter, FromDevice, FromRelay, GapReason, MAX_UNCONFIRMED, Refusal, SILENCE_SECONDS,
    SealedLetter, Sequence, VERSION,
};
use tokio::{
    sync::{SemaphorePermit, watch},
    time::{Instant, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Bytes, Message,
        protocol::{
            CloseFrame,
            frame::{
                Frame,
                coding::{CloseCode, Data, OpCode},
            },
        },
    },
};

use super::connect::Entering;
use crate::{
    directory::Mailbox,
    relay::Relay,
    store::{Kept, StoreError},
};

type Socket = WebSocketStream<TokioIo<Upgraded>>;
/// Asks a connection whether it has taken something.
type Taken = fn(&mut Socket, &mut Context<'_>) -> Poll<Result<(), tungstenite::Error>>;

/// How long a device may take to say who it is.
const ENTER_TIME: Duration = Duration::from_secs(10);
/// How long a device that is silent is taken as there, and how long it may take to take something.
const SILENCE: Duration = Duration::from_secs(SILENCE_SECONDS);
/// How long a device may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);
/// How many letters are read from the store at a time.
const PAGE: usize = 256;
/// Larger letters are sent in several frames: a connection keeps the room that the largest one took, and each has its own time.
const FRAME: usize = 16 * 1024;

/// Why a connection ends.
enum End {
    /// The device has gone, or is silent.
    Gone,
    /// The relay says why, and closes.
    Refused(Refusal),
    /// The mailbox is not there any more, as the device wanted it.
    Deleted,
    /// The relay is being restarted.
    Restart,
    /// The store does not do what it should; of a mailbox that is gone it says so before the device is told why.
    Store(StoreError),
}

/// Serves a device until one of both goes.
pub(super) async fn serve(relay: Arc<Relay>, mut socket: Box<Socket>, peer: IpAddr, entering: Entering) {
    let entered = Box::pin(enter(&relay, &mut socket, peer)).await;
    let end = match entered {
        Ok((mailbox, cursor, _place)) => {
            drop(entering);
            relay.metrics.entered.inc();
            relay.metrics.devices.inc();
            let end = match Device::new(&relay, Arc::clone(&mailbox), &mut socket).run(cursor).await {
                End::Store(error) => Box::pin(without_store(&mailbox, error)).await,
                end => end,
            };
            relay.metrics.devices.dec();
            end
        }
        Err(end) => {
            relay.metrics.refused.inc();
            end
        }
    };
    Box::pin(goodbye(&mut socket, end)).await;
}

/// A device's mailbox, how far it has read, and its place.
type Entered<'a> = (Arc<Mailbox>, Option<Cursor>, SemaphorePermit<'a>);

/// Asks who it is, and lets it in.
async fn enter<'a>(relay: &'a Relay, socket: &mut Socket, peer: IpAddr) -> Result<Entered<'a>, End> {
    let failed = |end| {
        relay.failures.count(peer, std::time::Instant::now());
        end
    };
    let challenge = Challenge::random().map_err(|_| End::Refused(Refusal::Unavailable))?;
    say(socket, &FromRelay::Hello { version: VERSION, challenge }).await.map_err(failed)?;
    let said = tokio::select! {
        said = timeout(ENTER_TIME, hear(socket)) => said.unwrap_or(Err(End::Refused(Refusal::Malformed))),
        () = relay.ending.cancelled() => return Err(End::Restart),
    };
    let enter: Box<Enter> = match said {
        Ok(FromDevice::Enter(enter)) => enter,
        Ok(_) => return Err(failed(End::Refused(Refusal::Malformed))),
        // Who leaves without a word has cost as much as who is refused.
        Err(end) => return Err(failed(end)),
    };
    if enter.version != VERSION {
        return Err(End::Refused(Refusal::Version));
    }
    enter.keys.verify(&challenge, &enter.signature).map_err(|_| failed(End::Refused(Refusal::Signature)))?;
    // Only now, so that nobody has one who has proved nothing.
    let place = relay.devices.try_acquire().map_err(|_| End::Refused(Refusal::Unavailable))?;
    let mailbox = relay.enter(&enter).await.map_err(|refusal| match refusal {
        Refusal::InvitationInvalid => failed(End::Refused(refusal)),
        other => End::Refused(other),
    })?;
    tracing::debug!(mailbox = %mailbox.id, "a device is let in");
    Ok((mailbox, enter.cursor, place))
}

/// A device that was let in.
struct Device<'a> {
    relay: &'a Relay,
    mailbox: Arc<Mailbox>,
    socket: &'a mut Socket,
    newest: watch::Receiver<Sequence>,
    /// The last letter sent, or the device's cursor.
    sent: Sequence,
    /// All up to here has been looked at; letters after it may be there.
    known: Sequence,
    /// Sent and not confirmed.
    unconfirmed: VecDeque<Sequence>,
    /// To be told before the next letter.
    gap: Option<GapReason>,
    /// What waited when it came ends here; none once that is told.
    catching_up: Option<Sequence>,
    /// When it last said something.
    heard: Instant,
}

impl<'a> Device<'a> {
    fn new(relay: &'a Relay, mailbox: Arc<Mailbox>, socket: &'a mut Socket) -> Self {
        // Before anything is read, so that nothing comes in between unnoticed.
        let newest = relay.store.watch(mailbox.id);
        Self {
            relay,
            mailbox,
            socket,
            newest,
            sent: 0,
            known: 0,
            unconfirmed: VecDeque::new(),
            gap: None,
            catching_up: None,
            heard: Instant::now(),
        }
    }

    async fn run(&mut self, cursor: Option<Cursor>) -> End {
        if let Err(end) = Box::pin(self.begin(cursor)).await {
            return end;
        }
        self.heard = Instant::now();
        loop {
            if self.may_send()
                && let Err(end) = Box::pin(self.send_page()).await
            {
                return end;
            }
            let more = self.may_send();
            tokio::select! {
                biased;
                message = self.socket.next() => {
                    if let Err(end) = Box::pin(self.take(message)).await {
                        return end;
                    }
                }
                () = std::future::ready(()), if more => {}
                changed = self.newest.changed(), if !more => match changed {
                    Ok(()) => self.known = self.known.max(*self.newest.borrow_and_update()),
                    Err(_) => return End::Restart,
                },
                () = self.mailbox.ended.cancelled() => return Box::pin(ended(&self.mailbox)).await,
                () = self.relay.ending.cancelled() => return End::Restart,
                () = tokio::time::sleep_until(self.heard + SILENCE) => return End::Gone,
            }
        }
    }

    /// Tells it where it stands.
    async fn begin(&mut self, cursor: Option<Cursor>) -> Result<(), End> {
        let (store, id) = (&self.relay.store, self.mailbox.id);
        let epoch = store.epoch();
        let same_life = cursor.is_none_or(|cursor| cursor.epoch == epoch);
        let after = cursor.filter(|_| same_life).map_or(0, |cursor| cursor.after);
        let mut standing = store.standing(id, after).await.map_err(End::Store)?;
        self.sent = after;
        // A number that this store has not given yet is from a life that it lost.
        if !same_life || after > standing.last {
            self.gap = Some(GapReason::Reset);
            self.sent = 0;
            standing = store.standing(id, 0).await.map_err(End::Store)?;
        }
        self.known = standing.last;
        let rules = &self.relay.rules;
        let ready = FromRelay::Ready {
            mailbox: id,
            epoch,
            backlog: standing.waiting,
            days: rules.days,
            letters: self.mailbox.quota().letters.unwrap_or(rules.letters),
        };
        say(self.socket, &ready).await?;
        self.catching_up = Some(self.known);
        if self.known <= self.sent {
            self.tell_gap(None).await?;
            self.tell_caught_up().await?;
        }
        Ok(())
    }

    fn may_send(&self) -> bool {
        self.known > self.sent && self.unconfirmed.len() < MAX_UNCONFIRMED
    }

    /// Sends what comes next.
    async fn send_page(&mut self) -> Result<(), End> {
        let most = PAGE.min(MAX_UNCONFIRMED - self.unconfirmed.len());
        let page = self.relay.store.read(self.mailbox.id, self.sent, most).await.map_err(End::Store)?;
        if page.cut && self.gap.is_none() {
            self.gap = Some(GapReason::Retention);
        }
        self.tell_gap(page.letters.first()).await?;
        for letter in page.letters {
            self.unconfirmed.push_back(letter.sequence);
            self.sent = letter.sequence;
            self.send(letter).await?;
            self.relay.metrics.sent.inc();
        }
        if let Some(end) = page.end {
            self.sent = self.sent.max(end);
        }
        self.listening(Socket::poll_flush_unpin).await?;
        self.tell_caught_up().await
    }

    async fn send(&mut self, letter: Kept) -> Result<(), End> {
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

    async fn feed(&mut self, message: Message) -> Result<(), End> {
        self.listening(Socket::poll_ready_unpin).await?;
        self.socket.start_send_unpin(message).map_err(|_| End::Gone)
    }

    /// Waits until the connection has taken something. What the device says meanwhile is done, and its pings are answered:
    /// over a slow line one letter can take minutes.
    async fn listening(&mut self, taken: Taken) -> Result<(), End> {
        let until = Instant::now() + SILENCE;
        loop {
            let next = poll_fn(|context| match taken(self.socket, context) {
                Poll::Ready(taken) => Poll::Ready(Ok(taken)),
                Poll::Pending => self.socket.poll_next_unpin(context).map(Err),
            });
            let said = tokio::select! {
                biased;
                next = next => match next {
                    Ok(taken) => return taken.map_err(|_| End::Gone),
                    Err(said) => said,
                },
                () = self.mailbox.ended.cancelled() => return Err(Box::pin(ended(&self.mailbox)).await),
                () = self.relay.ending.cancelled() => return Err(End::Restart),
                () = tokio::time::sleep_until(until) => return Err(End::Gone),
            };
            Box::pin(self.take(said)).await?;
        }
    }

    async fn tell_gap(&mut self, next: Option<&Kept>) -> Result<(), End> {
        let Some(reason) = self.gap.take() else { return Ok(()) };
        self.relay.metrics.gaps.inc();
        tracing::info!(mailbox = %self.mailbox.id, ?reason, "a device is told of a gap");
        say(self.socket, &FromRelay::Gap { reason, until_ms: next.map(|letter| letter.at_ms) }).await
    }

    async fn tell_caught_up(&mut self) -> Result<(), End> {
        if self.catching_up.is_some_and(|end| end <= self.sent) {
            self.catching_up = None;
            say(self.socket, &FromRelay::CaughtUp).await?;
        }
        Ok(())
    }

    /// Does what the device says.
    async fn take(&mut self, message: Option<Result<Message, tungstenite::Error>>) -> Result<(), End> {
        self.heard = Instant::now();
        match understood(message)? {
            None | Some(FromDevice::Unknown) => Ok(()),
            Some(FromDevice::Confirm { after }) => {
                while self.unconfirmed.front().is_some_and(|sequence| *sequence <= after) {
                    self.unconfirmed.pop_front();
                }
                if self.unconfirmed.is_empty() {
                    // A device that waits holds nothing.
                    self.unconfirmed = VecDeque::new();
                }
                Ok(())
            }
            Some(FromDevice::Close) => {
                self.relay.delete(self.mailbox.id).await.map_err(End::Store)?;
                tracing::info!(mailbox = %self.mailbox.id, "a mailbox was deleted by its owner");
                Err(End::Deleted)
            }
            Some(FromDevice::Enter(_)) => Err(End::Refused(Refusal::Malformed)),
        }
    }
}

/// Why the mailbox is not there any more.
async fn ended(mailbox: &Mailbox) -> End {
    let _known_soon = timeout(GOODBYE, mailbox.ended.cancelled()).await;
    if mailbox.closed.load(Ordering::Acquire) { End::Refused(Refusal::Closed) } else { End::Deleted }
}

async fn without_store(mailbox: &Mailbox, error: StoreError) -> End {
    match error {
        StoreError::NoMailbox => ended(mailbox).await,
        StoreError::Ended => End::Restart,
        error => {
            tracing::error!(%error, "a mailbox can't be read");
            End::Refused(Refusal::Unavailable)
        }
    }
}

/// The next thing that a device says.
async fn hear(socket: &mut Socket) -> Result<FromDevice, End> {
    loop {
        if let Some(said) = understood(socket.next().await)? {
            return Ok(said);
        }
    }
}

/// What a message says; none if it only keeps the connection alive.
fn understood(message: Option<Result<Message, tungstenite::Error>>) -> Result<Option<FromDevice>, End> {
    match message {
        Some(Ok(Message::Text(text))) => {
            serde_json::from_str(&text).map(Some).map_err(|_| End::Refused(Refusal::Malformed))
        }
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Binary(_) | Message::Frame(_)) | Err(tungstenite::Error::Capacity(_))) => {
            Err(End::Refused(Refusal::Malformed))
        }
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
    }
}

async fn say(socket: &mut Socket, message: &FromRelay) -> Result<(), End> {
    // Texts and numbers can always be written.
    let text = serde_json::to_string(message).unwrap_or_default();
    in_time(socket.send(Message::text(text))).await
}

/// A device that takes nothing for as long as one may be silent is gone.
async fn in_time(sending: impl Future<Output = Result<(), tungstenite::Error>>) -> Result<(), End> {
    match timeout(SILENCE, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// Says why, and waits a moment until the device has heard it: what is closed at once is reset, and not heard.
async fn goodbye(socket: &mut Socket, end: End) {
    let code = match end {
        End::Gone | End::Deleted | End::Store(_) => CloseCode::Normal,
        End::Refused(_) => CloseCode::Policy,
        End::Restart => CloseCode::Restart,
    };
    let _may_have_gone = timeout(GOODBYE, async {
        if let End::Refused(reason) = end {
            say(socket, &FromRelay::Refused { reason }).await.ok();
        }
        socket.close(Some(CloseFrame { code, reason: "".into() })).await.ok();
        while let Some(Ok(_)) = socket.next().await {}
    })
    .await;
}
