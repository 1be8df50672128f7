//! Who waits for a mailbox's next letter.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use rowbell_protocol::{MailboxId, Sequence};
use tokio::sync::watch;

/// The mailboxes that somebody watches.
#[derive(Default)]
pub(super) struct Watched(Mutex<HashMap<MailboxId, watch::Sender<Sequence>>>);

impl Watched {
    pub(super) fn watch(&self, mailbox: MailboxId) -> watch::Receiver<Sequence> {
        let mut watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Doubles at most by those that are gone.
        if watched.len() == watched.capacity() {
            watched.retain(|_, sender| sender.receiver_count() > 0);
        }
        watched.entry(mailbox).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    pub(super) fn tell(&self, newest: HashMap<MailboxId, Sequence>) {
        let watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (mailbox, sequence) in newest {
            if let Some(sender) = watched.get(&mailbox) {
                sender.send_replace(sequence);
            }
        }
    }
}
