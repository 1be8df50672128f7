//! Opening connections.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{Error, Schema, WriteConnection, files::create_private};

/// How long to wait before a file that another program is making is tried again.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// How a program wants its file to be handled.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// For how long another program that holds the file is waited for.
    pub busy_wait: Duration,
    /// Whether the file can be made smaller again (`PRAGMA incremental_vacuum`). Decided when it is made.
    pub can_shrink: bool,
    /// How many reads run at a time.
    pub reads_at_once: usize,
    /// How many connections are kept while nobody reads; each holds up to a mebibyte of cached pages.
    pub readers_kept: usize,
}

/// A connection that writes, and syncs at each commit. The file is made if it is missing, and readable for its owner only.
///
/// # Errors
/// Why it can't be opened, or what [`Schema::prepare`] found.
pub fn open_writer(path: &Path, schema: &impl Schema, options: &Options) -> Result<WriteConnection, Error> {
    create_private(path).map_err(|error| Error::CannotOpen(format!("{}: {error}", path.display())))?;
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, options)?;
    // Only where it has an effect: on a file with contents it takes the lock for writing, and does nothing.
    if options.can_shrink && connection.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0))? == 0 {
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    }
    write_ahead(&connection, options.busy_wait)?;
    connection.execute_batch(
        "PRAGMA wal_autocheckpoint = 0;
         PRAGMA journal_size_limit = 33554432;
         PRAGMA synchronous = FULL;
         PRAGMA cache_size = -2048;
         PRAGMA temp_store = MEMORY;",
    )?;
    // What a crash left in the log is in the file from now on, so it can't be lost with the log.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    schema.prepare(&mut connection)?;
    Ok(WriteConnection::new(connection))
}

/// Has the file keep a log. Of two programs that make a file at once SQLite refuses one without waiting, whatever its timeout,
/// so it is waited for here.
fn write_ahead(connection: &Connection, busy_wait: Duration) -> Result<(), Error> {
    let end = Instant::now() + busy_wait;
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL").map_err(Error::from) {
            Err(Error::Busy) if Instant::now() < end => std::thread::sleep(LOOK_AGAIN),
            ended => return ended,
        }
    }
}

/// A connection that can't write.
pub(crate) fn open_reader(path: &Path, options: &Options) -> rusqlite::Result<Connection> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, options)?;
    connection.execute_batch("PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;")?;
    Ok(connection)
}

/// A connection that only writes the log back.
pub(crate) fn open_checkpointer(path: &Path, options: &Options) -> rusqlite::Result<Connection> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, options)?;
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64;")?;
    Ok(connection)
}

fn connect(path: &Path, mode: OpenFlags, options: &Options) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Plans must not depend on the values of parameters, or SQLite prepares statements again at each use.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(options.busy_wait)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}
