//! The protocol between Rowbell and its relay. `docs/relay-protocol.md` describes it in words, for authors of other clients.
//!
//! A **mailbox** belongs to the holder of its [`Keys`]. Whoever knows one of its addresses may post a **letter**: the relay seals it
//! to the key as it arrives, stores it, and delivers it to the holder, who tells by a [`Cursor`] how far they have read.
//!
//! This crate does no I/O; it only reads and writes bytes.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
mod encoded;
mod keys;
mod letter;
mod message;
mod seal;

pub use self::{
    address::{AddressError, Invitation, InvitationLink, RelayAddress, Token, TokenHash},
    encoded::{DecodeError, Encoded},
    keys::{Challenge, Keys, KeysError, MailboxId, PublicKeys},
    letter::{Letter, LetterError},
    message::{Cursor, Enter, FromDevice, FromRelay, GapReason, Refusal, SealedLetter, Sequence},
    seal::SealError,
};

/// The version of the protocol. A relay refuses a device with another one ([`Refusal::Version`]).
pub const VERSION: u32 = 1;

/// The path under the relay's address where devices connect by WebSocket.
pub const CONNECT_PATH: &str = "v1/connect";

/// The path under the relay's address where webhooks are posted, followed by a token.
pub const POST_PATH: &str = "in/";

/// The largest body that a relay accepts, in bytes.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// The most addresses that a mailbox can have at a time. More than one, so that a new one can be used before the old one ends.
pub const MAX_ADDRESSES: usize = 4;

/// A relay or device that has received nothing from the other for this long may take it as gone. Seconds.
pub const SILENCE_SECONDS: u64 = 30;

/// How often a device sends a WebSocket ping. Seconds.
pub const PING_SECONDS: u64 = 10;

/// How many letters a relay sends at most that the device has not confirmed.
pub const MAX_UNCONFIRMED: usize = 1000;
