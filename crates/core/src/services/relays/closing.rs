//! Mailboxes whose endpoints were removed, and which their relays have still to delete.

use std::{sync::Arc, time::Duration};

use rowbell_dial::Dialler;
use rowbell_protocol::{Keys, MailboxId, Refusal, RelayAddress};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{Mutex, Notify},
    time::sleep,
};
use tracing::{info, warn};

use crate::{
    clock::now_ms,
    config::{Access, Endpoint, Purpose, Secrets},
    database::{Database, DatabaseError},
    error::{ActionError, KeyringNeed},
    services::retry::RetrySignal,
    sources::{
        link::Backoff,
        relay::{self, RelayError, key_name},
    },
};

/// The note that lists them.
const NOTE: &str = "closing_mailboxes";
/// How long a relay is tried that can't be told; then its operator has to close the mailbox.
const DAYS: i64 = 30;
/// How long to wait between two tries, at first and at most; random up to that.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(3600));
/// What is needed to delete a mailbox. Its key is where secrets are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ClosingMailbox {
    relay: String,
    mailbox: MailboxId,
    /// When the person removed it. Unix milliseconds.
    since_ms: i64,
}

impl ClosingMailbox {
    fn key_name(&self) -> String {
        format!("closing/{}", self.mailbox)
    }

    fn is_over(&self) -> bool {
        now_ms() - self.since_ms > DAYS * 86_400_000
    }
}

/// Has mailboxes deleted. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Closing {
    database: Database,
    secrets: Arc<dyn Secrets>,
    dialler: Arc<Dialler>,
    retry: RetrySignal,
    /// Held while the list is changed.
    changing: Arc<Mutex<()>>,
    /// There is another one.
    another: Arc<Notify>,
}

impl Closing {
    pub(crate) fn new(
        database: Database,
        secrets: Arc<dyn Secrets>,
        dialler: Arc<Dialler>,
        retry: RetrySignal,
    ) -> Self {
        Self { database, secrets, dialler, retry, changing: Arc::default(), another: Arc::default() }
    }

    /// The keys of an endpoint's mailbox; none where there is no mailbox, or no key is kept.
    pub(in crate::services) async fn keys_of(&self, endpoint: &Endpoint) -> Result<Option<Keys>, ActionError> {
        if endpoint.relay.is_none() {
            return Ok(None);
        }
        let unread = ActionError::keyring(KeyringNeed::ReadMailboxKey);
        self.secrets.unlock(Purpose::Reading).await.map_err(unread)?;
        let kept = self.secrets.get(&key_name(&endpoint.name)).await.map_err(unread)?;
        Ok(kept.and_then(|kept| Keys::from_text(&kept).ok()))
    }

    /// Has the mailbox of an endpoint deleted that is no longer in the settings: now, or as soon as its relay can be told. Gives
    /// why not now, if so.
    pub(in crate::services) async fn close(&self, endpoint: &Endpoint, keys: Option<Keys>) -> Option<ActionError> {
        let address = endpoint.relay.as_ref()?;
        let Some(keys) = keys else {
            return Some(ActionError::MailboxLeft { relay: address.host().to_owned(), error: None, tried_days: None });
        };
        let closing =
            ClosingMailbox { relay: address.to_string(), mailbox: keys.public().mailbox(), since_ms: now_ms() };
        // Under a name of its own, for another endpoint may have this one's.
        let kept = self.secrets.set(&closing.key_name(), keys.to_text()).await;
        let noted = self.change_list(|list| list.push(closing.clone())).await;
        let old = self.secrets.delete(&key_name(&endpoint.name)).await;
        let why = self.tell_relay(address, &keys).await.err();
        let Some(why) = why else {
            self.forget(&closing).await;
            return old.err().map(ActionError::keyring(KeyringNeed::ForgetMailboxKey));
        };
        let is_tried = kept.is_ok() && noted.is_ok();
        if is_tried {
            self.another.notify_one();
        } else {
            self.forget(&closing).await;
        }
        let (relay, tried_days) = (address.host().to_owned(), is_tried.then_some(DAYS));
        Some(ActionError::MailboxLeft { relay, error: Some(why), tried_days })
    }

    /// Tells relays to delete what they still have to, until all have.
    pub(crate) async fn follow(self) {
        let mut retries = self.retry.subscribe();
        let mut backoff = Backoff::new(BACKOFF);
        loop {
            let is_done = match self.close_the_rest().await {
                Ok(left) => left == 0,
                Err(DatabaseError::Closed) => return,
                Err(error) => {
                    warn!(%error, "which mailboxes are still to be deleted can't be read");
                    false
                }
            };
            tokio::select! {
                () = sleep(backoff.next_random_wait()), if !is_done => {}
                Ok(()) = retries.changed(), if !is_done => backoff.reset(),
                () = self.another.notified() => backoff.reset(),
            }
        }
    }

    /// Gives how many are left.
    async fn close_the_rest(&self) -> Result<usize, DatabaseError> {
        let list: Vec<ClosingMailbox> = self.database.note(NOTE).await?.unwrap_or_default();
        // Nobody is asked for a password for this.
        let is_open = list.is_empty() || self.secrets.access().await == Access::Open;
        let mut left = 0;
        for closing in list {
            let is_told = is_open && self.close_later(&closing).await;
            if is_told || closing.is_over() {
                info!(mailbox = %closing.mailbox, is_told, "a mailbox that was removed is forgotten");
                self.forget(&closing).await;
            } else {
                left += 1;
            }
        }
        Ok(left)
    }

    /// Whether there is nothing left to do for it.
    async fn close_later(&self, closing: &ClosingMailbox) -> bool {
        let Ok(address) = closing.relay.parse::<RelayAddress>() else { return true };
        let keys = match self.secrets.get(&closing.key_name()).await {
            Ok(Some(kept)) => Keys::from_text(&kept).ok(),
            Ok(None) => None,
            Err(_) => return false,
        };
        match keys {
            Some(keys) => self.tell_relay(&address, &keys).await.is_ok(),
            None => true,
        }
    }

    async fn tell_relay(&self, address: &RelayAddress, keys: &Keys) -> Result<(), RelayError> {
        match relay::close(&self.dialler, address, keys, &[]).await {
            // It is gone already: the operator was quicker, or the relay has lost its store.
            Err(RelayError::Refused(Refusal::Closed | Refusal::InvitationNeeded)) => Ok(()),
            told => told,
        }
    }

    async fn forget(&self, closing: &ClosingMailbox) {
        let deleted = self.secrets.delete(&closing.key_name()).await;
        if let Err(error) = deleted {
            warn!(%error, mailbox = %closing.mailbox, "the key of a mailbox that is gone could not be deleted");
        }
        if let Err(error) = self.change_list(|list| list.retain(|known| known != closing)).await {
            warn!(%error, "a mailbox that is gone could not be forgotten");
        }
    }

    async fn change_list(&self, change: impl FnOnce(&mut Vec<ClosingMailbox>)) -> Result<(), DatabaseError> {
        let _one_at_a_time = self.changing.lock().await;
        let mut list = self.database.note(NOTE).await?.unwrap_or_default();
        change(&mut list);
        self.database.set_note(NOTE, (!list.is_empty()).then_some(&list)).await
    }
}
