//! The handle to the open file.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

use rusqlite::Connection;
use tokio::sync::watch;

use crate::{
    Damage, Durability, Error, Options, Schema, Work, WriteConnection, queue::Queue, readers::Readers, work::Job,
    writer::Writer,
};

/// How the database is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// The last job was stored.
    Fine,
    /// The disk is full. The next job tries again.
    Full,
    /// The disk or the file fails. The next job tries again.
    Failing {
        /// The error's stable code, see [`Error::code`].
        code: &'static str,
        /// What the system said.
        message: String,
    },
}

impl From<&Error> for Health {
    fn from(error: &Error) -> Self {
        match error {
            Error::Full => Self::Full,
            error => Self::Failing { code: error.code(), message: error.to_string() },
        }
    }
}

/// A handle to the open file; clones share it.
#[derive(Clone, Debug)]
pub struct Database {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    queue: Arc<Queue>,
    readers: Arc<Readers>,
    health: watch::Receiver<Health>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Database {
    /// Takes a file into use whose writing connection was just opened ([`crate::open_writer`]). One that could not be
    /// opened is tried again by each job; meanwhile the database is as unwell as the error says.
    ///
    /// Must not be called twice for one file in one process.
    ///
    /// # Errors
    /// If the writer's thread can't be started.
    pub fn start(
        path: &Path,
        opened: Result<WriteConnection, Error>,
        schema: impl Schema,
        options: Options,
    ) -> Result<Self, Error> {
        let (health_sender, health) = watch::channel(opened.as_ref().map_or_else(Health::from, |_| Health::Fine));
        let queue = Arc::new(Queue::default());
        let readers = Arc::new(Readers::new(path, options));
        let writer =
            Writer::new(path, opened.ok(), schema, options, (Arc::clone(&queue), Arc::clone(&readers), health_sender));
        let thread = std::thread::Builder::new()
            .name("database".into())
            .stack_size(512 * 1024)
            .spawn(move || writer.run())
            .map_err(|error| Error::Io(error.to_string()))?;
        let thread = Mutex::new(Some(thread));
        Ok(Self { shared: Arc::new(Shared { path: path.to_owned(), queue, readers, health, thread }) })
    }

    /// Runs a job on the writer's thread, in a transaction it shares with other jobs, and resolves once that is committed.
    /// An error of the job undoes the job alone.
    ///
    /// The job may be one of many in the transaction, so it should take a few milliseconds at most. It is done also if the
    /// future is dropped, unless it still waits for a place in the queue.
    ///
    /// # Errors
    /// The job's own error, or why the transaction could not be committed; nothing of the job is stored then.
    pub async fn write<T, F>(&self, durability: Durability, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        self.shared.queue.call(durability, true, job).await
    }

    /// As [`Database::write`], for a job of a single statement: that is undone by itself when it fails, and the savepoint is
    /// saved.
    ///
    /// # Errors
    /// As those of [`Database::write`].
    pub async fn write_statement<T, F>(&self, durability: Durability, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        self.shared.queue.call(durability, false, job).await
    }

    /// Has work done that waits for no place in the queue: who gives it sees to it that it is not too much.
    pub fn submit(&self, durability: Durability, work: Box<dyn Work>) {
        self.shared.queue.push(durability, Job { work, savepoint: true });
    }

    /// Runs a read on a blocking thread, over a connection that cannot write. All its statements see the same state.
    ///
    /// # Errors
    /// The read's own error, or why it was not made.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<rusqlite::Error> + From<Error> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        self.shared.readers.read(job).await
    }

    /// How the database is doing, now and from now on.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.shared.health.clone()
    }

    /// Something was found damaged, by a read or by the program itself: [`Schema::remedy`] is asked soon.
    pub fn report(&self, damage: Damage) {
        self.shared.queue.report(damage);
    }

    /// Lets go of the memory that only makes the next read quicker.
    pub fn rest(&self) {
        self.shared.readers.rest();
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Stores what waits, writes everything back into the one file and closes it. Later jobs and reads fail with
    /// [`Error::Closed`].
    pub async fn close(&self) {
        let thread = self.shared.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (readers, queue) = (Arc::clone(&self.shared.readers), Arc::clone(&self.shared.queue));
        let joined = tokio::task::spawn_blocking(move || {
            // Readers first: the last connection writes the log back, which only the writer's can.
            readers.end();
            queue.close();
            thread.map(JoinHandle::join)
        });
        if !matches!(joined.await, Ok(None | Some(Ok(())))) {
            tracing::error!("the database's thread ended with a panic");
        }
    }

    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.shared.queue.waiting()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.queue.close();
    }
}
