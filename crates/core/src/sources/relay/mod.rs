//! A mailbox at a relay: webhooks that a server keeps for this computer, over a connection that this computer opens. One task
//! for each; it holds the mailbox's key.
//!
//! Letters are confirmed after they are in the inbox, together with the cursor that says so: the relay may send one
//! twice, and it is here once.

mod error;
mod heartbeat;
mod letters;
mod report;
mod socket;

use std::{convert::Infallible, sync::Arc, time::Duration};

use rowbell_dial::Dialler;
use rowbell_protocol::{Cursor, FromDevice, FromRelay, GapReason, Invitation, Keys, SealedLetter, Token};
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

pub use rowbell_protocol::{Refusal, RelayAddress};

pub use self::{
    error::RelayError,
    heartbeat::Heartbeat,
    report::{MailboxEvent, RelayEvent, RelayState},
};
use self::{
    letters::{LetterStore, Letters},
    socket::{Handshake, Incoming, Socket},
};
use crate::{
    change::Source,
    clock::now_ms,
    config::Secrets,
    inbox::Inbox,
    sources::{
        link::{Backoff, Disconnect, Link, supervise},
        webhook::WebhookIntake,
    },
};

/// How long to wait before the relay is tried again: at first, and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// How long a relay may take to delete a mailbox.
const CLOSING: Duration = Duration::from_secs(20);
/// The number by which a WebSocket is closed in good order (RFC 6455).
const DONE: u16 = 1000;
/// The most letters that are stored together, and the most bytes of them.
const TOGETHER: (usize, usize) = (256, 4 * 1024 * 1024);

/// The name under which a mailbox's key is kept.
pub fn key_name(endpoint: &str) -> String {
    format!("relay/{endpoint}")
}

/// A mailbox to be kept connected.
pub struct Mailbox {
    /// The endpoint that it is.
    pub endpoint: String,
    /// Where it is.
    pub relay: RelayAddress,
    /// What webhooks may be posted with.
    pub tokens: Vec<Token>,
    /// Where its key is kept.
    pub secrets: Arc<dyn Secrets>,
    /// Where its letters go.
    pub inbox: Inbox,
    /// Knows the secrets that webhooks are signed with.
    pub webhooks: WebhookIntake,
    /// Reaches relays.
    pub dialler: Arc<Dialler>,
    /// Tells what happens.
    pub events: mpsc::Sender<MailboxEvent>,
    /// Counts how often the computer woke up, or something else made trying again at once worthwhile.
    pub retry_signal: watch::Receiver<u64>,
}

/// Opens a mailbox with new keys, or shows that it can be entered with these.
///
/// # Errors
/// Why not.
pub async fn open(
    dialler: &Dialler,
    relay: &RelayAddress,
    keys: &Keys,
    tokens: &[Token],
    invitation: Option<Invitation>,
) -> Result<(), RelayError> {
    let handshake = Handshake { keys, tokens, invitation, cursor: None };
    Socket::enter(dialler, relay, handshake).await.map(drop)
}

/// Deletes a mailbox with all that is in it. Without tokens its addresses are gone before.
///
/// # Errors
/// When the relay can't be told.
pub async fn close(dialler: &Dialler, relay: &RelayAddress, keys: &Keys, tokens: &[Token]) -> Result<(), RelayError> {
    let handshake = Handshake { keys, tokens, invitation: None, cursor: None };
    let (mut socket, _) = Socket::enter(dialler, relay, handshake).await?;
    socket.say(&FromDevice::Close).await?;
    let answered = async {
        loop {
            match socket.next().await? {
                Incoming::Said(FromRelay::Refused { reason }) => return Err(RelayError::Refused(reason)),
                // It closes the connection in good order when that is done.
                Incoming::Closed(Some(DONE)) => return Ok(()),
                Incoming::Closed(_) => return Err(RelayError::Lost),
                Incoming::Said(_) | Incoming::Letter(_) => {}
            }
        }
    };
    timeout(CLOSING, answered).await.unwrap_or(Err(RelayError::Lost))
}

