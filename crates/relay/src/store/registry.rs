//! The role of a store that keeps the registry: which mailboxes there are, and where letters for them are posted.

use rowbell_protocol::{Invitation, MailboxId, PublicKeys, Refusal, TokenHash};

use super::Answer;

/// A state of the registry; every change makes another one.
pub type Revision = u64;

/// A mailbox in the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredMailbox {
    /// Its owner's keys.
    pub keys: PublicKeys,
    /// Where letters for it are posted.
    pub addresses: Vec<TokenHash>,
    /// What differs from the relay's settings.
    pub quota: Quota,
    /// The operator has closed it.
    pub closed: bool,
}

/// What the operator has set for one mailbox; none: the relay's settings apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// How many letters are kept.
    pub letters: Option<u64>,
    /// How many bytes of sealed letters are kept.
    pub bytes: Option<u64>,
    /// How many letters may arrive per second, in the long run.
    pub per_second: Option<u32>,
}

/// All mailboxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrySnapshot {
    /// The state that this is. A change that is made while it is read may be in it already.
    pub revision: Revision,
    /// The mailboxes, closed ones included.
    pub mailboxes: Vec<RegisteredMailbox>,
}

/// A device that enters in a way that changes the registry.
#[derive(Clone, Debug)]
pub struct EnterRequest {
    /// The mailbox's keys.
    pub keys: PublicKeys,
    /// The addresses that the mailbox is to have.
    pub addresses: Vec<TokenHash>,
    /// What allows the device to open a mailbox.
    pub invitation: Option<Invitation>,
    /// Whether an invitation is required for that.
    pub invitation_needed: bool,
    /// How many mailboxes there may be.
    pub max_mailboxes: u64,
    /// Unix milliseconds.
    pub now_ms: i64,
}

/// Keeps the registry.
pub trait Registry: Send + Sync {
    /// All mailboxes.
    fn registry(&self) -> Answer<'_, RegistrySnapshot>;

    /// Resolves once the registry has another revision than this one, whoever changed it.
    fn registry_changed(&self, since: Revision) -> Answer<'_, ()>;

    /// Opens a mailbox if it does not exist and may be opened, and gives it its addresses; or says why not.
    fn enter(&self, request: EnterRequest) -> Answer<'_, Result<RegisteredMailbox, Refusal>>;

    /// Deletes a mailbox and its letters, as its owner asks. False if there is none.
    fn delete(&self, mailbox: MailboxId) -> Answer<'_, bool>;
}
