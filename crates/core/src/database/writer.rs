//! The writer's thread: takes all jobs that wait, runs them in one transaction, commits, answers.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rowbell_sqlite::{Readers, WriteConnection};
use rusqlite::Connection;
use tokio::sync::watch;

use super::{
    DatabaseError, Durability, Health, Mishap,
    checkpoint::Checkpoints,
    damage, open,
    queue::{Damage, Job, Next, Queue},
};

pub(crate) struct Writer {
    path: PathBuf,
    /// None after an error that made the connection useless; the next jobs open it again.
    connection: Option<WriteConnection>,
    /// What `PRAGMA synchronous` is set to; a fresh connection has `Synced`.
    level: Durability,
    queue: Arc<Queue>,
    readers: Arc<Readers>,
    checkpoints: Checkpoints,
    health: watch::Sender<Health>,
    mishap: watch::Sender<Option<Mishap>>,
    index_damage: watch::Sender<u64>,
}

impl Writer {
    pub(crate) fn new(
        path: &Path,
        connection: Option<WriteConnection>,
        queue: Arc<Queue>,
        readers: Arc<Readers>,
        (health, mishap, index_damage): (watch::Sender<Health>, watch::Sender<Option<Mishap>>, watch::Sender<u64>),
    ) -> Self {
        Self {
            path: path.to_owned(),
            connection,
            level: Durability::Synced,
            queue,
            readers,
            checkpoints: Checkpoints::new(path),
            health,
            mishap,
            index_damage,
        }
    }

    pub(crate) fn run(mut self) {
        loop {
            match self.queue.next() {
                Next::Jobs(level, jobs) => self.run_all(level, jobs),
                Next::Damage(Damage::Met) => self.damaged("a reader found it damaged"),
                Next::Damage(Damage::IndexForGood) => self.without_index(),
                Next::End => break,
            }
        }
        self.checkpoints.wait();
    }

    fn run_all(&mut self, level: Durability, jobs: Vec<Job>) {
        let mut waiting = jobs.into_iter();
        // More than one transaction only if one was lost half-way.
        while waiting.len() > 0 {
            let mut done = Vec::with_capacity(waiting.len());
            let mut health = Health::Fine;
            let result = self.transaction(level, &mut waiting, &mut done, &mut health);
            self.answer(done, result, health);
        }
        if let Some(open) = &self.connection {
            self.checkpoints.after_commit(&open.connection);
        }
    }

