//! The connection that writes, and whether it still writes where others read.

use std::{ffi::OsString, path::PathBuf};

use rusqlite::{Connection, config::DbConfig};

use crate::files::{AtPath, OpenFile};

/// The connection that writes, and the files that it has open.
#[derive(Debug)]
pub struct WriteConnection {
    /// The connection.
    pub connection: Connection,
    file: OpenFile,
    log: OpenFile,
    index: OpenFile,
}

impl WriteConnection {
    /// Of a connection that has read or written already: only then are its log and index open.
    pub fn new(connection: Connection) -> Self {
        let path = connection.path().map(PathBuf::from).unwrap_or_default();
        let beside = |end: &str| {
            let mut name = OsString::from(&path);
            name.push(end);
            OpenFile::at(name.into())
        };
        let (log, index) = (beside("-wal"), beside("-shm"));
        Self { connection, file: OpenFile::at(path), log, index }
    }

    /// Whether the file, its log and its index are still those in the folder. What is written into others is lost.
    ///
    /// Takes a few microseconds.
    pub fn is_in_place(&self) -> bool {
        [&self.file, &self.log, &self.index].iter().all(|file| file.at_its_path() == AtPath::Itself)
    }

    /// Closes it. All other connections of this process to the file must be closed by then, for SQLite shares the log's index
    /// among them.
    ///
    /// Closing writes the log back into the file. If files were deleted or replaced, others may have written meanwhile, and old
    /// pages would overwrite theirs; so it is left. If only the log was deleted, nobody has: who opened the file would have made
    /// a new one.
    pub fn close(self) {
        let others_in_place = [&self.file, &self.index].iter().all(|file| file.at_its_path() == AtPath::Itself);
        if !(others_in_place && self.log.at_its_path() != AtPath::Another) {
            let _always_possible = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }
}
