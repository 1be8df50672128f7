//! What Rowbell and its relay say to each other. `docs/relay-protocol.md` tells it in words, for writers of other clients.
//!
//! A **mailbox** belongs to the holder of a key pair ([`Keys`]). Whoever knows one of its addresses may post a **letter**: the
//! relay seals it to the key as it arrives, keeps it, and hands it to the holder, who says by a [`Cursor`] how far they are.
//!
//! No I/O: this crate reads and writes bytes.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
mod encoded;
mod keys;
mod letter;
mod message;
mod seal;

pub use self::{
    address::{AddressError, Invitation, InvitationLink, RelayAddress, Token, TokenHash},
    encoded::{Encoded, NotEncoded},
    keys::{Challenge, Keys, KeysError, MailboxId, PublicKeys},
    letter::{Letter, LetterError},
    message::{Cursor, Enter, FromDevice, FromRelay, GapReason, Refusal, SealedLetter, Sequence},
    seal::SealError,
};

/// The version of the protocol. A relay and a device that speak different ones part with [`Refusal::Version`].
pub const VERSION: u32 = 1;

/// Where under the relay's address devices connect, by WebSocket.
pub const CONNECT_PATH: &str = "v1/connect";

/// Where under the relay's address webhooks are posted, followed by a token.
pub const POST_PATH: &str = "in/";

/// The largest body that a relay takes, in bytes.
pub const MOST_BODY_BYTES: usize = 4 * 1024 * 1024;

/// The most addresses a mailbox has at a time, so that a new one can be in use before the old one ends.
pub const MOST_ADDRESSES: usize = 4;

/// A relay or device that has heard nothing from the other for so long may take it as gone; both ask often enough. Seconds.
pub const SILENCE_SECONDS: u64 = 30;

/// How often a device asks whether the relay is still there, by a WebSocket ping. Seconds.
pub const PING_SECONDS: u64 = 10;

/// How many letters a relay sends ahead of what the device has confirmed.
pub const MOST_UNCONFIRMED: usize = 1000;
