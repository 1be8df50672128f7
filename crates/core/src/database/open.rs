//! Opening connections.

use std::{path::Path, time::Duration};

use rowbell_sqlite::{WriteConnection, create_private};
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    DatabaseError, Mishap, damage,
    migrations::{STEPS, migrate},
    salvage, set_aside,
};

/// Opens the file for writing; a damaged one is replaced.
pub(crate) fn open_or_replace(path: &Path, now_ms: i64) -> Result<(WriteConnection, Option<Mishap>), DatabaseError> {
    set_aside::tidy_up(path).map_err(|error| DatabaseError::CannotOpen(error.to_string()))?;
    match writer(path) {
        Err(DatabaseError::Damaged(what)) => {
            tracing::error!(what, "the database is damaged and is set aside");
            let (connection, mishap) = replace_at(path, now_ms)?;
            Ok((connection, Some(mishap)))
        }
        opened => Ok((opened?, None)),
    }
}

/// Sets the file aside and makes a fresh one, for a file found damaged while the program runs.
pub(crate) fn replace(path: &Path) -> Result<(WriteConnection, Mishap), DatabaseError> {
    // Only for the name of the damaged file.
    replace_at(path, jiff::Timestamp::now().as_millisecond())
}

/// The fresh file has what can be read before it takes the damaged one's place, so a crash in between loses nothing of it.
fn replace_at(path: &Path, now_ms: i64) -> Result<(WriteConnection, Mishap), DatabaseError> {
    let cannot = |error: std::io::Error| DatabaseError::CannotOpen(error.to_string());
    set_aside::tidy_up(path).map_err(cannot)?;
    let fresh_path = set_aside::fresh_path(path);
    let fresh = writer(&fresh_path)?;
    // Its log must not get as long as all that is copied.
    fresh.connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000;")?;
    let salvaged = salvage::salvage(path, &fresh.connection);
    fresh.close();
    let salvaged = salvaged?;
    let moved_to = set_aside::move_away(path, now_ms).map_err(cannot)?;
    std::fs::rename(fresh_path, path).map_err(cannot)?;
    tracing::info!(
        changes = salvaged.changes,
        whole = salvaged.whole,
        "what could be read of the damaged database was copied"
    );
    Ok((writer(path)?, Mishap::SetAside { path: moved_to, salvaged }))
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
    damage::look_over(&connection)?;
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