    /// Moves the jobs it ran from `waiting` to `done`, at least one.
    fn transaction(
        &mut self,
        level: Durability,
        waiting: &mut std::vec::IntoIter<Job>,
        done: &mut Vec<Job>,
        health: &mut Health,
    ) -> Result<(), DatabaseError> {
        let index_damage = self.index_damage.clone();
        let open = match self.begin(level) {
            Ok(open) => open,
            Err(error) => {
                done.extend(waiting);
                return Err(error);
            }
        };
        let connection = &open.connection;
        let mut index_damaged = false;
        for mut job in waiting {
            let result = run_one(connection, &mut job);
            done.push(job);
            if connection.is_autocommit() {
                // SQLite gave up the whole transaction (disk full, I/O error), so the jobs before are undone as well.
                return Err(result.err().unwrap_or(DatabaseError::Closed));
            }
            match result {
                Err(error @ (DatabaseError::Damaged(_) | DatabaseError::Io(_))) => return Err(error),
                // What only the search index fails fails alone.
                Err(DatabaseError::IndexDamaged(_)) => index_damaged = true,
                // The others may be small enough to be stored, but the trouble is there.
                Err(error) if error.is_of_the_file() => *health = health_of(&error),
                _ => {}
            }
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        if index_damaged {
            index_damage.send_modify(|times| *times += 1);
        }
        if open.is_in_place() { Ok(()) } else { Err(DatabaseError::Moved) }
    }

    fn begin(&mut self, level: Durability) -> Result<&WriteConnection, DatabaseError> {
        if self.connection.as_ref().is_some_and(|open| !open.is_in_place()) {
            self.lost();
        }
        if self.connection.is_none() {
            self.connection = Some(open::writer(&self.path)?);
            self.level = Durability::Synced;
        }
        let open = self.connection.as_ref().ok_or(DatabaseError::Closed)?;
        let connection = &open.connection;
        if self.level != level {
            // Never OFF: a checkpoint must sync the log before it overwrites the file.
            let synchronous = if level == Durability::Synced { "FULL" } else { "NORMAL" };
            connection.pragma_update(None, "synchronous", synchronous)?;
            self.level = level;
        }
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(open)
    }

    /// The open files are no longer those in the folder.
    fn lost(&mut self) {
        tracing::error!(path = %self.path.display(), "another program deleted or replaced the database's files");
        self.close();
        self.mishap.send_replace(Some(Mishap::Moved { path: self.path.clone() }));
    }

    /// Closes all connections of this process: SQLite shares locks and the log's index among them, so a new one would have those
    /// of the old ones.
    fn close(&mut self) {
        self.checkpoints.wait();
        let _no_reader = self.readers.shut_out();
        if let Some(open) = self.connection.take() {
            open.close();
        }
    }

    fn answer(&mut self, done: Vec<Job>, result: Result<(), DatabaseError>, health: Health) {
        match &result {
            Ok(()) => self.tell(health),
            Err(error) => {
                tracing::error!(code = error.code(), %error, "a transaction failed");
                self.recover(error);
            }
        }
        for job in done {
            job.answer(result.as_ref().copied());
        }
    }

    /// Leaves the writer ready for the next jobs.
    fn recover(&mut self, error: &DatabaseError) {
        let rolled_back = match &self.connection {
            Some(WriteConnection { connection, .. }) => {
                connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok()
            }
            None => true,
        };
        match error {
            DatabaseError::Damaged(what) => return self.damaged(what),
            DatabaseError::IndexDamaged(_) if rolled_back => return self.index_damage.send_modify(|times| *times += 1),
            DatabaseError::Full | DatabaseError::Busy if rolled_back => {}
            DatabaseError::Moved => self.lost(),
            _ => self.close(),
        }
        self.tell(health_of(error));
    }

    /// Where only the search index is damaged, the history can make it anew.
    fn damaged(&mut self, what: &str) {
        if self.connection.as_ref().is_some_and(|open| damage::is_only_of_the_index(&open.connection)) {
            tracing::error!(what, "the search index is damaged");
            self.index_damage.send_modify(|times| *times += 1);
        } else {
            self.replace(what);
        }
    }

    /// The history could not.
    fn without_index(&mut self) {
        // It may be a fresh file by now.
        if !self.connection.as_ref().is_some_and(|open| damage::all_is_whole(&open.connection)) {
            self.replace("the search index can't be made anew");
        }
    }

    /// Sets the damaged file aside and goes on with a fresh one that has what can be read.
    fn replace(&mut self, what: &str) {
        tracing::error!(what, "the database is damaged and is set aside");
        self.close();
        let _no_reader = self.readers.shut_out();
        match open::replace(&self.path) {
            Ok((connection, mishap)) => {
                self.connection = Some(connection);
                self.level = Durability::Synced;
                self.mishap.send_replace(Some(mishap));
                self.tell(Health::Fine);
            }
            Err(error) => self.tell(health_of(&error)),
        }
    }

    fn tell(&self, health: Health) {
        self.health.send_if_modified(|known| {
            let changed = *known != health;
            *known = health;
            changed
        });
    }
}

pub(crate) fn health_of(error: &DatabaseError) -> Health {
    match error {
        DatabaseError::Full => Health::Full,
        error => Health::Failing { code: error.code(), message: error.to_string() },
    }
}

fn run_one(connection: &Connection, job: &mut Job) -> Result<(), DatabaseError> {
    if !job.savepoint {
        return job.run(connection);
    }
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    let result = job.run(connection);
    if result.is_err() && !connection.is_autocommit() {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    if !connection.is_autocommit() {
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    result
}
