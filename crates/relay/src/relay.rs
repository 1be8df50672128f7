//! What all parts of a running relay share.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rowbell_protocol::{Enter, MAX_ADDRESSES, MailboxId, Refusal};
use tokio::sync::{Mutex, RwLock, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    directory::{Directory, Mailbox},
    memory::MemoryBudget,
    metrics::Metrics,
    rate::{Failures, Rate},
    server::MAX_HANDSHAKES,
    store::{EnterRequest, RegistrySnapshot, Revision, SharedStore, StoreError},
};

/// How soon the registry is read again after that failed.
const REGISTRY_RETRY: Duration = Duration::from_secs(1);
/// How often old letters are pruned.
const PRUNE_INTERVAL: Duration = Duration::from_secs(30);
/// For how long the result of a test write is reused.
const PROBE_LIFETIME: Duration = Duration::from_secs(1);
/// How many KiB of all mailboxes' bodies may be in memory: of small ones, and of large ones.
const BODY_KIB: (usize, usize) = (64 * 1024, 256 * 1024);

/// How a relay behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether an invitation is required to open a mailbox.
    pub invitation_needed: bool,
    /// How many mailboxes there may be.
    pub max_mailboxes: u64,
    /// For how many days letters are kept.
    pub days: u32,
    /// How many letters of a mailbox are kept, where it has no quota of its own.
    pub letters: u64,
    /// How fast letters may arrive for one mailbox.
    pub rate: Rate,
    /// How many devices may be connected.
    pub max_devices: usize,
    /// Whether metrics have a listener of their own instead of being served beside everything else.
    pub separate_metrics: bool,
}

/// A running relay. [`crate::serve`] makes it listen.
pub struct Relay {
    pub(crate) store: SharedStore,
    pub(crate) options: Options,
    pub(crate) directory: Directory,
    /// Held for reading while a device enters, and for writing while the registry is reloaded, so that what was read before a device's
    /// addresses were stored can't replace them.
    registry: RwLock<()>,
    pub(crate) metrics: Metrics,
    pub(crate) failures: Failures,
    pub(crate) memory: MemoryBudget,
    /// Permits for connected devices.
    pub(crate) devices: Semaphore,
    /// Permits for handshakes.
    pub(crate) handshakes: Arc<Semaphore>,
    pub(crate) started: Timestamp,
    /// When the last test write was made, and its result.
    probed: Mutex<Option<(Instant, Result<(), StoreError>)>>,
    /// Cancelled when the relay is to end: nothing new is begun.
    pub(crate) ending: CancellationToken,
    /// What has to finish before the relay ends: storing letters, closing devices' connections.
    pub(crate) tasks: TaskTracker,
}

impl Relay {
    /// Reads the registry, and begins to follow its changes and to prune old letters.
    ///
    /// # Errors
    /// If the store can't be read.
    pub async fn start(
        store: SharedStore,
        options: Options,
        ending: CancellationToken,
    ) -> Result<Arc<Self>, StoreError> {
        let relay = Arc::new(Self {
            directory: Directory::default(),
            registry: RwLock::default(),
            metrics: Metrics::new(),
            failures: Failures::default(),
            memory: MemoryBudget::new(BODY_KIB),
            devices: Semaphore::new(options.max_devices),
            handshakes: Arc::new(Semaphore::new(MAX_HANDSHAKES)),
            started: Timestamp::now(),
            probed: Mutex::default(),
            ending,
            tasks: TaskTracker::new(),
            store,
            options,
        });
        let revision = relay.reload_registry().await?;
        tokio::spawn(Arc::clone(&relay).follow_registry(revision));
        tokio::spawn(Arc::clone(&relay).prune_old_letters());
        Ok(relay)
    }

    /// Brings the directory up to the registry, and gives the registry's revision.
    async fn reload_registry(&self) -> Result<Revision, StoreError> {
        let _nobody_enters = self.registry.write().await;
        let RegistrySnapshot { revision, mailboxes } = self.store.registry().await?;
        self.directory.replace(&mailboxes);
        Ok(revision)
    }

    async fn follow_registry(self: Arc<Self>, mut revision: Revision) {
        let ending = self.ending.clone();
        let next = async |known| {
            self.store.registry_changed(known).await?;
            self.reload_registry().await
        };
        while let Some(reloaded) = ending.run_until_cancelled(next(revision)).await {
            match reloaded {
                Ok(reloaded) => revision = reloaded,
                Err(StoreError::Ended) => return,
                Err(error) => {
                    tracing::error!(%error, "the registry can't be read; its last known state stays in use");
                    tokio::time::sleep(REGISTRY_RETRY).await;
                }
            }
        }
    }

    async fn prune_old_letters(self: Arc<Self>) {
        while self.ending.run_until_cancelled(tokio::time::sleep(PRUNE_INTERVAL)).await.is_some() {
            self.prune().await;
        }
    }

    async fn prune(&self) {
        let max_age_ms = i64::from(self.options.days) * 24 * 60 * 60 * 1000;
        loop {
            let now_ms = now_ms();
            match self.store.prune(now_ms - max_age_ms, now_ms).await {
                Ok(pruned) => {
                    self.metrics.pruned.inc_by(pruned.letters);
                    if !pruned.more || self.ending.is_cancelled() {
                        return;
                    }
                }
                Err(error) => return tracing::error!(%error, "old letters can't be deleted"),
            }
        }
    }

    /// Lets a device whose signature has been checked into its mailbox, which is opened or changed as the device asks.
    pub(crate) async fn enter(&self, enter: &Enter) -> Result<Arc<Mailbox>, Refusal> {
        let mut addresses = enter.addresses.clone();
        addresses.sort_unstable();
        addresses.dedup();
        if addresses.len() > MAX_ADDRESSES {
            return Err(Refusal::Addresses);
        }
        if let Some(mailbox) = self.directory.find_exact(&enter.keys, &addresses) {
            return Ok(mailbox);
        }
        let request = EnterRequest {
            keys: enter.keys,
            addresses,
            invitation: enter.invitation,
            invitation_needed: self.options.invitation_needed,
            max_mailboxes: self.options.max_mailboxes,
            now_ms: now_ms(),
        };
        let _registry_unchanged = self.registry.read().await;
        match self.store.enter(request).await {
            Ok(Ok(registered)) => Ok(self.directory.put(&registered)),
            Ok(Err(refusal)) => Err(refusal),
            Err(error) => {
                tracing::error!(%error, "a device can't enter: the store failed");
                Err(Refusal::Unavailable)
            }
        }
    }

    /// Deletes a mailbox, as its owner asks.
    pub(crate) async fn delete(&self, mailbox: MailboxId) -> Result<(), StoreError> {
        let _registry_unchanged = self.registry.read().await;
        self.store.delete(mailbox).await?;
        self.directory.remove(&mailbox);
        Ok(())
    }

    /// Whether a letter could be stored. A test write is made at most once a second, because it costs a sync.
    pub(crate) async fn can_store(&self) -> Result<(), StoreError> {
        let mut probed = self.probed.lock().await;
        match &*probed {
            Some((at, result)) if at.elapsed() < PROBE_LIFETIME => result.clone(),
            _ => {
                let result = self.store.probe().await;
                *probed = Some((Instant::now(), result.clone()));
                result
            }
        }
    }

    /// Counts a letter against a mailbox's rate limit; if it is reached, gives the seconds until another letter is accepted.
    pub(crate) fn check_rate(&self, mailbox: &Mailbox) -> Result<(), u64> {
        mailbox.check_rate(self.options.rate, Instant::now())
    }
}

/// The current time in Unix milliseconds.
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}
