//! The writer's thread: takes all jobs that wait, runs them in one transaction, commits, answers.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::Connection;
use tokio::sync::watch;

use crate::{
    Damage, Durability, Error, Health, Options, Remedy, Schema, WriteConnection,
    checkpoint::Checkpoints,
    connect::open_writer,
    queue::{Group, Next, Queue},
    readers::Readers,
    work::Job,
};

pub(crate) struct Writer<S> {
    path: PathBuf,
    schema: S,
    options: Options,
    /// None after an error that made the connection useless; the next jobs open it again.
    connection: Option<WriteConnection>,
    /// What `PRAGMA synchronous` is set to; a fresh connection has `Synced`.
    level: Durability,
    queue: Arc<Queue>,
    readers: Arc<Readers>,
    checkpoints: Checkpoints,
    health: watch::Sender<Health>,
}

/// A transaction that was not lost.
struct Committed {
    /// The worst that a single job said of disk or file.
    health: Health,
    /// A job met a damaged virtual table.
    virtual_table_damaged: bool,
}

impl<S: Schema> Writer<S> {
    pub(crate) fn new(
        path: &Path,
        connection: Option<WriteConnection>,
        schema: S,
        options: Options,
        (queue, readers, health): (Arc<Queue>, Arc<Readers>, watch::Sender<Health>),
    ) -> Self {
        Self {
            path: path.to_owned(),
            schema,
            options,
            connection,
            level: Durability::Synced,
            queue,
            readers,
            checkpoints: Checkpoints::new(path, options),
            health,
        }
    }

    pub(crate) fn run(mut self) {
        loop {
            match self.queue.next() {
                Next::Jobs(group) => self.run_groups(group),
                Next::Damage(damage) => self.damaged(&damage),
                Next::End => break,
            }
        }
        self.checkpoints.wait();
    }

    /// Runs a group, and those that come while it is being run.
    fn run_groups(&mut self, first: Group) {
        // Before the jobs came, others may have deleted or replaced the files.
        if self.connection.as_ref().is_some_and(|open| !open.is_in_place()) {
            self.moved();
        }
        let mut next = Some(first);
        while let Some(group) = next.take() {
            let mut waiting = group.jobs.into_iter();
            // More than one transaction only if one was lost half-way.
            while waiting.len() > 0 {
                let mut done = Vec::with_capacity(waiting.len());
                let committed = self.transaction(group.durability, &mut waiting, &mut done);
                // Taken before the look at the files, so that this is also the one before the next group.
                if next.is_none() {
                    next = self.queue.waiting_group();
                }
                let result = committed.and_then(|committed| self.after_commit(committed));
                let result = result.inspect_err(|error| self.recover(error));
                for job in done {
                    job.work.ended(result.as_ref().copied());
                }
            }
            if let Some(open) = &self.connection {
                self.checkpoints.after_commit(&open.connection);
            }
        }
    }

