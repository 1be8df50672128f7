//! The role of a store that the operator sees and changes.

use rowbell_protocol::MailboxId;

use super::{Answer, Epoch, Quota};

/// What the operator sees of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxSummary {
    /// Which.
    pub id: MailboxId,
    /// The note of the invitation that opened it.
    pub note: String,
    /// Unix milliseconds.
    pub opened_ms: i64,
    /// When the operator closed it. Unix milliseconds.
    pub closed_ms: Option<i64>,
    /// When the last letter arrived. Unix milliseconds.
    pub last_ms: Option<i64>,
    /// How many letters are stored.
    pub letters: u64,
    /// How many bytes they have, sealed.
    pub bytes: u64,
    /// How many addresses it has.
    pub addresses: u64,
    /// What differs from the settings.
    pub quota: Quota,
}

/// Sums over all mailboxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Open mailboxes.
    pub mailboxes: u64,
    /// Letters stored.
    pub letters: u64,
    /// Their bytes, sealed.
    pub bytes: u64,
}

/// What an operator sees and changes.
pub trait Administration: Send + Sync {
    /// The mailboxes.
    fn list(&self) -> Answer<'_, Vec<MailboxSummary>>;

    /// Sums over all mailboxes.
    fn totals(&self) -> Answer<'_, Totals>;

    /// Closes a mailbox for good and deletes its letters; nobody can open it again. False if there is none.
    fn close(&self, mailbox: MailboxId, now_ms: i64) -> Answer<'_, bool>;

    /// Sets a mailbox's quota. False if there is none.
    fn set_quota(&self, mailbox: MailboxId, quota: Quota) -> Answer<'_, bool>;

    /// Begins another epoch, after a backup was restored: cursors of the old one mean nothing from then on.
    fn new_epoch(&self) -> Answer<'_, Epoch>;

    /// Writes something durably, to see whether that is possible.
    fn probe(&self) -> Answer<'_, ()>;
}
