//! The one SQLite file, `rowbell.db`: its tables, and what becomes of it when it is damaged. How it is written and read beside
//! that is in the crate `sqlite`.

pub(crate) mod codes;
mod damage;
mod hash;
mod migrations;
mod notes;
pub(crate) mod places;
mod salvage;
mod schema;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

pub(crate) use rowbell_sqlite::count;
use rowbell_sqlite::{Damage, Options, open_writer, set_aside};
pub use rowbell_sqlite::{Durability, Error as DatabaseError, Health};
use rusqlite::Connection;
use tokio::sync::watch;

use self::schema::Schema;
pub use self::{hash::BodyHash, salvage::Salvaged};

const OPTIONS: Options = Options {
    // A sender waits for its answer.
    busy_wait: Duration::from_secs(2),
    can_shrink: true,
    reads_at_once: 3,
    readers_kept: 1,
};

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
    file: rowbell_sqlite::Database,
    mishap: watch::Receiver<Option<Mishap>>,
    index_damage: watch::Sender<u64>,
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
        let (mishap_sender, mishaps) = watch::channel(None);
        let index_damage = watch::Sender::new(0);
        let schema = Schema { mishap: mishap_sender, index_damage: index_damage.clone() };
        set_aside::tidy_up(path)?;
        let mut mishap = None;
        let mut opened = open_writer(path, &schema, &OPTIONS);
        if let Err(DatabaseError::Damaged(what)) = &opened {
            tracing::error!(what, "the database is damaged and is set aside");
            mishap = Some(schema.set_aside(path, now_ms)?);
            opened = open_writer(path, &schema, &OPTIONS);
        }
        match &opened {
            Ok(open) if damage::look_at_index(&open.connection).is_err() => {
                index_damage.send_replace(1);
            }
            Ok(_) => {}
            // What may get better by itself must not keep the program from starting: it says so, and each job tries again.
            Err(error @ (DatabaseError::Full | DatabaseError::Io(_) | DatabaseError::Busy)) => {
                tracing::error!(%error, "the database can't be opened now");
            }
            Err(error) => return Err(error.clone()),
        }
        let file = rowbell_sqlite::Database::start(path, opened, schema, OPTIONS)?;
        Ok(Opened { database: Self { file, mishap: mishaps, index_damage }, mishap })
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
        self.file.write(durability, job).await
    }

    /// As [`Database::write`], for a job of a single statement: that is undone by itself when it fails, and the savepoint is
    /// saved.
    pub(crate) async fn write_statement<T, F>(&self, durability: Durability, job: F) -> Result<T, DatabaseError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    {
        self.file.write_statement(durability, job).await
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
        let result = self.file.read(job).await;
        match &result {
            Err(DatabaseError::Damaged(what)) => self.file.report(Damage::File(what.clone())),
            Err(DatabaseError::IndexDamaged(_)) => self.index_damage.send_modify(|times| *times += 1),
            _ => {}
        }
        result
    }

    /// How the database is doing, now and from now on.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.file.health()
    }

    /// How many times the search index was found damaged. It is to be made anew from the entries; nothing else is wrong then.
    pub fn index_damage(&self) -> watch::Receiver<u64> {
        self.index_damage.subscribe()
    }

    /// The search index can't be made anew in this file: everything is copied into a fresh one, without it.
    pub(crate) fn give_up_on_index(&self) {
        self.file.report(Damage::BeyondRepair);
    }

    /// What happened to the file while the program ran.
    pub fn mishap(&self) -> watch::Receiver<Option<Mishap>> {
        self.mishap.clone()
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
        self.file.rest();
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Stores what waits, writes everything back into the one file and closes it. Later jobs fail with
    /// [`DatabaseError::Closed`].
    pub async fn close(&self) {
        self.file.close().await;
    }
}