impl Mailbox {
    /// Keeps it connected until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        supervise(self, Backoff::new(BACKOFF), shutdown).await;
    }

    async fn keys(&self) -> Result<Keys, RelayError> {
        // A locked keyring is not made to ask for its password here: the endpoints' secrets do that, once.
        self.secrets.access().await.check().map_err(RelayError::Secrets)?;
        let kept = self.secrets.get(&key_name(&self.endpoint)).await.map_err(RelayError::Secrets)?;
        Keys::from_text(&kept.ok_or(RelayError::NoKey)?).map_err(|_| RelayError::NoKey)
    }

    async fn report(&self, event: RelayEvent) {
        // Nobody listens only at the end.
        let _ = self.events.send(MailboxEvent { endpoint: self.endpoint.clone(), event }).await;
    }
}

impl Link for Mailbox {
    type Live = Heartbeat;
    type Error = RelayError;

    fn name(&self) -> String {
        format!("mailbox {}", self.endpoint)
    }

    fn secrets(&self) -> &Arc<dyn Secrets> {
        &self.secrets
    }

    async fn tell(&self, state: RelayState) {
        self.report(RelayEvent::State(state)).await;
    }

    async fn retry_requested(&mut self) {
        if self.retry_signal.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Connects and takes letters.
    async fn follow(&mut self, backoff: &mut Backoff) -> Result<Infallible, Disconnect<RelayError>> {
        self.retry_signal.mark_unchanged();
        let keys = Arc::new(self.keys().await?);
        let mailbox = keys.public().mailbox();
        let cursor = self.inbox.mailbox_cursor(&mailbox).await.map_err(RelayError::from)?;
        let handshake = Handshake { keys: &keys, tokens: &self.tokens, invitation: None, cursor };
        let (mut socket, welcome) = Socket::enter(&self.dialler, &self.relay, handshake).await?;
        self.tell(RelayState::Live { since_ms: now_ms(), by: socket.heartbeat() }).await;
        self.report(RelayEvent::Waited(welcome.backlog)).await;
        let store = LetterStore {
            endpoint: self.endpoint.clone(),
            relay: self.relay.host().to_owned(),
            mailbox,
            keys: keys.clone(),
            inbox: self.inbox.clone(),
            webhooks: self.webhooks.clone(),
        };
        let mut cursor = match cursor {
            Some(cursor) if cursor.epoch == welcome.epoch => cursor,
            _ => Cursor { epoch: welcome.epoch, after: 0 },
        };
        let mut source = if welcome.backlog > 0 { Source::RelayKept } else { Source::Relay };
        loop {
            let mut next = Some(tokio::select! {
                message = socket.next() => message?,
                Ok(()) = self.retry_signal.changed() => return Err(Disconnect::Reconnect),
            });
            // All that is at hand is stored together, in the order in which it came.
            let (mut letters, mut caught_up) = (Letters::none(), false);
            while let Some(message) = next.take() {
                match message {
                    Incoming::Letter(bytes) => match SealedLetter::from_bytes(&bytes) {
                        Some(letter) => letters.take(letter, &mut cursor.after),
                        None => return Err(RelayError::NotARelay("a letter without a number".to_owned()).into()),
                    },
                    Incoming::Said(FromRelay::Gap { reason, until_ms }) => {
                        letters.gap = Some(until_ms);
                        if reason == GapReason::Reset {
                            // Its numbers begin again.
                            cursor.after = 0;
                        }
                        self.report(RelayEvent::Gap(reason)).await;
                    }
                    Incoming::Said(FromRelay::CaughtUp) => {
                        caught_up = true;
                        break;
                    }
                    Incoming::Said(FromRelay::Refused { reason }) => return Err(RelayError::Refused(reason).into()),
                    Incoming::Closed(_) => return Err(RelayError::Lost.into()),
                    Incoming::Said(_) => {}
                }
                if letters.sealed.len() < TOGETHER.0 && letters.bytes() < TOGETHER.1 {
                    next = socket.at_hand()?;
                }
            }
            if !letters.is_empty() {
                store.store(letters, source, cursor).await?;
                socket.say(&FromDevice::Confirm { after: cursor.after }).await?;
                // Only what works all the way ends the waits between tries.
                backoff.reset();
            }
            if caught_up {
                backoff.reset();
                source = Source::Relay;
                self.report(RelayEvent::CaughtUp).await;
            }
        }
    }
}
