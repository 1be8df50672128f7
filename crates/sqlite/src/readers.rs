//! The connections that read: made when needed, a few kept.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard},
};

use rusqlite::Connection;
use tokio::sync::Semaphore;

/// Why nothing was read, besides errors of SQLite.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// Reading has ended for good.
    #[error("the database is closed")]
    Closed,
    /// A mistake in the read.
    #[error("a read failed: {0}")]
    Panicked(String),
}

/// Reads on blocking threads over connections that can't write, beside the one that does.
#[derive(Debug)]
pub struct Readers {
    path: PathBuf,
    open: fn(&Path) -> rusqlite::Result<Connection>,
    kept: usize,
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
    /// Held for reading by each read, for writing while the file is opened anew.
    file: RwLock<()>,
}

impl Readers {
    /// Readers of this file: `at_once` read at a time, and `kept` connections are kept while nobody does.
    pub fn new(path: &Path, open: fn(&Path) -> rusqlite::Result<Connection>, at_once: usize, kept: usize) -> Self {
        let places = Arc::new(Semaphore::new(at_once));
        Self { path: path.to_owned(), open, kept, idle: Mutex::default(), places, file: RwLock::new(()) }
    }

    /// Runs a read on a blocking thread, in a transaction, so that all its statements see the same state.
    ///
    /// # Errors
    /// The read's own error, or why it was not made.
    pub async fn read<T, E, F>(self: &Arc<Self>, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<rusqlite::Error> + From<NotRead> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| NotRead::Closed)?;
        let readers = Arc::clone(self);
        let work = move || {
            let _place = place;
            readers.read_here(job)
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(NotRead::Panicked(error.to_string()).into()))
    }

    fn read_here<T, E: From<rusqlite::Error>>(&self, job: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let _file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let kept = self.idle().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => (self.open)(&self.path)?,
        };
        connection.prepare_cached("BEGIN")?.execute([])?;
        let result = job(&connection);
        connection.prepare_cached("COMMIT")?.execute([])?;
        let mut idle = self.idle();
        if result.is_ok() && idle.len() < self.kept && !self.places.is_closed() {
            idle.push(connection);
        }
        result
    }

    /// Drops what is kept for the next read.
    pub fn rest(&self) {
        self.idle().clear();
    }

    /// Waits until nobody reads, drops all connections, and keeps readers out as long as the guard lives.
    pub fn shut_out(&self) -> RwLockWriteGuard<'_, ()> {
        let guard = self.file.write().unwrap_or_else(PoisonError::into_inner);
        self.idle().clear();
        guard
    }

    /// Ends reading for good.
    pub fn end(&self) {
        self.places.close();
        drop(self.shut_out());
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
