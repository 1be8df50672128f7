//! The role of a store that keeps letters.

use rowbell_protocol::{MailboxId, Sequence};
use tokio::sync::watch;

use super::{Answer, Epoch};

/// How much of a mailbox is kept, where it has no quota of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Letters.
    pub letters: u64,
    /// Bytes of sealed letters.
    pub bytes: u64,
}

/// Where a reader is in a mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The mailbox's last letter, even if it has been pruned; 0 if it never had one.
    pub last: Sequence,
    /// How many letters come after the reader's.
    pub waiting: u64,
}

/// A sealed letter, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLetter {
    /// Its number.
    pub sequence: Sequence,
    /// When it arrived. Unix milliseconds.
    pub received_ms: i64,
    /// Its sealed bytes.
    pub sealed: Vec<u8>,
}

/// Some of a mailbox's letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// In their order.
    pub letters: Vec<StoredLetter>,
    /// Whether letters after the reader's have been pruned, so that it never gets them.
    pub pruned: bool,
    /// If no more letters follow, the mailbox's last sequence: how far the reader is after these.
    pub end: Option<Sequence>,
}

/// What one slice of pruning did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// How many letters were deleted.
    pub letters: u64,
    /// Whether there is more to do.
    pub more: bool,
}

/// Keeps letters.
pub trait Letters: Send + Sync {
    /// The life of this store.
    fn epoch(&self) -> Epoch;

    /// Stores a letter and numbers it. The oldest letters of the same mailbox are deleted if it has too many. The letter is stored even
    /// if nobody waits for the answer. `received_ms`: Unix milliseconds.
    fn append(&self, mailbox: MailboxId, received_ms: i64, sealed: Vec<u8>) -> Answer<'_, Sequence>;

    /// Where a reader is that has had the letters up to `after`.
    fn position(&self, mailbox: MailboxId, after: Sequence) -> Answer<'_, Position>;

    /// The letters after `after`, at most `limit`; fewer if they are large.
    fn read(&self, mailbox: MailboxId, after: Sequence, limit: usize) -> Answer<'_, Page>;

    /// The number of a mailbox's newest letter; 0 until the first one arrives after this call.
    fn watch(&self, mailbox: MailboxId) -> watch::Receiver<Sequence>;

    /// Deletes a slice of the letters that arrived before a time or exceed a quota. Both times are Unix milliseconds.
    fn prune(&self, before_ms: i64, now_ms: i64) -> Answer<'_, Pruned>;
}
