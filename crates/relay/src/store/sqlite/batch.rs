//! Letters on their way into the file: all that wait are written at once, so that a mailbox's row is changed once for all of
//! its letters.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rowbell_protocol::{MailboxId, Sequence};
use rowbell_sqlite::{Database, Durability, Error, Work};
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{letters, watched::Watched};
use crate::store::{Limits, StoreError};

/// The most letters in one batch, and the most bytes of them, so that none waits long for the others.
const MAX_LETTERS: usize = 1024;
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A letter that waits to be written.
pub(super) struct Arrived {
    pub(super) mailbox: MailboxId,
    pub(super) at_ms: i64,
    pub(super) sealed: Vec<u8>,
    pub(super) answer: oneshot::Sender<Result<Sequence, StoreError>>,
}

/// The letters that wait, and what is needed to write them.
#[derive(Clone)]
pub(super) struct Batches {
    pub(super) database: Database,
    pub(super) waiting: Arc<Mutex<Vec<Arrived>>>,
    pub(super) watched: Arc<Watched>,
    pub(super) limits: Limits,
}

impl Batches {
    /// Has a letter written with the next batch. It is written also if nobody waits for the answer.
    pub(super) fn add(&self, letter: Arrived) {
        let mut waiting = self.waiting();
        waiting.push(letter);
        let is_first = waiting.len() == 1;
        drop(waiting);
        if is_first {
            self.submit();
        }
    }

    /// There is always one batch submitted while letters wait.
    fn submit(&self) {
        let batch = Batch { batches: self.clone(), letters: None, sequences: Ok(Vec::new()), more: false };
        self.database.submit(Durability::Synced, Box::new(batch));
    }

    /// The letters of one batch, and whether more wait.
    fn take(&self) -> (Vec<Arrived>, bool) {
        let mut waiting = self.waiting();
        let mut bytes = 0;
        let fits = |letter: &&Arrived| {
            bytes += letter.sealed.len();
            bytes <= MAX_BYTES
        };
        let count = waiting.iter().take(MAX_LETTERS).take_while(fits).count();
        // One that is larger than a batch may be goes alone.
        let count = count.max(1).min(waiting.len());
        let rest = waiting.split_off(count);
        let more = !rest.is_empty();
        (std::mem::replace(&mut *waiting, rest), more)
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Arrived>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Batch {
    batches: Batches,
    /// None until it is written.
    letters: Option<Vec<Arrived>>,
    /// Of the letters, in their order; none for those without a mailbox.
    sequences: Result<Vec<Option<Sequence>>, Error>,
    more: bool,
}

impl Work for Batch {
    fn run(&mut self, connection: &Connection) -> Result<(), Error> {
        let (letters, more) = self.batches.take();
        self.more = more;
        let letters = self.letters.insert(letters);
        self.sequences = Err(Error::Refused("writing letters panicked".into()));
        self.sequences = letters::append(connection, letters, self.batches.limits);
        self.sequences.as_ref().map(drop).map_err(Clone::clone)
    }

    fn ended(self: Box<Self>, transaction: Result<(), &Error>) {
        let Self { batches, letters, sequences, more } = *self;
        // What would have been written, if the transaction could not even begin.
        let (letters, more) = letters.map_or_else(|| batches.take(), |letters| (letters, more));
        let sequences = transaction.map_err(Clone::clone).and(sequences);
        let mut newest: HashMap<MailboxId, Sequence> = HashMap::new();
        for (at, letter) in letters.into_iter().enumerate() {
            let answer = match &sequences {
                Ok(sequences) => sequences.get(at).copied().flatten().ok_or(StoreError::NoMailbox),
                Err(error) => Err(error.clone().into()),
            };
            if let Ok(sequence) = answer {
                newest.insert(letter.mailbox, sequence);
            }
            // Who posted it may have gone away; it is stored all the same.
            let _gone = letter.answer.send(answer);
        }
        batches.watched.tell(newest);
        if more {
            batches.submit();
        }
    }
}
