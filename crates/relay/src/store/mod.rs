//! Where letters and the registry of mailboxes are kept.
//!
//! The rest of the relay knows the trait [`Store`] only. It is cut so that a store of several machines fits it, too: letters
//! are numbered by the store and pushed by it ([`Store::watch`]), nothing is kept of a device, and the registry tells of
//! changes that others made.

mod sqlite;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use rowbell_protocol::{Encoded, Invitation, MailboxId, PublicKeys, Refusal, Sequence, TokenHash};
use tokio::sync::watch;

pub use self::sqlite::SqliteStore;

/// Which life of a store a sequence belongs to.
pub type Epoch = Encoded<8>;

/// What a store answers with, sooner or later.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// Why the store can't do what it is asked. Nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room on the disk.
    #[error("the disk is full")]
    Full,
    /// The disk, the file or the one who holds it.
    #[error("the store can't be read or written: {0}")]
    Failing(String),
    /// It was written by a later version.
    #[error("the store has version {found}, this program knows versions up to {known}: install the newer one")]
    Newer {
        /// The store's.
        found: i64,
        /// This program's.
        known: i64,
    },
    /// There is no such mailbox, or it is closed.
    #[error("there is no such mailbox")]
    NoMailbox,
    /// The program ends.
    #[error("the store is closed")]
    Ended,
}

/// Where a reader stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The mailbox's last letter, also if it has been cut; 0 if it never had one.
    pub last: Sequence,
    /// How many letters are after the reader's.
    pub waiting: u64,
    /// Whether letters after the reader's have been cut.
    pub cut: bool,
}

/// A sealed letter, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub sequence: Sequence,
    /// When it came. Unix milliseconds.
    pub at_ms: i64,
    /// What was sealed.
    pub sealed: Vec<u8>,
}

/// A part of a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// In their order.
    pub letters: Vec<Kept>,
    /// Whether letters between the reader's and the first of these have been cut.
    pub cut: bool,
    /// If there are no more, how far the reader is with these: the mailbox's last letter.
    pub end: Option<Sequence>,
}

/// A mailbox in the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Whose it is.
    pub keys: PublicKeys,
    /// Where letters for it are posted.
    pub addresses: Vec<TokenHash>,
    /// What differs from the relay's settings.
    pub quota: Quota,
    /// The operator has closed it.
    pub closed: bool,
}

/// What the operator has set for one mailbox; none: what holds for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// How many letters are kept.
    pub letters: Option<u64>,
    /// How many bytes of sealed letters are kept.
    pub bytes: Option<u64>,
    /// How many may come a second, in the long run.
    pub per_second: Option<u32>,
}

/// How much of a mailbox is kept, where it has no quota of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Letters.
    pub letters: u64,
    /// Bytes of sealed letters.
    pub bytes: u64,
}

/// A device that enters in a way that changes the registry.
#[derive(Clone, Debug)]
pub struct Entering {
    /// Whose mailbox.
    pub keys: PublicKeys,
    /// The addresses it is to have.
    pub addresses: Vec<TokenHash>,
    /// What lets it open a mailbox.
    pub invitation: Option<Invitation>,
    /// Whether that is needed.
    pub invitation_needed: bool,
    /// How many mailboxes there may be.
    pub most_mailboxes: u64,
    /// Unix milliseconds.
    pub now_ms: i64,
}

/// What the operator sees of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Which.
    pub id: MailboxId,
    /// What the invitation said that it was opened with.
    pub note: String,
    /// Unix milliseconds.
    pub opened_ms: i64,
    /// When the operator closed it.
    pub closed_ms: Option<i64>,
    /// When the last letter came.
    pub last_ms: Option<i64>,
    /// How many are kept.
    pub letters: u64,
    /// How many bytes they have, sealed.
    pub bytes: u64,
    /// How many addresses it has.
    pub addresses: u64,
    /// What differs from the settings.
    pub quota: Quota,
}

