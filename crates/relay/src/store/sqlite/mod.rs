//! A store in one SQLite file, `relay.db`, as the crate `sqlite` handles it: what is answered is on the disk.
//!
//! The operator's commands write from processes of their own; a running relay checks for that once a second.

mod administration;
mod batch;
mod invitations;
mod letters;
mod registry;
mod schema;
mod watched;

use std::{path::Path, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture};
use rowbell_sqlite::{Database, Durability, Error, open_writer};
use rusqlite::Connection;

use self::{
    batch::Batches,
    schema::{OPTIONS, Schema},
    watched::Watched,
};
use super::{Answer, Epoch, Limits, Store, StoreError};

/// The store in one file.
pub(super) struct SqliteStore {
    epoch: Epoch,
    limits: Limits,
    database: Database,
    batches: Batches,
    watched: Arc<Watched>,
}

impl SqliteStore {
    /// The file's name in its folder.
    pub(super) const FILE: &str = "relay.db";

    pub(super) fn open(folder: &Path, limits: Limits) -> Result<Arc<Self>, StoreError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| StoreError::Failing(format!("{}: {error}", folder.display())))?;
        let path = folder.join(Self::FILE);
        let open = open_writer(&path, &Schema, &OPTIONS)?;
        let epoch = administration::epoch(&open.connection)?;
        let database = Database::start(&path, Ok(open), Schema, OPTIONS)?;
        let watched = Arc::new(Watched::default());
        let batches =
            Batches { database: database.clone(), waiting: Arc::default(), watched: Arc::clone(&watched), limits };
        Ok(Arc::new(Self { epoch, limits, database, batches, watched }))
    }

    /// Changes something, and resolves once that is on the disk.
    fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Answer<'_, T> {
        async move { Ok(self.database.write(Durability::Synced, change).await?) }.boxed()
    }

    fn read_with<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'_, T> {
        self.database.read(read).boxed()
    }
}

impl Store for SqliteStore {
    fn end(&self) -> BoxFuture<'_, ()> {
        self.database.close().boxed()
    }
}
