//! The connections that read.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::open;
use crate::store::StoreError;

/// How many reads run at a time.
const AT_ONCE: usize = 4;

pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::default(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Runs a read on a blocking thread.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| StoreError::Ended)?;
        let readers = Arc::clone(self);
        let work = move || {
            let _place = place;
            readers.read_here(job)
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(StoreError::Failing(error.to_string())))
    }

    fn read_here<T>(&self, job: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match kept {
            Some(connection) => connection,
            None => open::reader(&self.path)?,
        };
        // One transaction, so that all statements of a job see the same state.
        connection.prepare_cached("BEGIN")?.execute([])?;
        let result = job(&connection);
        connection.prepare_cached("COMMIT")?.execute([])?;
        if result.is_ok() && !self.places.is_closed() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        result
    }

    /// Ends reading for good.
    pub(super) fn end(&self) {
        self.places.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