/// An invitation, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationKept {
    /// The SHA-256 of it.
    pub hash: TokenHash,
    /// For the operator.
    pub note: String,
    /// Unix milliseconds.
    pub made_ms: i64,
    /// Unix milliseconds; none: it has no end.
    pub ends_ms: Option<i64>,
    /// How many mailboxes it may still open.
    pub uses_left: u32,
    /// How many it has opened.
    pub used: u32,
}

/// Sums over all mailboxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Mailboxes that are open.
    pub mailboxes: u64,
    /// Letters kept.
    pub letters: u64,
    /// Their bytes, sealed.
    pub bytes: u64,
}

/// What one slice of cutting did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// How many letters went.
    pub letters: u64,
    /// Whether there is more to do.
    pub more: bool,
}

/// Keeps letters and the registry. Each answer that says that something was changed comes after it is durable.
pub trait Store: Send + Sync + 'static {
    /// The life of this store.
    fn epoch(&self) -> Epoch;

    /// Keeps a letter and numbers it; too old or too many ones of the same mailbox go. It is done also if nobody waits for the
    /// answer.
    fn append(&self, mailbox: MailboxId, at_ms: i64, sealed: Vec<u8>) -> Answer<'_, Sequence>;

    /// Where somebody stands who has had the letters up to `after`.
    fn standing(&self, mailbox: MailboxId, after: Sequence) -> Answer<'_, Standing>;

    /// The letters after `after`, at most that many; fewer if they are large.
    fn read(&self, mailbox: MailboxId, after: Sequence, most: usize) -> Answer<'_, Page>;

    /// Tells the number of each new letter of a mailbox; 0 until the first one comes.
    fn watch(&self, mailbox: MailboxId) -> watch::Receiver<Sequence>;

    /// Cuts a slice of what came before a time or is beyond a quota.
    fn cut(&self, before_ms: i64, now_ms: i64) -> Answer<'_, Cut>;

    /// All mailboxes.
    fn registry(&self) -> Answer<'_, Vec<Registered>>;

    /// Another number after each change of the registry, whoever made it.
    fn registry_version(&self) -> watch::Receiver<u64>;

    /// Opens a mailbox if it is not there and may be opened, and gives it its addresses; or says why not.
    fn enter(&self, entering: Entering) -> Answer<'_, Result<Registered, Refusal>>;

    /// Deletes a mailbox and its letters, as its owner wants it. False if there is none.
    fn delete(&self, mailbox: MailboxId) -> Answer<'_, bool>;

    /// Closes a mailbox for good, deletes its letters, and lets nobody open it anew. False if there is none.
    fn close(&self, mailbox: MailboxId, now_ms: i64) -> Answer<'_, bool>;

    /// Sets a mailbox's quota. False if there is none.
    fn set_quota(&self, mailbox: MailboxId, quota: Quota) -> Answer<'_, bool>;

    /// The mailboxes, for the operator.
    fn list(&self) -> Answer<'_, Vec<Summary>>;

    /// Sums over all.
    fn totals(&self) -> Answer<'_, Totals>;

    /// Keeps an invitation.
    fn invite(&self, invitation: InvitationKept) -> Answer<'_, ()>;

    /// All invitations, used up and over ones included.
    fn invitations(&self) -> Answer<'_, Vec<InvitationKept>>;

    /// Takes an invitation back. False if there is none.
    fn revoke(&self, hash: TokenHash) -> Answer<'_, bool>;

    /// Begins another life, after a backup was brought back: cursors of the old one mean nothing from then on.
    fn new_epoch(&self) -> Answer<'_, Epoch>;

    /// Writes something durably, to see whether that can be done.
    fn probe(&self) -> Answer<'_, ()>;

    /// Ends it, once all that waits is done.
    fn end(&self) -> BoxFuture<'_, ()>;
}

/// A store, whichever.
pub type SharedStore = Arc<dyn Store>;
