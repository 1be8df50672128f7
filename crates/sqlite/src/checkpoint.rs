//! Writing the log back into the file, on a thread of its own that lives only while it does so.
//!
//! A log that is written back whole is started over by the next transaction, so it does not grow. While appends go on a
//! thread beside can never quite catch up; the writer does the small rest itself.

use std::{
    path::{Path, PathBuf},
    thread::JoinHandle,
};

use rusqlite::Connection;

use crate::{Error, Options, connect::open_checkpointer};

/// Pages of 4 KiB in the log from which on it is written back.
const START: i64 = 1500;
/// A rest this small the writer writes back itself.
const SMALL: i64 = 200;
/// The log has got so long that the writer writes it back, however long it takes.
const FAR_TOO_LONG: i64 = 32_000;
/// After a try, the log grows by this much before the next one.
const PAUSE: i64 = 1000;

#[derive(Debug)]
pub(crate) struct Checkpoints {
    path: PathBuf,
    options: Options,
    thread: Option<JoinHandle<()>>,
    next_at: i64,
}

#[derive(Clone, Copy, Debug)]
struct Log {
    pages: i64,
    written_back: i64,
}

impl Checkpoints {
    pub(crate) fn new(path: &Path, options: Options) -> Self {
        Self { path: path.to_owned(), options, thread: None, next_at: START }
    }

    /// Looks whether there is something to write back. Called by the writer between transactions.
    pub(crate) fn after_commit(&mut self, connection: &Connection) {
        let Ok(log) = look(connection, "PRAGMA wal_checkpoint(NOOP)") else {
            return;
        };
        // Also of a thread that gets no time on a busy machine.
        if log.pages <= FAR_TOO_LONG && self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return;
        }
        if log.pages < START {
            self.next_at = START;
            return;
        }
        let rest = log.pages - log.written_back;
        let came_back = self.thread.is_some();
        self.wait();
        if rest == 0 {
            return;
        }
        if (came_back && rest <= SMALL) || (log.pages > FAR_TOO_LONG && log.pages >= self.next_at) {
            let _tried = look(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            self.next_at = log.pages + PAUSE;
        } else if log.pages >= self.next_at {
            self.next_at = log.pages + PAUSE;
            let (path, options) = (self.path.clone(), self.options);
            let work = move || {
                if let Err(error) = write_back(&path, &options) {
                    tracing::warn!(code = error.code(), %error, "the log could not be written back");
                }
            };
            self.thread = std::thread::Builder::new().name("checkpoint".into()).stack_size(256 * 1024).spawn(work).ok();
        }
    }

    /// Waits until nothing is being written back.
    pub(crate) fn wait(&mut self) {
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

/// Writes back, again and again while the rest gets smaller but is not small yet.
fn write_back(path: &Path, options: &Options) -> Result<(), Error> {
    let connection = open_checkpointer(path, options)?;
    for _ in 0..5 {
        look(&connection, "PRAGMA wal_checkpoint(PASSIVE)")?;
        let log = look(&connection, "PRAGMA wal_checkpoint(NOOP)")?;
        if log.pages - log.written_back <= SMALL {
            break;
        }
    }
    Ok(())
}

fn look(connection: &Connection, pragma: &str) -> Result<Log, Error> {
    let log = |row: &rusqlite::Row<'_>| Ok(Log { pages: row.get(1)?, written_back: row.get(2)? });
    Ok(connection.prepare_cached(pragma)?.query_row([], log)?)
}
