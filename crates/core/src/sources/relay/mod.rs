//! A mailbox at a relay: webhooks that a server keeps for this computer, over a connection that this computer opens. One task
//! for each; it holds the mailbox's key.
//!
//! Letters are confirmed after they are in the inbox, together with the cursor that says so: the relay may send one
//! twice, and it is here once.

mod letters;
mod report;
mod socket;

use std::{convert::Infallible, sync::Arc, time::Duration};

use rowbell_dial::Dialler;
use rowbell_protocol::{Cursor, FromDevice, FromRelay, GapReason, Invitation, Keys, SealedLetter, Token};
use tokio::{
    sync::{mpsc, watch},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::info;

pub use rowbell_protocol::RelayAddress;

pub use self::report::{Heartbeat, RelayEvent, RelayNews, RelayState, RelayWhy};
use self::{
    letters::{Letters, Storing},
    socket::{Heard, Socket, Visitor},
};
use super::{random_share, until_unlocked};
use crate::{
    change::Source,
    clock::now_ms,
    config::{Access as SecretsAccess, Secrets},
    inbox::Inbox,
    sources::webhook::WebhookIntake,
};

/// How long to wait before the relay is tried again: at first, and at most. The wait is random up to that (full jitter), so
/// that not all laptops of a company come back at once.
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
    pub news: mpsc::Sender<RelayNews>,
    /// Counts how often the computer woke up, or something else made trying again at once worthwhile.
    pub nudges: watch::Receiver<u64>,
}

/// Why a connection is not used any more.
enum Over {
    /// The computer woke up: connect again at once.
    Again,
    /// It failed.
    Failed(RelayWhy),
}

impl From<RelayWhy> for Over {
    fn from(why: RelayWhy) -> Self {
        Self::Failed(why)
    }
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
) -> Result<(), RelayWhy> {
    let visitor = Visitor { keys, tokens, invitation, cursor: None };
    Socket::enter(dialler, relay, visitor).await.map(drop)
}

/// Deletes a mailbox with all that is in it. Without tokens its addresses are gone before.
///
/// # Errors
/// When the relay can't be told.
pub async fn close(dialler: &Dialler, relay: &RelayAddress, keys: &Keys, tokens: &[Token]) -> Result<(), RelayWhy> {
    let visitor = Visitor { keys, tokens, invitation: None, cursor: None };
    let (mut socket, _) = Socket::enter(dialler, relay, visitor).await?;
    socket.say(&FromDevice::Close).await?;
    let answered = async {
        loop {
            match socket.next().await? {
                Heard::Said(FromRelay::Refused { reason }) => return Err(RelayWhy::Refused(reason)),
                // It closes the connection in good order when that is done.
                Heard::Closed(Some(DONE)) => return Ok(()),
                Heard::Closed(_) => return Err(RelayWhy::Lost),
                Heard::Said(_) | Heard::Letter(_) => {}
            }
        }
    };
    timeout(CLOSING, answered).await.unwrap_or(Err(RelayWhy::Lost))
}

impl Mailbox {
    /// Keeps it connected until `shutdown`.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut backoff = BACKOFF.0;
        loop {
            self.tell(RelayEvent::State(RelayState::Connecting)).await;
            let over = tokio::select! {
                over = self.follow(&mut backoff) => match over {
                    Ok(never) => match never {},
                    Err(over) => over,
                },
                () = shutdown.cancelled() => return,
            };
            let Over::Failed(why) = over else { continue };
            info!(endpoint = self.endpoint, why = why.code(), said = %why, "not connected to the relay");
            let locked = matches!(why, RelayWhy::Secrets(_)) && self.secrets.access().await != SecretsAccess::Open;
            let wait = why.wait().unwrap_or_else(|| backoff.mul_f64(random_share()));
            backoff = (backoff * 2).min(BACKOFF.1);
            let until_ms = now_ms() + wait.as_millis() as i64;
            self.tell(RelayEvent::State(RelayState::Waiting { why, until_ms })).await;
            tokio::select! {
                () = sleep(wait) => {}
                () = until_unlocked(&*self.secrets), if locked => {}
                Ok(()) = self.nudges.changed() => backoff = BACKOFF.0,
                () = shutdown.cancelled() => return,
            }
        }
    }

    /// Connects and takes letters, until it can't.
    async fn follow(&mut self, backoff: &mut Duration) -> Result<Infallible, Over> {
        self.nudges.mark_unchanged();
        let keys = Arc::new(self.keys().await?);
        let mailbox = keys.public().mailbox();
        let cursor = self.inbox.mailbox_cursor(&mailbox).await.map_err(RelayWhy::from)?;
        let visitor = Visitor { keys: &keys, tokens: &self.tokens, invitation: None, cursor };
        let (mut socket, welcome) = Socket::enter(&self.dialler, &self.relay, visitor).await?;
        let state = RelayState::Live { since_ms: now_ms(), heard: socket.heartbeat() };
        self.tell(RelayEvent::State(state)).await;
        self.tell(RelayEvent::Waited(welcome.backlog)).await;
        let storing = Storing {
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
                heard = socket.next() => heard?,
                Ok(()) = self.nudges.changed() => return Err(Over::Again),
            });
            // All that is at hand is stored together, in the order in which it came.
            let (mut letters, mut caught_up) = (Letters::none(), false);
            while let Some(heard) = next.take() {
                match heard {
                    Heard::Letter(bytes) => match SealedLetter::from_bytes(&bytes) {
                        Some(letter) => letters.take(letter, &mut cursor.after),
                        None => return Err(RelayWhy::NotARelay("a letter without a number".to_owned()).into()),
                    },
                    Heard::Said(FromRelay::Gap { reason, until_ms }) => {
                        letters.gap = Some(until_ms);
                        if reason == GapReason::Reset {
                            // Its numbers begin again.
                            cursor.after = 0;
                        }
                        self.tell(RelayEvent::Gap(reason)).await;
                    }
                    Heard::Said(FromRelay::CaughtUp) => {
                        caught_up = true;
                        break;
                    }
                    Heard::Said(FromRelay::Refused { reason }) => return Err(RelayWhy::Refused(reason).into()),
                    Heard::Closed(_) => return Err(RelayWhy::Lost.into()),
                    Heard::Said(_) => {}
                }
                if letters.sealed.len() < TOGETHER.0 && letters.bytes() < TOGETHER.1 {
                    next = socket.at_hand()?;
                }
            }
            if !letters.is_empty() {
                storing.store(letters, source, cursor).await?;
                socket.say(&FromDevice::Confirm { after: cursor.after }).await?;
                // Only what works all the way ends the waits between tries.
                *backoff = BACKOFF.0;
            }
            if caught_up {
                *backoff = BACKOFF.0;
                source = Source::Relay;
                self.tell(RelayEvent::CaughtUp).await;
            }
        }
    }

    async fn keys(&self) -> Result<Keys, RelayWhy> {
        // A locked keyring is not made to ask for its password here: the endpoints' secrets do that, once.
        self.secrets.access().await.check().map_err(RelayWhy::Secrets)?;
        let kept = self.secrets.get(&key_name(&self.endpoint)).await.map_err(RelayWhy::Secrets)?;
        Keys::from_text(&kept.ok_or(RelayWhy::NoKey)?).map_err(|_| RelayWhy::NoKey)
    }

    async fn tell(&self, event: RelayEvent) {
        // Nobody listens only at the end.
        let _ = self.news.send(RelayNews { endpoint: self.endpoint.clone(), event }).await;
    }
}
