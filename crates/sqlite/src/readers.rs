//! The connections that read: made when needed, a few kept.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard},
};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::{Error, Options, connect::open_reader};

/// Reads on blocking threads over connections that can't write, beside the one that does.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    options: Options,
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
    /// Held for reading by each read, for writing while the file is reopened.
    file: RwLock<()>,
}

impl Readers {
    pub(crate) fn new(path: &Path, options: Options) -> Self {
        let places = Arc::new(Semaphore::new(options.reads_at_once));
        Self { path: path.to_owned(), options, idle: Mutex::default(), places, file: RwLock::new(()) }
    }

    /// Runs a read on a blocking thread, in a transaction, so that all its statements see the same state.
    pub(crate) async fn read<T, E, F>(self: &Arc<Self>, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<rusqlite::Error> + From<Error> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Error::Closed)?;
        let readers = Arc::clone(self);
        let work = move || {
            let _place = place;
            readers.read_here(job)
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Error::panicked().into()))
    }

    fn read_here<T, E: From<rusqlite::Error>>(&self, job: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let _file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let kept = self.idle().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => open_reader(&self.path, &self.options)?,
        };
        connection.prepare_cached("BEGIN")?.execute([])?;
        let result = job(&connection);
        connection.prepare_cached("COMMIT")?.execute([])?;
        let mut idle = self.idle();
        if result.is_ok() && idle.len() < self.options.readers_kept && !self.places.is_closed() {
            idle.push(connection);
        }
        result
    }

    /// Drops what is kept for the next read.
    pub(crate) fn rest(&self) {
        self.idle().clear();
    }

    /// Waits until nobody reads, drops all connections, and keeps readers out as long as the guard lives.
    pub(crate) fn shut_out(&self) -> RwLockWriteGuard<'_, ()> {
        let guard = self.file.write().unwrap_or_else(PoisonError::into_inner);
        self.idle().clear();
        guard
    }

    /// Ends reading for good.
    pub(crate) fn end(&self) {
        self.places.close();
        drop(self.shut_out());
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
