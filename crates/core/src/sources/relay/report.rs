//! What a mailbox at a relay tells of itself.

use rowbell_protocol::GapReason;

use super::{Heartbeat, RelayError};
use crate::sources::link::LinkState;

/// How a mailbox is connected, and when its relay was heard last. While it waits, the relay keeps what arrives.
pub type RelayState = LinkState<Heartbeat, RelayError>;

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
