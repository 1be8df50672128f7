//! What a mailbox at a relay tells of itself.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use rowbell_dial::DialError;
use rowbell_protocol::{GapReason, Refusal};
use tokio::time::Instant;

use crate::{
    clock::now_ms,
    config::SecretsError,
    database::DatabaseError,
    sources::link::{LinkError, LinkState},
};

/// How a mailbox is connected, and when its relay was heard last. While it waits, the relay keeps what arrives.
pub type RelayState = LinkState<Heartbeat, RelayError>;

/// When a relay was heard last. It changes all the time, so nobody is told that it did.
#[derive(Clone, Debug)]
pub struct Heartbeat(Arc<Beats>);

#[derive(Debug)]
struct Beats {
    /// The last one by the clock. Unix milliseconds.
    last_ms: AtomicI64,
    /// When it began, and how many milliseconds later the last one was: a clock may be set.
    began: Instant,
    after_ms: AtomicU64,
}

impl Heartbeat {
    pub(super) fn new() -> Self {
        Self(Arc::new(Beats { last_ms: AtomicI64::new(now_ms()), began: Instant::now(), after_ms: AtomicU64::new(0) }))
    }

    pub(super) fn beat(&self) {
        let beats = &self.0;
        beats.last_ms.store(now_ms(), Ordering::Relaxed);
        let after_ms = u64::try_from(beats.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        beats.after_ms.store(after_ms, Ordering::Relaxed);
    }

    /// When the last one was.
    pub(super) fn last(&self) -> Instant {
        self.0.began + Duration::from_millis(self.0.after_ms.load(Ordering::Relaxed))
    }

    /// How many whole seconds ago the last one was, at a time in Unix milliseconds.
    pub fn seconds_ago(&self, now_ms: i64) -> u64 {
        u64::try_from(now_ms - self.last_ms()).unwrap_or(0) / 1000
    }

    /// The time of the last one. Unix milliseconds.
    pub fn last_ms(&self) -> i64 {
        self.0.last_ms.load(Ordering::Relaxed)
    }
}

impl PartialEq for Heartbeat {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Heartbeat {}

/// Why a mailbox is not connected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// The relay can't be reached, or its certificate is not trusted.
    #[error(transparent)]
    Dial(DialError),
    /// Something else answers at its address.
    #[error("no relay answers at its address, or one that does not run well: {0}")]
    NotARelay(String),
    /// The relay does not let this computer in.
    #[error("the relay refuses: {0:?}")]
    Refused(Refusal),
    /// It has no room for another connection for now, or is about to end.
    #[error("the relay takes no further connection for now")]
    Busy,
    /// The connection ended or went silent.
    #[error("the connection to the relay was lost")]
    Lost,
    /// The mailbox's key can't be read.
    #[error("the mailbox's key can't be read: {0}")]
    Secrets(SecretsError),
    /// No key is kept for it, or one that is none.
    #[error("no key is kept for the mailbox")]
    NoKey,
    /// What comes can't be stored.
    #[error(transparent)]
    Database(DatabaseError),
}

impl From<DatabaseError> for RelayError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl RelayError {
    /// A stable code for the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Dial(DialError::NoNetwork { .. }) => "no_network",
            Self::Dial(DialError::Certificate { .. }) => "certificate",
            Self::Dial(DialError::TimedOut) => "timed_out",
            Self::NotARelay(_) => "not_a_relay",
            Self::Refused(refusal) => refusal_code(*refusal),
            Self::Busy => "relay_unavailable",
            Self::Lost => "lost",
            Self::Secrets(error) => error.code(),
            Self::NoKey => "no_key",
            Self::Database(error) => error.code(),
        }
    }

    /// What was said about it; empty where nothing was. Foreign text. Of what is in the way of a connection one word,
    /// [`DialError::cause`].
    pub fn detail(&self) -> String {
        match self {
            Self::Dial(error) => error.cause().to_owned(),
            Self::NotARelay(reason) => reason.clone(),
            Self::Secrets(error) => error.detail(),
            Self::Database(error) => error.detail(),
            Self::Refused(_) | Self::Busy | Self::Lost | Self::NoKey => String::new(),
        }
    }

    /// Whether it will pass without anybody doing something.
    pub fn passes(&self) -> bool {
        match self {
            Self::Dial(error) => !matches!(error, DialError::Certificate { .. }),
            Self::NotARelay(_) | Self::Busy | Self::Lost | Self::Database(_) => true,
            Self::Refused(refusal) => matches!(refusal, Refusal::Full | Refusal::Unavailable | Refusal::Malformed),
            Self::Secrets(error) => error.passes(),
            Self::NoKey => false,
        }
    }
}

impl LinkError for RelayError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn passes(&self) -> bool {
        self.passes()
    }

    fn secrets(&self) -> Option<&SecretsError> {
        match self {
            Self::Secrets(error) => Some(error),
            _ => None,
        }
    }
}

fn refusal_code(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Version => "relay_version",
        Refusal::InvitationNeeded => "invitation_needed",
        Refusal::InvitationInvalid => "invitation_invalid",
        Refusal::Closed => "mailbox_closed",
        Refusal::Full => "relay_full",
        Refusal::Unavailable => "relay_unavailable",
        Refusal::Malformed | Refusal::Signature | Refusal::Addresses | Refusal::Unknown => "relay_refused",
    }
}

/// What a mailbox tells the engine.
#[derive(Debug)]
pub struct MailboxEvent {
    /// The endpoint that it is.
    pub endpoint: String,
    /// What happened.
    pub event: RelayEvent,
}

/// What happens at a mailbox.
#[derive(Debug)]
pub enum RelayEvent {
    /// How it is connected now.
    State(RelayState),
    /// So many letters waited for this computer when it came.
    Waited(u64),
    /// The relay no longer has some that came before.
    Gap(GapReason),
    /// All that waited is stored.
    CaughtUp,
}
