//! The mailboxes as they are in force, in memory: whose token it is, how fast letters may come, how many are under way.

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
    rate::{Bucket, Rate},
    room::Room,
    store::{Quota, Registered},
};

/// How many letters of one mailbox are sealed and stored at a time; further ones wait for each other, not in the way of other
/// mailboxes.
const AT_ONCE: usize = 32;
/// How many may wait or be under way; what comes then is asked to come later.
const WAITING: usize = 512;
/// How many KiB of bodies of one mailbox may be in memory; small ones, and others.
const BODY_KIB: (usize, usize) = (4 * 1024, 16 * 1024);

/// A mailbox that takes letters.
pub(crate) struct Mailbox {
    pub(crate) id: MailboxId,
    pub(crate) keys: PublicKeys,
    quota: Mutex<Quota>,
    bucket: Mutex<Bucket>,
    pub(crate) waiting: Arc<Semaphore>,
    pub(crate) at_once: Arc<Semaphore>,
    pub(crate) room: Room,
    /// It is closed or deleted.
    pub(crate) ended: CancellationToken,
    /// It was closed by the operator; told before it ends.
    pub(crate) closed: AtomicBool,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Directory(RwLock<Inside>);

#[derive(Default)]
struct Inside {
    by_id: HashMap<MailboxId, Entry>,
    by_token: HashMap<TokenHash, Arc<Mailbox>>,
}

struct Entry {
    mailbox: Arc<Mailbox>,
    addresses: Vec<TokenHash>,
}

impl Mailbox {
    fn new(registered: &Registered) -> Self {
        Self {
            id: registered.keys.mailbox(),
            keys: registered.keys,
            quota: Mutex::new(registered.quota),
            bucket: Mutex::default(),
            waiting: Arc::new(Semaphore::new(WAITING)),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            room: Room::new(BODY_KIB),
            ended: CancellationToken::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// What the operator has set for it.
    pub(crate) fn quota(&self) -> Quota {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether one more letter may come now; if not, after how many seconds.
    pub(crate) fn take(&self, usual: Rate, now: Instant) -> Result<(), u64> {
        let rate = self.quota().per_second.map_or(usual, |per_second| usual.scaled_to(per_second));
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner).take(rate, now)
    }
}

impl Directory {
    /// The mailbox that a token posts to.
    pub(crate) fn by_token(&self, hash: &TokenHash) -> Option<Arc<Mailbox>> {
        self.read().by_token.get(hash).cloned()
    }

    /// The mailbox of these keys, if it has just these addresses.
    pub(crate) fn as_wished(&self, keys: &PublicKeys, addresses: &[TokenHash]) -> Option<Arc<Mailbox>> {
        let inside = self.read();
        let entry = inside.by_id.get(&keys.mailbox())?;
        let same =
            entry.addresses.len() == addresses.len() && addresses.iter().all(|hash| entry.addresses.contains(hash));
        same.then(|| Arc::clone(&entry.mailbox))
    }

    /// Puts one mailbox in force as it is now.
    pub(crate) fn put(&self, registered: &Registered) -> Arc<Mailbox> {
        let mut inside = self.0.write().unwrap_or_else(PoisonError::into_inner);
        inside.put(registered)
    }

    /// Puts all that there are in force, and ends those that there are not any more.
    pub(crate) fn replace(&self, all: &[Registered]) {
        let mut inside = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *inside);
        for registered in all.iter().filter(|registered| !registered.closed) {
            let id = registered.keys.mailbox();
            if let Some(entry) = before.by_id.remove(&id) {
                inside.by_id.insert(id, Entry { mailbox: entry.mailbox, addresses: Vec::new() });
            }
            inside.put(registered);
        }
        for registered in all.iter().filter(|registered| registered.closed) {
            if let Some(entry) = before.by_id.get(&registered.keys.mailbox()) {
                entry.mailbox.closed.store(true, Ordering::Release);
            }
        }
        for entry in before.by_id.into_values() {
            entry.mailbox.ended.cancel();
        }
    }

    /// Ends a mailbox.
    pub(crate) fn remove(&self, id: &MailboxId) {
        let mut inside = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = inside.by_id.remove(id) {
            for hash in &entry.addresses {
                inside.by_token.remove(hash);
            }
            entry.mailbox.ended.cancel();
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Inside> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn put(&mut self, registered: &Registered) -> Arc<Mailbox> {
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
