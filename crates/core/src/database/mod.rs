//! The one SQLite file, `rowbell.db`: one thread writes, a few connections read.
//!
//! - All jobs that wait for the disk go into one transaction and share one sync (group commit). All others that wait go
//!   into another, without a sync, when nobody waits for the disk, or every now and then. A job that fails is undone alone,
//!   through a savepoint.
//! - A future of [`Database::write`] resolves after the commit. With [`Durability::Synced`] the data is then on the disk.
//! - Reads run on blocking threads over read-only connections and see what is committed.
//! - Nothing here wakes up by itself: an idle database costs no CPU.

mod checkpoint;
pub(crate) mod codes;
mod damage;
mod error;
mod hash;
mod migrations;
mod notes;
mod open;
mod queue;
mod salvage;
mod set_aside;
#[cfg(test)]
mod tests;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

use rowbell_sqlite::Readers;
use rusqlite::Connection;
use tokio::sync::watch;

pub use self::{error::DatabaseError, hash::BodyHash, salvage::Salvaged};
use self::{
    queue::{Damage, Queue},
    writer::Writer,
};

/// How many reads run at a time.
const READS_AT_ONCE: usize = 3;
/// How many connections are kept while nobody reads; each holds up to a mebibyte of cached pages.
const READERS_KEPT: usize = 1;

/// How safe a job must be when its future resolves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On the disk: it outlives a power cut.
    Synced,
    /// It outlives a crash of the program; after a power cut it may be missing (never half there), so only for what can be
    /// done again from what is stored already.
    Lazy,
}

/// How the database is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// The last job was stored.
    Fine,
    /// The disk is full. The next job tries again.
    Full,
    /// The disk or the file fails. The next job tries again.
    Failing {
        /// The error's stable code, see [`DatabaseError::code`].
        code: &'static str,
        /// What the system said.
        message: String,
    },
}

/// What happened to the file, and is not over once it works again: something may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// It was damaged.
    SetAside {
        /// Where the damaged file was moved to.
        path: PathBuf,
        /// What was copied from it.
        salvaged: Salvaged,
    },
    /// Another program deleted or replaced it or its log while it was open.
    Moved {
        /// Its path.
        path: PathBuf,
    },
}

/// What [`Database::open`] found.
#[derive(Debug)]
pub struct Opened {
    /// The open database.
    pub database: Database,
    /// What had happened to the file.
    pub mishap: Option<Mishap>,
}

/// A handle to the open database; clones share it.
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
    mishap: watch::Receiver<Option<Mishap>>,
    index_damage: watch::Sender<u64>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Database {
    /// Opens or creates the file. A damaged one is set aside as `rowbell.db.damaged-DATE` and replaced by a fresh one, into
    /// which everything is copied that can be read.
    ///
    /// Blocks for a few milliseconds. Must not be called twice for one file.
    ///
    /// # Errors
    /// If the file cannot be opened or created, or was written by a newer Rowbell.
    pub fn open(path: &Path, now_ms: i64) -> Result<Opened, DatabaseError> {
        let (connection, mishap, healthy) = match open::open_or_replace(path, now_ms) {
            Ok((connection, mishap)) => (Some(connection), mishap, Health::Fine),
            // What may get better by itself must not keep the program from starting: it says so, and each job tries again.
            Err(error @ (DatabaseError::Full | DatabaseError::Io(_) | DatabaseError::Busy)) => {
                tracing::error!(%error, "the database can't be opened now");
                (None, None, writer::health_of(&error))
            }
            Err(error) => return Err(error),
        };
        let queue = Arc::new(Queue::default());
        let readers = Arc::new(Readers::new(path, open::reader, READS_AT_ONCE, READERS_KEPT));
        let (health_sender, health) = watch::channel(healthy);
        let (mishap_sender, mishaps) = watch::channel(None);
        let index_is_damaged = connection.as_ref().is_some_and(|open| damage::look_at_index(&open.connection).is_err());
        let index_damage = watch::Sender::new(u64::from(index_is_damaged));
        let told = (health_sender, mishap_sender, index_damage.clone());
        let writer = Writer::new(path, connection, Arc::clone(&queue), Arc::clone(&readers), told);
        let thread = std::thread::Builder::new()
            .name("database".into())
            .stack_size(512 * 1024)
            .spawn(move || writer.run())
            .map_err(|error| DatabaseError::Io(error.to_string()))?;
        let shared = Shared {
            path: path.to_owned(),
            queue,
            readers,
            health,
            mishap: mishaps,
            index_damage,
            thread: Mutex::new(Some(thread)),
        };
        Ok(Opened { database: Self { shared: Arc::new(shared) }, mishap })
    }

    /// Runs a job on the writer's thread, in a transaction it shares with other jobs, and resolves once that is committed.
    /// An error of the job undoes the job alone.
    ///
    /// The job may be one of many in the transaction, so it should take a few milliseconds at most.
    ///
    /// # Errors
    /// The job's own error, or why the transaction could not be committed; nothing of the job is stored then.
    pub async fn write<T, F>(&self, durability: Durability, job: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    {
        self.shared.queue.submit(durability, true, job).await
    }

    /// As [`Database::write`], for a job of a single statement: that is undone by itself when it fails, and the savepoint is
    /// saved.
    pub(crate) async fn write_statement<T, F>(&self, durability: Durability, job: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    {
        self.shared.queue.submit(durability, false, job).await
    }

    /// Runs a read on a blocking thread, over a connection that cannot write.
    ///
    /// # Errors
    /// The read's own error. A damaged file is noticed and set aside in the background.
    pub async fn read<T, F>(&self, job: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    {
        let result = self.shared.readers.read(job).await;
        match &result {
            Err(DatabaseError::Damaged(_)) => self.shared.queue.report_damage(Damage::Met),
            Err(DatabaseError::IndexDamaged(_)) => self.shared.index_damage.send_modify(|times| *times += 1),
            _ => {}
        }
        result
    }

    /// How the database is doing, now and from now on.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.shared.health.clone()
    }

    /// How many times the search index was found damaged. It is to be made anew from the entries; nothing else is wrong then.
    pub fn index_damage(&self) -> watch::Receiver<u64> {
        self.shared.index_damage.subscribe()
    }

    /// The search index can't be made anew in this file: everything is copied into a fresh one, without it.
    pub(crate) fn give_up_on_index(&self) {
        self.shared.queue.report_damage(Damage::IndexForGood);
    }

    /// What happened to the file while the program ran.
    pub fn mishap(&self) -> watch::Receiver<Option<Mishap>> {
        self.shared.mishap.clone()
    }

    /// Writes a few bytes, so that [`Database::health`] is up to date: for a look whether a full disk has room again.
    ///
    /// # Errors
    /// Why they could not be written.
    pub async fn probe(&self) -> Result<(), DatabaseError> {
        self.write_statement(Durability::Synced, |connection| {
            let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            Ok(connection.pragma_update(None, "user_version", version)?)
        })
        .await
    }

    /// Lets go of the memory that only makes the next read quicker.
    pub fn rest(&self) {
        self.shared.readers.rest();
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Stores what waits, writes everything back into the one file and closes it. Later jobs fail with
    /// [`DatabaseError::Closed`].
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
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// A count out of a row; SQLite's integers have a sign.
pub(crate) fn count(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(index).map(|number| u64::try_from(number).unwrap_or(0))
}
