//! Where letters and the registry of mailboxes are stored.
//!
//! The rest of the relay knows traits only: [`Letters`], [`Registry`], [`Invitations`] and [`Administration`], which together are a
//! [`Store`]. They are cut so that a store that spans several machines fits them, too: the store numbers letters and announces
//! them ([`Letters::watch`]), keeps nothing about a device, and tells of changes of the registry that others made. [`open`] is the only
//! place that names a store.

mod administration;
mod invitations;
mod letters;
mod registry;
mod sqlite;

use std::{path::Path, sync::Arc};

use futures_util::future::BoxFuture;
use rowbell_protocol::Encoded;

pub use self::{
    administration::{Administration, MailboxSummary, Totals},
    invitations::{Invitations, StoredInvitation},
    letters::{Letters, Limits, Page, Position, Pruned, StoredLetter},
    registry::{EnterRequest, Quota, RegisteredMailbox, Registry, RegistrySnapshot, Revision},
};

/// Which life of a store a sequence belongs to; another one after a backup was restored.
pub type Epoch = Encoded<8>;

/// What a store will answer.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// Why the store can't do what it is asked. Nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No space left on the disk.
    #[error("the disk is full")]
    Full,
    /// Something is wrong with the disk or the file, or another program holds it.
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
    /// The mailbox does not exist, or is closed.
    #[error("there is no such mailbox")]
    NoMailbox,
    /// The store was ended.
    #[error("the store is closed")]
    Ended,
}

/// Stores letters and the registry. An answer that says that something was changed comes after the change is durable.
pub trait Store: Letters + Registry + Invitations + Administration + 'static {
    /// Ends the store once everything that waits is done.
    fn end(&self) -> BoxFuture<'_, ()>;
}

/// A store of whatever kind.
pub type SharedStore = Arc<dyn Store>;

/// Opens the store in a folder, or creates both. Several processes may have it open; at most one of them should be the relay.
///
/// Blocks for a few milliseconds.
///
/// # Errors
/// If that can't be done.
pub fn open(folder: &Path, limits: Limits) -> Result<SharedStore, StoreError> {
    Ok(sqlite::SqliteStore::open(folder, limits)?)
}

/// Whether there is a store in a folder.
pub fn exists(folder: &Path) -> bool {
    folder.join(sqlite::SqliteStore::FILE).exists()
}
