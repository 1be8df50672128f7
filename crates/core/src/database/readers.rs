//! The connections that read: made when needed, a few kept.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard},
};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{DatabaseError, open};

/// How many reads run at a time.
const AT_ONCE: usize = 3;
/// How many connections are kept while nobody reads; each holds up to a mebibyte of cached pages.
const KEPT: usize = 1;

#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
    /// Held for reading by each read, for writing while the file is replaced.
    file: RwLock<()>,
}

impl Readers {
    pub(crate) fn new(path: &Path) -> Self {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        Self { path: path.to_owned(), idle: Mutex::default(), places, file: RwLock::new(()) }
    }

    pub(crate) async fn read<T, F>(self: &Arc<Self>, job: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| DatabaseError::Closed)?;
        let readers = Arc::clone(self);
        let work = move || {
            let _place = place;
            readers.read_here(job)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result,
            Err(error) => Err(DatabaseError::Refused(error.to_string())),
        }
    }

    fn read_here<T>(&self, job: impl FnOnce(&Connection) -> Result<T, DatabaseError>) -> Result<T, DatabaseError> {
        let _file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let kept = self.idle().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => open::reader(&self.path)?,
        };
        // One read transaction, so that all statements of a job see the same state.
        connection.prepare_cached("BEGIN")?.execute([])?;
        let result = job(&connection);
        connection.prepare_cached("COMMIT")?.execute([])?;
        let broken = matches!(&result, Err(error) if error.is_of_the_file());
        let mut idle = self.idle();
        if !broken && idle.len() < KEPT && !self.places.is_closed() {
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
    pub(crate) fn drop_all(&self) {
        self.places.close();
        drop(self.shut_out());
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
