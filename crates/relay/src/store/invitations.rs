//! The role of a store that keeps invitations.

use rowbell_protocol::TokenHash;

use super::Answer;

/// An invitation, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInvitation {
    /// The SHA-256 of its secret.
    pub hash: TokenHash,
    /// For the operator.
    pub note: String,
    /// Unix milliseconds.
    pub made_ms: i64,
    /// Unix milliseconds; none: it does not expire.
    pub ends_ms: Option<i64>,
    /// How many mailboxes it may still open.
    pub uses_left: u32,
    /// How many it has opened.
    pub used: u32,
}

/// Keeps invitations.
pub trait Invitations: Send + Sync {
    /// Stores an invitation.
    fn invite(&self, invitation: StoredInvitation) -> Answer<'_, ()>;

    /// All invitations, used up and expired ones included.
    fn invitations(&self) -> Answer<'_, Vec<StoredInvitation>>;

    /// Revokes an invitation. False if there is none.
    fn revoke(&self, hash: TokenHash) -> Answer<'_, bool>;
}
