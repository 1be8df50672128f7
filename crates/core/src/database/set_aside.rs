//! What happens to a damaged file.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, params_from_iter, types::Value};

use super::DatabaseError;

/// A quick look at what must be readable. A whole check would take seconds on a large file; damage elsewhere is noticed
/// when it is read.
pub(crate) fn look_over(connection: &Connection) -> Result<(), DatabaseError> {
    for look in [
        "SELECT max(id) FROM delivery",
        "SELECT max(id) FROM receipt",
        "SELECT max(id) FROM entry",
        "SELECT max(id) FROM unread",
        "SELECT count(*) FROM (SELECT id FROM delivery WHERE recorded = 0 LIMIT 50)",
        "SELECT count(*) FROM (SELECT rowid FROM entry_words WHERE entry_words MATCH 'a' LIMIT 1)",
    ] {
        connection.query_row(look, [], |_| Ok(()))?;
    }
    Ok(())
}

/// Renames the file and its log to `FILE.damaged-DATE`, and gives the new name.
pub(crate) fn move_away(path: &Path, now_ms: i64) -> io::Result<PathBuf> {
    let when = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
    let date = when.strftime("%Y%m%d-%H%M%S").to_string();
    let mut target = with_suffix(path, &format!(".damaged-{date}"));
    for again in 2.. {
        if !target.exists() {
            break;
        }
        target = with_suffix(path, &format!(".damaged-{date}-{again}"));
    }
    std::fs::rename(path, &target)?;
    for side in ["-wal", "-shm"] {
        match std::fs::rename(with_suffix(path, side), with_suffix(&target, side)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(target)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Copies the deliveries that were not in the history yet, as far as they can be read: they were acknowledged. Gives
/// their number.
pub(crate) fn save_waiting(damaged: &Path, fresh: &Connection) -> usize {
    let Ok(old) = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_WRITE) else {
        return 0;
    };
    let Ok(ids) = waiting(&old) else {
        return 0;
    };
    ids.into_iter().filter(|&id| copy(&old, fresh, id).is_ok()).count()
}

fn waiting(old: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut statement = old.prepare("SELECT id FROM delivery WHERE recorded = 0 ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    // An error ends the walk; what was read before is still good.
    Ok(ids.map_while(Result::ok).collect())
}

fn copy(old: &Connection, fresh: &Connection, id: i64) -> rusqlite::Result<()> {
    let endpoint: String = old
        .query_row("SELECT name FROM endpoint WHERE id = (SELECT endpoint FROM delivery WHERE id = ?1)", [id], |row| {
            row.get(0)
        })
        .unwrap_or_default();
    fresh.execute("INSERT OR IGNORE INTO endpoint (name) VALUES (?1)", [&endpoint])?;
    let columns = "id, recorded, source, authenticity, received_ms, headers, body";
    let read = |row: &rusqlite::Row<'_>| (0..7).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<Value>>>();
    let mut values = old.query_row(&format!("SELECT {columns} FROM delivery WHERE id = ?1"), [id], read)?;
    values.push(endpoint.into());
    let insert = format!(
        "INSERT INTO delivery ({columns}, endpoint) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
         (SELECT id FROM endpoint WHERE name = ?8))"
    );
    fresh.execute(&insert, params_from_iter(values))?;
    Ok(())
}
