//! The one thread that writes: takes all that waits into one transaction, commits, answers.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use rowbell_protocol::{MailboxId, Sequence};
use rowbell_sqlite::{Readers, WriteConnection};
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{letters, open, watched::Watched};
use crate::store::{Limits, StoreError};

/// The most letters in one transaction, and the most bytes of them, so that none waits long for the others.
const MOST_LETTERS: usize = 1024;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A letter that waits to be written.
pub(super) struct Arrived {
    pub(super) mailbox: MailboxId,
    pub(super) at_ms: i64,
    pub(super) sealed: Vec<u8>,
    pub(super) answer: oneshot::Sender<Result<Sequence, StoreError>>,
}

/// Any other change. It is done in a savepoint of its own, and gives what is to be told once the transaction has ended.
type Change = Box<dyn FnOnce(&Connection) -> (bool, Told) + Send>;
type Told = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// What waits.
#[derive(Default)]
pub(super) struct Queue {
    inside: Mutex<Inside>,
    filled: Condvar,
}

#[derive(Default)]
struct Inside {
    letters: Vec<Arrived>,
    changes: Vec<Change>,
    ended: bool,
}

impl Queue {
    pub(super) fn append(&self, letter: Arrived) {
        let mut inside = self.lock();
        if inside.ended {
            let _gone = letter.answer.send(Err(StoreError::Ended));
            return;
        }
        inside.letters.push(letter);
        drop(inside);
        self.filled.notify_one();
    }

    /// Does `change` within a transaction, and resolves after its commit.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, answer) = oneshot::channel();
        let change: Change = Box::new(move |connection| {
            let result = change(connection);
            let done = result.is_ok();
            let tell = move |ended: Result<(), StoreError>| {
                let _gone = sender.send(ended.and(result));
            };
            (done, Box::new(tell) as Told)
        });
        {
            let mut inside = self.lock();
            if inside.ended {
                return Err(StoreError::Ended);
            }
            inside.changes.push(change);
        }
        self.filled.notify_one();
        // Not even begun: what was done before it in the transaction failed.
        answer.await.unwrap_or_else(|_| Err(StoreError::Failing("the transaction failed".into())))
    }

    /// What is written is written; what comes later is refused.
    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.filled.notify_one();
    }

    /// Waits for something to do; none at the end.
    fn next(&self) -> Option<(Vec<Arrived>, Vec<Change>)> {
        let mut inside = self.lock();
        loop {
            if !inside.letters.is_empty() || !inside.changes.is_empty() {
                let changes = std::mem::take(&mut inside.changes);
                let mut bytes = 0;
                let within = |letter: &&Arrived| {
                    bytes += letter.sealed.len();
                    bytes <= MOST_BYTES
                };
                let most = inside.letters.iter().take(MOST_LETTERS).take_while(within).count();
                // One that is larger than all may be goes alone.
                let most = most.max(1).min(inside.letters.len());
                let rest = inside.letters.split_off(most);
                return Some((std::mem::replace(&mut inside.letters, rest), changes));
            }
            if inside.ended {
                return None;
            }
            inside = self.filled.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's state.
pub(super) struct Writer {
    pub(super) path: PathBuf,
    /// None after an error that it can't be used after; it is opened anew for what comes next.
    pub(super) open: Option<WriteConnection>,
    pub(super) queue: Arc<Queue>,
    pub(super) readers: Arc<Readers>,
    pub(super) watched: Arc<Watched>,
    pub(super) limits: Limits,
}

impl Writer {
    pub(super) fn run(mut self) {
        while let Some((letters, changes)) = self.queue.next() {
            let mut told = Vec::with_capacity(changes.len());
            let written = self.transaction(&letters, changes, &mut told);
            if let Err(error) = &written {
                tracing::error!(%error, "nothing could be stored");
                self.recover(error);
            }
            self.answer(letters, written.as_ref().map_err(Clone::clone));
            for tell in told {
                tell(written.as_ref().map(|_| ()).map_err(Clone::clone));
            }
        }
    }

    /// The sequences of the letters, in their order; none for those without a mailbox.
    fn transaction(
        &mut self,
        arrived: &[Arrived],
        changes: Vec<Change>,
        told: &mut Vec<Told>,
    ) -> Result<Vec<Option<Sequence>>, StoreError> {
        if self.open.as_ref().is_some_and(|open| !open.is_in_place()) {
            tracing::error!(path = %self.path.display(), "another program deleted or replaced the store's files; they are opened anew");
            self.close();
        }
        let open = match &mut self.open {
            Some(open) => open,
            none => none.insert(open::writer(&self.path)?),
        };
        let connection = &open.connection;
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for change in changes {
            connection.prepare_cached("SAVEPOINT change")?.execute([])?;
            let (done, tell) = change(connection);
            told.push(tell);
            if !done && !connection.is_autocommit() {
                connection.prepare_cached("ROLLBACK TO change")?.execute([])?;
            }
            connection.prepare_cached("RELEASE change")?.execute([])?;
        }
        let sequences = letters::append(connection, arrived, self.limits)?;
        connection.prepare_cached("COMMIT")?.execute([])?;
        if !open.is_in_place() {
            return Err(StoreError::Failing("another program deleted or replaced the store's files".into()));
        }
        Ok(sequences)
    }

    fn answer(&self, letters: Vec<Arrived>, written: Result<&Vec<Option<Sequence>>, StoreError>) {
        let mut newest: HashMap<MailboxId, Sequence> = HashMap::new();
        for (at, letter) in letters.into_iter().enumerate() {
            let answer = match &written {
                Ok(sequences) => sequences.get(at).copied().flatten().ok_or(StoreError::NoMailbox),
                Err(error) => Err(error.clone()),
            };
            if let Ok(sequence) = answer {
                newest.insert(letter.mailbox, sequence);
            }
            // Who posted it may have gone away; it is stored all the same.
            let _gone = letter.answer.send(answer);
        }
        self.watched.tell(newest);
    }

    /// Leaves the thread ready for what comes next.
    fn recover(&mut self, error: &StoreError) {
        let back = match &self.open {
            Some(WriteConnection { connection, .. }) => {
                connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok()
            }
            None => true,
        };
        if !(back && *error == StoreError::Full) {
            self.close();
        }
    }

    /// Closes all connections of this process: SQLite shares locks and the log's index among them, so a new one would have those
    /// of the old ones.
    fn close(&mut self) {
        let _no_reader = self.readers.shut_out();
        if let Some(open) = self.open.take() {
            open.close();
        }
    }
}
