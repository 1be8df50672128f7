//! Opening connections.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rowbell_sqlite::{WriteConnection, create_private};
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    DatabaseError,
    migrations::{STEPS, migrate},
    set_aside,
};

/// Opens the file for writing; a damaged one is replaced.
pub(crate) fn open_or_replace(path: &Path, now_ms: i64) -> Result<(WriteConnection, Option<PathBuf>), DatabaseError> {
    match writer(path) {
        Err(DatabaseError::Damaged(what)) => {
            tracing::error!(what, "the database is damaged and is set aside");
            let (connection, moved_to) = replace_at(path, now_ms)?;
            Ok((connection, Some(moved_to)))
        }
        opened => Ok((opened?, None)),
    }
}

/// Sets the file aside and makes a fresh one, for a file found damaged while the program runs.
pub(crate) fn replace(path: &Path) -> Result<(WriteConnection, PathBuf), DatabaseError> {
    // Only for the name of the damaged file.
    replace_at(path, jiff::Timestamp::now().as_millisecond())
}

fn replace_at(path: &Path, now_ms: i64) -> Result<(WriteConnection, PathBuf), DatabaseError> {
    let moved_to = set_aside::move_away(path, now_ms).map_err(|error| DatabaseError::CannotOpen(error.to_string()))?;
    let connection = writer(path)?;
    let saved = set_aside::save_waiting(&moved_to, &connection.connection);
    tracing::info!(saved, "deliveries that waited in the damaged database were copied");
    Ok((connection, moved_to))
}

/// A connection for the writer's thread: made if missing, at the newest version, `synchronous=FULL`.
pub(crate) fn writer(path: &Path) -> Result<WriteConnection, DatabaseError> {
    Ok(WriteConnection::new(writer_with(path, STEPS)?))
}

pub(crate) fn writer_with(path: &Path, steps: &[&str]) -> Result<Connection, DatabaseError> {
    create_private(path).map_err(|error| DatabaseError::CannotOpen(error.to_string()))?;
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch(
        "PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA journal_mode = WAL;
         PRAGMA wal_autocheckpoint = 0;
         PRAGMA journal_size_limit = 33554432;
         PRAGMA synchronous = FULL;
         PRAGMA cache_size = -2048;
         PRAGMA temp_store = MEMORY;",
    )?;
    migrate(&mut connection, steps)?;
    set_aside::look_over(&connection)?;
    Ok(connection)
}

/// A connection that cannot write.
pub(crate) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.execute_batch("PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;")?;
    Ok(connection)
}

/// A connection that only writes the log back.
pub(crate) fn checkpointer(path: &Path) -> Result<Connection, DatabaseError> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64;")?;
    Ok(connection)
}

fn connect(path: &Path, mode: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Plans must not depend on the values of parameters, or SQLite prepares statements anew at each use.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(Duration::from_secs(2))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}
