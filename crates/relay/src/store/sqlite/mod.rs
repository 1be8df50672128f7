//! A store in one SQLite file, `relay.db`, as the crate `sqlite` handles it: what is answered is on the disk.
//!
//! The operator's commands write from processes of their own; a running relay looks for that once a second.

mod batch;
mod letters;
mod registry;
mod schema;
mod watched;

use std::{path::Path, sync::Arc, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use rowbell_protocol::{MailboxId, Refusal, Sequence, TokenHash};
use rowbell_sqlite::{Database, Durability, Error, open_writer};
use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use self::{
    batch::{Arrived, Batches},
    schema::{OPTIONS, Schema},
    watched::Watched,
};
use super::{
    Answer, Cut, Entering, Epoch, InvitationKept, Limits, Page, Quota, Registered, Standing, Store, StoreError,
    Summary, Totals,
};

/// How often a running relay looks for what commands changed.
const LOOK: Duration = Duration::from_secs(1);

/// The store in one file.
pub struct SqliteStore {
    epoch: Epoch,
    limits: Limits,
    database: Database,
    batches: Batches,
    watched: Arc<Watched>,
    version: watch::Sender<u64>,
}

impl SqliteStore {
    /// The file's name in its folder.
    pub const FILE: &str = "relay.db";

    /// Opens the file in a folder, or makes both. Several processes may have it open; one of them should be the relay.
    ///
    /// Blocks for a few milliseconds.
    ///
    /// # Errors
    /// If that can't be done.
    pub fn open(folder: &Path, limits: Limits) -> Result<Arc<Self>, StoreError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| StoreError::Failing(format!("{}: {error}", folder.display())))?;
        let path = folder.join(Self::FILE);
        let open = open_writer(&path, &Schema, &OPTIONS)?;
        let (epoch, version) = (registry::epoch(&open.connection)?, registry::version(&open.connection)?);
        let database = Database::start(&path, Ok(open), Schema, OPTIONS)?;
        let watched = Arc::new(Watched::default());
        let batches =
            Batches { database: database.clone(), waiting: Arc::default(), watched: Arc::clone(&watched), limits };
        Ok(Arc::new(Self { epoch, limits, database, batches, watched, version: watch::Sender::new(version) }))
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

    /// Looks once a second whether another process has changed the registry; for as long as it is polled.
    ///
    /// Not needed in a process that only runs one command.
    pub async fn look_for_changes(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK).await;
            match self.database.read(registry::version).await {
                Ok(version) => self.version.send_if_modified(|known| std::mem::replace(known, version) != version),
                Err(StoreError::Ended) => return,
                Err(error) => {
                    tracing::warn!(%error, "changes of the registry can't be looked for");
                    false
                }
            };
        }
    }
}

impl Store for SqliteStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn append(&self, mailbox: MailboxId, at_ms: i64, sealed: Vec<u8>) -> Answer<'_, Sequence> {
        let (answer, stored) = oneshot::channel();
        self.batches.add(Arrived { mailbox, at_ms, sealed, answer });
        async move { stored.await.unwrap_or(Err(StoreError::Ended)) }.boxed()
    }

    fn standing(&self, mailbox: MailboxId, after: Sequence) -> Answer<'_, Standing> {
        self.read_with(move |connection| letters::standing(connection, mailbox, after))
    }

    fn read(&self, mailbox: MailboxId, after: Sequence, most: usize) -> Answer<'_, Page> {
        self.read_with(move |connection| letters::read(connection, mailbox, after, most))
    }

    fn watch(&self, mailbox: MailboxId) -> watch::Receiver<Sequence> {
        self.watched.watch(mailbox)
    }

    fn cut(&self, before_ms: i64, now_ms: i64) -> Answer<'_, Cut> {
        let limits = self.limits;
        self.change(move |connection| letters::cut(connection, before_ms, now_ms, limits))
    }

    fn registry(&self) -> Answer<'_, Vec<Registered>> {
        self.read_with(registry::all)
    }

    fn registry_version(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    fn enter(&self, entering: Entering) -> Answer<'_, Result<Registered, Refusal>> {
        self.change(move |connection| registry::enter(connection, &entering))
    }

    fn delete(&self, mailbox: MailboxId) -> Answer<'_, bool> {
        self.change(move |connection| registry::delete(connection, mailbox))
    }

    fn close(&self, mailbox: MailboxId, now_ms: i64) -> Answer<'_, bool> {
        self.change(move |connection| registry::close(connection, mailbox, now_ms))
    }

    fn set_quota(&self, mailbox: MailboxId, quota: Quota) -> Answer<'_, bool> {
        self.change(move |connection| registry::set_quota(connection, mailbox, quota))
    }

    fn list(&self) -> Answer<'_, Vec<Summary>> {
        self.read_with(registry::list)
    }

    fn totals(&self) -> Answer<'_, Totals> {
        self.read_with(registry::totals)
    }

    fn invite(&self, invitation: InvitationKept) -> Answer<'_, ()> {
        self.change(move |connection| registry::invite(connection, &invitation))
    }

    fn invitations(&self) -> Answer<'_, Vec<InvitationKept>> {
        self.read_with(registry::invitations)
    }

    fn revoke(&self, hash: TokenHash) -> Answer<'_, bool> {
        self.change(move |connection| registry::revoke(connection, hash))
    }

    fn new_epoch(&self) -> Answer<'_, Epoch> {
        self.change(registry::new_epoch)
    }

    fn probe(&self) -> Answer<'_, ()> {
        let write = |connection: &Connection| {
            connection.execute("INSERT OR REPLACE INTO probe (one, filler) VALUES (1, zeroblob(32768))", [])?;
            Ok(())
        };
        self.change(write)
    }

    fn end(&self) -> BoxFuture<'_, ()> {
        self.database.close().boxed()
    }
}
