//! The open mailboxes in memory: which token belongs to which, how fast letters may arrive, how many are being stored.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use rowbell_protocol::{MailboxId, PublicKeys, TokenHash};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{
    memory::MemoryBudget,
    rate::{Bucket, Rate},
    store::{Quota, RegisteredMailbox},
};

/// How many letters of one mailbox are sealed and stored at a time; further ones wait, and don't slow down other mailboxes.
const MAX_STORING: usize = 32;
/// How many letters of one mailbox may wait or be under way; senders of further ones are told to try later.
const MAX_PENDING: usize = 512;
/// How many KiB of one mailbox's bodies may be in memory: of small ones, and of large ones.
const BODY_KIB: (usize, usize) = (4 * 1024, 16 * 1024);

/// An open mailbox.
pub(crate) struct Mailbox {
    pub(crate) id: MailboxId,
    pub(crate) keys: PublicKeys,
    quota: Mutex<Quota>,
    bucket: Mutex<Bucket>,
    pub(crate) pending: Arc<Semaphore>,
    pub(crate) storing: Arc<Semaphore>,
    pub(crate) memory: MemoryBudget,
    /// It no longer exists: its owner deleted it, or the operator closed it.
    pub(crate) gone: CancellationToken,
    /// The operator closed it; set before `gone`.
    pub(crate) closed: AtomicBool,
}

/// All open mailboxes.
#[derive(Default)]
pub(crate) struct Directory(RwLock<Index>);

#[derive(Default)]
struct Index {
    by_id: HashMap<MailboxId, Entry>,
    by_token: HashMap<TokenHash, Arc<Mailbox>>,
}

struct Entry {
    mailbox: Arc<Mailbox>,
    addresses: Vec<TokenHash>,
}

impl Mailbox {
    fn new(registered: &RegisteredMailbox) -> Self {
        Self {
            id: registered.keys.mailbox(),
            keys: registered.keys,
            quota: Mutex::new(registered.quota),
            bucket: Mutex::default(),
            pending: Arc::new(Semaphore::new(MAX_PENDING)),
            storing: Arc::new(Semaphore::new(MAX_STORING)),
            memory: MemoryBudget::new(BODY_KIB),
            gone: CancellationToken::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// What the operator has set for this mailbox.
    pub(crate) fn quota(&self) -> Quota {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a letter against the rate limit; if it is reached, gives the seconds until another letter is accepted.
    pub(crate) fn check_rate(&self, default: Rate, now: Instant) -> Result<(), u64> {
        let rate = self.quota().per_second.map_or(default, |per_second| default.scaled_to(per_second));
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner).take(rate, now)
    }
}

impl Directory {
    /// The mailbox that a token posts to.
    pub(crate) fn by_token(&self, hash: &TokenHash) -> Option<Arc<Mailbox>> {
        self.read().by_token.get(hash).cloned()
    }

    /// The mailbox of these keys, if it has exactly these addresses.
    pub(crate) fn find_exact(&self, keys: &PublicKeys, addresses: &[TokenHash]) -> Option<Arc<Mailbox>> {
        let index = self.read();
        let entry = index.by_id.get(&keys.mailbox())?;
        let same =
            entry.addresses.len() == addresses.len() && addresses.iter().all(|hash| entry.addresses.contains(hash));
        same.then(|| Arc::clone(&entry.mailbox))
    }

    /// Adds a mailbox or updates it.
    pub(crate) fn put(&self, registered: &RegisteredMailbox) -> Arc<Mailbox> {
        let mut index = self.0.write().unwrap_or_else(PoisonError::into_inner);
        index.put(registered)
    }

    /// Replaces all mailboxes by those of the registry. Mailboxes that remain keep their state.
    pub(crate) fn replace(&self, all: &[RegisteredMailbox]) {
        let mut index = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *index);
        for registered in all.iter().filter(|registered| !registered.closed) {
            let id = registered.keys.mailbox();
            if let Some(entry) = before.by_id.remove(&id) {
                index.by_id.insert(id, Entry { mailbox: entry.mailbox, addresses: Vec::new() });
            }
            index.put(registered);
        }
        for registered in all.iter().filter(|registered| registered.closed) {
            if let Some(entry) = before.by_id.get(&registered.keys.mailbox()) {
                entry.mailbox.closed.store(true, Ordering::Release);
            }
        }
        for entry in before.by_id.into_values() {
            entry.mailbox.gone.cancel();
        }
    }

    /// Removes a mailbox.
    pub(crate) fn remove(&self, id: &MailboxId) {
        let mut index = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = index.by_id.remove(id) {
            for hash in &entry.addresses {
                index.by_token.remove(hash);
            }
            entry.mailbox.gone.cancel();
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Index> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index {
    fn put(&mut self, registered: &RegisteredMailbox) -> Arc<Mailbox> {
        let id = registered.keys.mailbox();
        let new = || Entry { mailbox: Arc::new(Mailbox::new(registered)), addresses: Vec::new() };
        let entry = self.by_id.entry(id).or_insert_with(new);
        for hash in std::mem::replace(&mut entry.addresses, registered.addresses.clone()) {
            self.by_token.remove(&hash);
        }
        for hash in &registered.addresses {
            self.by_token.insert(*hash, Arc::clone(&entry.mailbox));
        }
        *entry.mailbox.quota.lock().unwrap_or_else(PoisonError::into_inner) = registered.quota;
        Arc::clone(&entry.mailbox)
    }
}