    /// Moves the jobs it ran from `waiting` to `done`, at least one.
    fn transaction(
        &mut self,
        durability: Durability,
        waiting: &mut std::vec::IntoIter<Job>,
        done: &mut Vec<Job>,
    ) -> Result<Committed, Error> {
        let connection = match self.begin(durability) {
            Ok(connection) => connection,
            Err(error) => {
                done.extend(waiting);
                return Err(error);
            }
        };
        let mut committed = Committed { health: Health::Fine, virtual_table_damaged: false };
        for mut job in waiting {
            let result = run_job(connection, &mut job);
            done.push(job);
            if connection.is_autocommit() {
                // SQLite gave up the whole transaction (disk full, I/O error), so the jobs before are undone as well.
                return Err(result.err().unwrap_or(Error::Closed));
            }
            match result {
                Err(error @ (Error::Damaged(_) | Error::Io(_))) => return Err(error),
                // What only the search index fails fails alone.
                Err(Error::IndexDamaged(_)) => committed.virtual_table_damaged = true,
                // The others may be small enough to be stored, but the fault is there.
                Err(error) if error.is_of_the_file() => committed.health = Health::from(&error),
                _ => {}
            }
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(committed)
    }

    fn begin(&mut self, durability: Durability) -> Result<&Connection, Error> {
        let open = match &mut self.connection {
            Some(open) => open,
            none => {
                self.level = Durability::Synced;
                none.insert(open_writer(&self.path, &self.schema, &self.options)?)
            }
        };
        let connection = &open.connection;
        if self.level != durability {
            // Never OFF: a checkpoint must sync the log before it overwrites the file.
            let synchronous = if durability == Durability::Synced { "FULL" } else { "NORMAL" };
            connection.pragma_update(None, "synchronous", synchronous)?;
            self.level = durability;
        }
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(connection)
    }

    /// Nobody is told of a commit that went into files which are no longer in the folder.
    fn after_commit(&self, committed: Committed) -> Result<(), Error> {
        if self.connection.as_ref().is_some_and(|open| !open.is_in_place()) {
            return Err(Error::Moved);
        }
        if committed.virtual_table_damaged {
            let _repaired = self.remedy(&Damage::VirtualTable);
        }
        self.tell(committed.health);
        Ok(())
    }

    /// Leaves the writer ready for the next jobs after a transaction that was lost.
    fn recover(&mut self, error: &Error) {
        tracing::error!(code = error.code(), %error, "a transaction failed");
        if let Some(open) = self.in_a_transaction() {
            let _tried = open.connection.execute_batch("ROLLBACK");
        }
        match error {
            Error::Damaged(what) => self.damaged(&Damage::File(what.clone())),
            Error::IndexDamaged(_) => self.damaged(&Damage::VirtualTable),
            Error::Moved => self.moved(),
            Error::Full | Error::Busy => {}
            _ => self.close(),
        }
        if !matches!(error, Error::Damaged(_) | Error::IndexDamaged(_)) {
            self.tell(Health::from(error));
        }
        if self.in_a_transaction().is_some() {
            self.close();
        }
    }

    fn in_a_transaction(&self) -> Option<&WriteConnection> {
        self.connection.as_ref().filter(|open| !open.connection.is_autocommit())
    }

    fn damaged(&mut self, damage: &Damage) {
        match self.remedy(damage) {
            Remedy::Repair => {}
            Remedy::None => {
                self.close();
                if let Damage::File(what) = damage {
                    self.tell(Health::from(&Error::Damaged(what.clone())));
                }
            }
            Remedy::Replace => {
                self.close();
                let _no_reader = self.readers.shut_out();
                let replaced = self.schema.replace(&self.path);
                let opened = replaced.and_then(|()| open_writer(&self.path, &self.schema, &self.options));
                match opened {
                    Ok(open) => {
                        self.connection = Some(open);
                        self.level = Durability::Synced;
                        self.tell(Health::Fine);
                    }
                    Err(error) => self.tell(Health::from(&error)),
                }
            }
        }
    }

    fn remedy(&self, damage: &Damage) -> Remedy {
        let remedy = self.schema.remedy(damage, self.connection.as_ref().map(|open| &open.connection));
        tracing::error!(?damage, ?remedy, "the database is damaged");
        remedy
    }

    /// The open files are no longer those in the folder.
    fn moved(&mut self) {
        tracing::error!(path = %self.path.display(), "another program deleted or replaced the database's files; they are opened anew");
        self.close();
        self.schema.moved(&self.path);
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

    fn tell(&self, health: Health) {
        self.health.send_if_modified(|known| {
            let changed = *known != health;
            *known = health;
            changed
        });
    }
}

fn run_job(connection: &Connection, job: &mut Job) -> Result<(), Error> {
    if job.savepoint {
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    }
    let result = catch_unwind(AssertUnwindSafe(|| job.work.run(connection))).unwrap_or_else(|_| Err(Error::panicked()));
    // Without a transaction there is no savepoint: SQLite has given up all of it.
    if job.savepoint && !connection.is_autocommit() {
        if result.is_err() {
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    result
}
