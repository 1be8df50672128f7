//! A store in one SQLite file, `relay.db`: one thread writes, a few connections read.
//!
//! All that waits for the disk goes into one transaction and shares one sync (group commit). What is answered is on the disk
//! (`synchronous=FULL`). The operator's commands write from processes of their own; a running relay looks for that once a second.

mod letters;
mod open;
mod registry;
mod watched;
mod writer;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use rowbell_protocol::{MailboxId, Refusal, Sequence, TokenHash};
use rowbell_sqlite::Readers;
use rusqlite::Row;
use tokio::sync::{oneshot, watch};

use self::{
    watched::Watched,
    writer::{Arrived, Queue, Writer},
};
use super::{
    Answer, Cut, Entering, Epoch, InvitationKept, Limits, Page, Quota, Registered, Standing, Store, StoreError,
    Summary, Totals,
};

/// How often a running relay looks for what commands changed.
const LOOK: Duration = Duration::from_secs(1);

/// How many reads run at a time, and how many connections are kept for them.
const READS_AT_ONCE: usize = 4;

/// The store in one file.
pub struct SqliteStore {
    epoch: Epoch,
    limits: Limits,
    queue: Arc<Queue>,
    readers: Arc<Readers>,
    watched: Arc<Watched>,
    version: watch::Sender<u64>,
    thread: Mutex<Option<JoinHandle<()>>>,
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
        let open = open::writer(&path)?;
        let (epoch, version) = (registry::epoch(&open.connection)?, registry::version(&open.connection)?);
        let (queue, watched) = (Arc::new(Queue::default()), Arc::new(Watched::default()));
        let readers = Arc::new(Readers::new(&path, open::reader, READS_AT_ONCE, READS_AT_ONCE));
        let writer = Writer {
            path,
            open: Some(open),
            queue: Arc::clone(&queue),
            readers: Arc::clone(&readers),
            watched: Arc::clone(&watched),
            limits,
        };
        let thread = std::thread::Builder::new()
            .name("store".into())
            .stack_size(512 * 1024)
            .spawn(move || writer.run())
            .map_err(|error| StoreError::Failing(error.to_string()))?;
        Ok(Arc::new(Self {
            epoch,
            limits,
            queue,
            readers,
            watched,
            version: watch::Sender::new(version),
            thread: Mutex::new(Some(thread)),
        }))
    }

    /// Looks once a second whether another process has changed the registry; for as long as it is polled.
    ///
    /// Not needed in a process that only runs one command.
    pub async fn look_for_changes(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK).await;
            match self.readers.read(registry::version).await {
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
        self.queue.append(Arrived { mailbox, at_ms, sealed, answer });
        async move { stored.await.unwrap_or(Err(StoreError::Ended)) }.boxed()
    }

    fn standing(&self, mailbox: MailboxId, after: Sequence) -> Answer<'_, Standing> {
        self.readers.read(move |connection| letters::standing(connection, mailbox, after)).boxed()
    }

    fn read(&self, mailbox: MailboxId, after: Sequence, most: usize) -> Answer<'_, Page> {
        self.readers.read(move |connection| letters::read(connection, mailbox, after, most)).boxed()
    }

    fn watch(&self, mailbox: MailboxId) -> watch::Receiver<Sequence> {
        self.watched.watch(mailbox)
    }

    fn cut(&self, before_ms: i64, now_ms: i64) -> Answer<'_, Cut> {
        let limits = self.limits;
        self.queue.change(move |connection| letters::cut(connection, before_ms, now_ms, limits)).boxed()
    }

    fn registry(&self) -> Answer<'_, Vec<Registered>> {
        self.readers.read(registry::all).boxed()
    }

    fn registry_version(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    fn enter(&self, entering: Entering) -> Answer<'_, Result<Registered, Refusal>> {
        self.queue.change(move |connection| registry::enter(connection, &entering)).boxed()
    }

    fn delete(&self, mailbox: MailboxId) -> Answer<'_, bool> {
        self.queue.change(move |connection| registry::delete(connection, mailbox)).boxed()
    }

    fn close(&self, mailbox: MailboxId, now_ms: i64) -> Answer<'_, bool> {
        self.queue.change(move |connection| registry::close(connection, mailbox, now_ms)).boxed()
    }

    fn set_quota(&self, mailbox: MailboxId, quota: Quota) -> Answer<'_, bool> {
        self.queue.change(move |connection| registry::set_quota(connection, mailbox, quota)).boxed()
    }

    fn list(&self) -> Answer<'_, Vec<Summary>> {
        self.readers.read(registry::list).boxed()
    }

    fn totals(&self) -> Answer<'_, Totals> {
        self.readers.read(registry::totals).boxed()
    }

    fn invite(&self, invitation: InvitationKept) -> Answer<'_, ()> {
        self.queue.change(move |connection| registry::invite(connection, &invitation)).boxed()
    }

    fn invitations(&self) -> Answer<'_, Vec<InvitationKept>> {
        self.readers.read(registry::invitations).boxed()
    }

    fn revoke(&self, hash: TokenHash) -> Answer<'_, bool> {
        self.queue.change(move |connection| registry::revoke(connection, hash)).boxed()
    }

    fn new_epoch(&self) -> Answer<'_, Epoch> {
        self.queue.change(registry::new_epoch).boxed()
    }

    fn probe(&self) -> Answer<'_, ()> {
        let write = |connection: &rusqlite::Connection| {
            connection.execute("INSERT OR REPLACE INTO probe (one, filler) VALUES (1, zeroblob(32768))", [])?;
            Ok(())
        };
        self.queue.change(write).boxed()
    }

    fn end(&self) -> BoxFuture<'_, ()> {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        async move {
            // Readers first: the last connection writes the log back, which only the writer's can.
            self.readers.end();
            self.queue.end();
            let joined = tokio::task::spawn_blocking(move || thread.map(JoinHandle::join)).await;
            if !matches!(joined, Ok(None | Some(Ok(())))) {
                tracing::error!("the store's thread ended with a panic");
            }
        }
        .boxed()
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.queue.end();
    }
}

/// SQLite's integers have a sign.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(at).map(i64::unsigned_abs)
}

fn some_count(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(at)?.map(i64::unsigned_abs))
}
