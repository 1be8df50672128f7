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
    metrics::Metrics,
    rate::{Failures, Rate},
    room::Room,
    server::ENTERING,
    store::{Entering, SharedStore, StoreError},
};

/// How often is looked for letters that are too old.
const CUTTING: Duration = Duration::from_secs(30);
/// For how long it is taken as known whether something can be stored.
const PROBING: Duration = Duration::from_secs(1);
/// How many KiB of bodies of all mailboxes may be in memory; small ones, and others.
const BODY_KIB: (usize, usize) = (64 * 1024, 256 * 1024);

/// How a relay is to behave.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Whether opening a mailbox takes an invitation.
    pub invitation_needed: bool,
    /// How many mailboxes there may be.
    pub most_mailboxes: u64,
    /// For how many days letters are kept.
    pub days: u32,
    /// How many letters of a mailbox are kept.
    pub letters: u64,
    /// How fast letters may come to one mailbox.
    pub rate: Rate,
    /// How many devices may be connected.
    pub most_devices: usize,
    /// Metrics are at a listener of their own, and not beside all else.
    pub metrics_apart: bool,
}

/// A running relay. [`crate::serve`] has it listen.
pub struct Relay {
    pub(crate) store: SharedStore,
    pub(crate) rules: Rules,
    pub(crate) directory: Directory,
    /// Held for reading while a device enters, and for writing while the registry is read anew: what was read before a device's
    /// addresses came must not replace them.
    registry: RwLock<()>,
    pub(crate) metrics: Metrics,
    pub(crate) failures: Failures,
    pub(crate) room: Room,
    /// Places for devices that have entered.
    pub(crate) devices: Semaphore,
    /// Places for those that have not.
    pub(crate) entering: Arc<Semaphore>,
    pub(crate) began: Timestamp,
    /// When it was last tried whether something can be stored, and what came of it.
    probed: Mutex<Option<(Instant, Result<(), StoreError>)>>,
    /// It is to end: nothing new is begun.
    pub(crate) ending: CancellationToken,
    /// What has to be done before it ends: letters that are being stored, devices that are told.
    pub(crate) tasks: TaskTracker,
}

impl Relay {
    /// Reads the registry, and begins to look after it and the letters' time.
    ///
    /// # Errors
    /// If the store can't be read.
    pub async fn start(store: SharedStore, rules: Rules, ending: CancellationToken) -> Result<Arc<Self>, StoreError> {
        let relay = Arc::new(Self {
            directory: Directory::default(),
            registry: RwLock::default(),
            metrics: Metrics::new(),
            failures: Failures::default(),
            room: Room::new(BODY_KIB),
            devices: Semaphore::new(rules.most_devices),
            entering: Arc::new(Semaphore::new(ENTERING)),
            began: Timestamp::now(),
            probed: Mutex::default(),
            ending,
            tasks: TaskTracker::new(),
            store,
            rules,
        });
        relay.read_registry().await?;
        tokio::spawn(Arc::clone(&relay).follow_registry());
        tokio::spawn(Arc::clone(&relay).cut_old_letters());
        Ok(relay)
    }

    async fn read_registry(&self) -> Result<(), StoreError> {
        let _nobody_enters = self.registry.write().await;
        self.directory.replace(&self.store.registry().await?);
        Ok(())
    }

    async fn follow_registry(self: Arc<Self>) {
        let mut version = self.store.registry_version();
        while let Some(Ok(())) = self.ending.run_until_cancelled(version.changed()).await {
            if let Err(error) = self.read_registry().await {
                tracing::error!(%error, "the registry can't be read; what was known of it stays in force");
            }
        }
    }

    async fn cut_old_letters(self: Arc<Self>) {
        while self.ending.run_until_cancelled(tokio::time::sleep(CUTTING)).await.is_some() {
            self.cut().await;
        }
    }

    async fn cut(&self) {
        let kept_ms = i64::from(self.rules.days) * 24 * 60 * 60 * 1000;
        loop {
            let now_ms = now_ms();
            match self.store.cut(now_ms - kept_ms, now_ms).await {
                Ok(cut) => {
                    self.metrics.cut.inc_by(cut.letters);
                    if !cut.more || self.ending.is_cancelled() {
                        return;
                    }
                }
                Err(error) => return tracing::error!(%error, "old letters can't be cut"),
            }
        }
    }

    /// Lets a device whose keys have been checked into its mailbox, which then is as it wants it.
    pub(crate) async fn enter(&self, enter: &Enter) -> Result<Arc<Mailbox>, Refusal> {
        let mut addresses = enter.addresses.clone();
        addresses.sort_unstable();
        addresses.dedup();
        if addresses.len() > MAX_ADDRESSES {
            return Err(Refusal::Addresses);
        }
        if let Some(mailbox) = self.directory.as_wished(&enter.keys, &addresses) {
            return Ok(mailbox);
        }
        let entering = Entering {
            keys: enter.keys,
            addresses,
            invitation: enter.invitation,
            invitation_needed: self.rules.invitation_needed,
            most_mailboxes: self.rules.most_mailboxes,
            now_ms: now_ms(),
        };
        let _registry_stays = self.registry.read().await;
        match self.store.enter(entering).await {
            Ok(Ok(registered)) => Ok(self.directory.put(&registered)),
            Ok(Err(refusal)) => Err(refusal),
            Err(error) => {
                tracing::error!(%error, "a device can't be let in");
                Err(Refusal::Unavailable)
            }
        }
    }

    /// Deletes a mailbox, as its owner wants it.
    pub(crate) async fn delete(&self, mailbox: MailboxId) -> Result<(), StoreError> {
        let _registry_stays = self.registry.read().await;
        self.store.delete(mailbox).await?;
        self.directory.remove(&mailbox);
        Ok(())
    }

    /// Whether a letter could be stored. Tried at most once a second, because it costs a sync.
    pub(crate) async fn can_store(&self) -> Result<(), StoreError> {
        let mut probed = self.probed.lock().await;
        match &*probed {
            Some((at, result)) if at.elapsed() < PROBING => result.clone(),
            _ => {
                let result = self.store.probe().await;
                *probed = Some((Instant::now(), result.clone()));
                result
            }
        }
    }

    /// Whether one more letter may come to a mailbox.
    pub(crate) fn take(&self, mailbox: &Mailbox) -> Result<(), u64> {
        mailbox.take(self.rules.rate, Instant::now())
    }
}

/// The time. Unix milliseconds.
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}
