//! What is damaged: the search index alone, which is made anew from the entries, or what nobody can tell again.

use rusqlite::Connection;

use super::DatabaseError;

/// The full-text indexes; SQLite keeps each in tables of these names and more.
const INDEXES: [&str; 2] = ["entry_words", "entry_runs"];

/// Whether a table is one of those that a search index consists of.
pub(crate) fn is_of_index(table: &str) -> bool {
    INDEXES.iter().any(|index| table.starts_with(index))
}

/// A quick look at what must be readable. A whole check would take seconds on a large file; damage elsewhere is noticed
/// when it is read.
pub(crate) fn look_over(connection: &Connection) -> Result<(), DatabaseError> {
    for look in [
        "SELECT max(id) FROM delivery",
        "SELECT max(id) FROM receipt",
        "SELECT max(id) FROM entry",
        "SELECT max(id) FROM unread",
        "SELECT count(*) FROM (SELECT id FROM delivery WHERE recorded = 0 LIMIT 50)",
    ] {
        connection.query_row(look, [], |_| Ok(()))?;
    }
    Ok(())
}

/// The same for the indexes. What is wrong with them comes as many errors: FTS5 has a code of its own for most of it, but a
/// table of it that is missing is told as a ruined file or as a mistake in the request.
pub(crate) fn look_at_index(connection: &Connection) -> Result<(), DatabaseError> {
    for index in INDEXES {
        let look = format!("SELECT count(*) FROM (SELECT rowid FROM {index} WHERE {index} MATCH 'a' LIMIT 1)");
        match connection.query_row(&look, [], |_| Ok(())).map_err(DatabaseError::from) {
            Ok(()) => {}
            Err(DatabaseError::Damaged(text) | DatabaseError::Refused(text)) => {
                return Err(DatabaseError::IndexDamaged(text));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether all but the indexes is whole. Reads everything, so only for a file that would be set aside otherwise.
pub(crate) fn is_only_of_the_index(connection: &Connection) -> bool {
    let check = || -> rusqlite::Result<bool> {
        let mut select = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
        let tables: Vec<String> = select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for table in tables.iter().filter(|table| !is_of_index(table)) {
            let said: String =
                connection.query_row(&format!("PRAGMA quick_check(\"{table}\")"), [], |row| row.get(0))?;
            if said != "ok" {
                return Ok(false);
            }
        }
        Ok(!tables.is_empty())
    };
    check().unwrap_or(false)
}

/// Whether everything is, the indexes included.
pub(crate) fn all_is_whole(connection: &Connection) -> bool {
    let said = connection.query_row("PRAGMA quick_check", [], |row| row.get::<_, String>(0));
    said.is_ok_and(|said| said == "ok") && look_at_index(connection).is_ok()
}
