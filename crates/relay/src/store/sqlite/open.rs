//! Opening the file.

use std::{path::Path, time::Duration};

use rowbell_protocol::Encoded;
use rowbell_sqlite::{NotRead, WriteConnection, create_private};
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use crate::store::{Epoch, StoreError};

/// One step per version. A step that was released is never edited; a change is a further step.
const STEPS: &[&str] = &[include_str!("step_1.sql")];

/// A connection that writes, to a file that is made if it is missing.
pub(super) fn writer(path: &Path) -> Result<WriteConnection, StoreError> {
    create_private(path).map_err(|error| StoreError::Failing(format!("{}: {error}", path.display())))?;
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 33554432;
         PRAGMA synchronous = FULL;
         PRAGMA cache_size = -2048;
         PRAGMA temp_store = MEMORY;",
    )?;
    migrate(&mut connection)?;
    Ok(WriteConnection::new(connection))
}

/// A connection that can't write.
pub(super) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.execute_batch("PRAGMA cache_size = -512; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;")?;
    Ok(connection)
}

fn connect(path: &Path, mode: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Plans must not depend on the values of parameters, or SQLite prepares statements anew at each use.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // The operator's commands write beside a running relay.
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    // Two that start at once must not both make the tables.
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if !(0..=known).contains(&found) {
        return Err(StoreError::Newer { found, known });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    if found == 0 {
        transaction.execute("INSERT INTO relay (one, epoch) VALUES (1, ?1)", [random_epoch()?.0])?;
    }
    if found != known {
        transaction.pragma_update(None, "user_version", known)?;
    }
    Ok(transaction.commit()?)
}

pub(super) fn random_epoch() -> Result<Epoch, StoreError> {
    Encoded::random().map_err(|error| StoreError::Failing(error.to_string()))
}

impl From<NotRead> for StoreError {
    fn from(why: NotRead) -> Self {
        match why {
            NotRead::Closed => Self::Ended,
            NotRead::Panicked(_) => Self::Failing(why.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::Failing(error.to_string()),
        }
    }
}
