//! Copying what can still be read of a damaged file into a fresh one.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row, params_from_iter, types::Value};

use super::DatabaseError;

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// How many changes.
    pub changes: u64,
    /// Whether all that was there could be read.
    pub is_complete: bool,
}

/// Tables with a number for each row, in the order of their worth. All of a history's names come before what refers to them.
const NUMBERED: [&str; 8] = ["endpoint", "base", "base_table", "person", "receipt", "delivery", "entry", "unread"];
/// Small ones that go by a key of their own.
const KEYED: [(&str, &str); 8] = [
    ("progress", "base"),
    ("mailbox", "id"),
    ("note", "key"),
    ("base_endpoint", "base, endpoint"),
    ("report", "entry, endpoint"),
    ("directory", "base"),
    ("dispatch", "entry, channel"),
    ("example", "rule, entry"),
];
/// Columns that were called otherwise: the table, the name now, and the one before.
const RENAMED: [(&str, &str, &str); 2] =
    [("entry", "verdict", "outcome"), ("entry", "verdict_detail", "outcome_detail")];
/// What is told again by nobody: names, how far everything is, and deliveries that were acknowledged and are not in the history.
const ESSENTIAL: [&str; 6] = ["endpoint", "base", "base_table", "person", "receipt", "delivery"];

#[cfg(test)]
pub(crate) fn is_copied(table: &str) -> bool {
    NUMBERED.contains(&table) || KEYED.iter().any(|(keyed, _)| *keyed == table)
}

/// Copies all that can be read; if the disk has no room for it, only what is essential.
pub(crate) fn salvage(damaged: &Path, fresh: &Connection) -> Result<Salvaged, DatabaseError> {
    let Ok(old) = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_WRITE) else {
        return Ok(Salvaged::default());
    };
    let everything = copy_in_a_transaction(&old, fresh, &NUMBERED, "");
    match everything {
        Err(DatabaseError::Full) => copy_in_a_transaction(&old, fresh, &ESSENTIAL, "AND recorded = 0"),
        copied => copied,
    }
}

fn copy_in_a_transaction(
    old: &Connection,
    fresh: &Connection,
    numbered: &[&str],
    deliveries: &str,
) -> Result<Salvaged, DatabaseError> {
    // Dropped, it is undone.
    let transaction = fresh.unchecked_transaction()?;
    let mut salvage = Salvage { old, fresh: &transaction, is_complete: true };
    for (table, key) in KEYED {
        salvage.copy_keyed(table, key)?;
    }
    for table in numbered {
        salvage.copy_numbered(table, if *table == "delivery" { deliveries } else { "" })?;
    }
    let is_complete = salvage.is_complete && numbered.len() == NUMBERED.len();
    if salvage.old.prepare("SELECT state FROM dispatch").is_err() {
        transaction.execute_batch(include_str!("salvaged_outcomes.sql"))?;
    }
    transaction.execute_batch(include_str!("salvaged.sql"))?;
    let changes = transaction.query_row("SELECT count(*) FROM entry", [], |row| super::count(row, 0))?;
    transaction.commit()?;
    Ok(Salvaged { changes, is_complete })
}

struct Salvage<'c> {
    old: &'c Connection,
    fresh: &'c Connection,
    /// Nothing was met yet that can't be read.
    is_complete: bool,
}

/// The columns of a table that are copied, in the same order.
struct Columns {
    /// As the old file calls them.
    old: String,
    /// As the fresh one does.
    fresh: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Down,
    Up,
}

impl Salvage<'_> {
    /// From the newest on, and where something could not be read, from the other end as well.
    fn copy_numbered(&mut self, table: &str, and: &str) -> Result<(), DatabaseError> {
        let Some(columns) = self.columns(table) else { return Ok(()) };
        if !self.copy_by_id(table, &columns, and, Direction::Down)? {
            self.copy_by_id(table, &columns, and, Direction::Up)?;
        }
        Ok(())
    }

    /// Copies rows by their ids, over those that can't be read. Whether there were none of these.
    fn copy_by_id(
        &mut self,
        table: &str,
        columns: &Columns,
        and: &str,
        direction: Direction,
    ) -> Result<bool, DatabaseError> {
        // By the table itself: an index may be damaged, too.
        let (beyond, order) = if direction == Direction::Down { ("<", "DESC") } else { (">", "ASC") };
        let select = format!(
            "SELECT id, {} FROM {table} NOT INDEXED WHERE id {beyond} ?1 {and} ORDER BY id {order}",
            columns.old
        );
        let mut at = if direction == Direction::Down { i64::MAX } else { -1 };
        let (mut gap, mut is_complete) = (0_i64, true);
        loop {
            let before = at;
            match self.copy_after(table, columns, &select, &mut at)? {
                true => return Ok(is_complete),
                false => (self.is_complete, is_complete) = (false, false),
            }
            // Over what is damaged, further with each try.
            gap = if at == before { gap + gap / 4 + 1 } else { 1 };
            let next = if direction == Direction::Down { at.checked_sub(gap) } else { at.checked_add(gap) };
            match next {
                Some(next) if next >= 0 => at = next,
                _ => return Ok(false),
            }
        }
    }

    /// Copies rows until the end, or until one can't be read (false); `at` is the last one that could.
    fn copy_after(
        &mut self,
        table: &str,
        columns: &Columns,
        select: &str,
        at: &mut i64,
    ) -> Result<bool, DatabaseError> {
        let Ok(mut select) = self.old.prepare_cached(select) else { return Ok(false) };
        let Ok(mut rows) = select.query([*at]) else { return Ok(false) };
        loop {
            match rows.next() {
                Ok(None) => return Ok(true),
                Ok(Some(row)) => {
                    let Ok(id) = row.get(0) else { return Ok(false) };
                    *at = id;
                    self.insert(table, columns, row, 1)?;
                }
                Err(_) => return Ok(false),
            }
        }
    }

    fn copy_keyed(&mut self, table: &str, key: &str) -> Result<(), DatabaseError> {
        let Some(columns) = self.columns(table) else { return Ok(()) };
        for order in ["ASC", "DESC"] {
            let order: Vec<String> = key.split(", ").map(|column| format!("{column} {order}")).collect();
            let select = format!("SELECT {} FROM {table} ORDER BY {}", columns.old, order.join(", "));
            if self.copy_selected(table, &columns, &select)? {
                return Ok(());
            }
            self.is_complete = false;
        }
        Ok(())
    }

    /// Copies what this gives. Whether all of it could be read.
    fn copy_selected(&mut self, table: &str, columns: &Columns, select: &str) -> Result<bool, DatabaseError> {
        let Ok(mut select) = self.old.prepare(select) else { return Ok(false) };
        let Ok(mut rows) = select.query([]) else { return Ok(false) };
        loop {
            match rows.next() {
                Ok(None) => return Ok(true),
                Ok(Some(row)) => self.insert(table, columns, row, 0)?,
                Err(_) => return Ok(false),
            }
        }
    }

    fn insert(&mut self, table: &str, columns: &Columns, row: &Row<'_>, first: usize) -> Result<(), DatabaseError> {
        let count = columns.fresh.len();
        let values = (first..first + count).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>();
        let Ok(values) = values else {
            self.is_complete = false;
            return Ok(());
        };
        let marks = vec!["?"; count].join(", ");
        let insert = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({marks})", columns.fresh.join(", "));
        match self.fresh.prepare_cached(&insert)?.execute(params_from_iter(values)).map_err(DatabaseError::from) {
            Ok(_) => Ok(()),
            // A value that its column can't have.
            Err(DatabaseError::Refused(_)) => {
                self.is_complete = false;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The columns that both files have: the old one may be of an earlier version. None if its table can't be read.
    fn columns(&mut self, table: &str) -> Option<Columns> {
        let column_names = |connection: &Connection| -> rusqlite::Result<Vec<String>> {
            let mut select = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
            select.query_map([table], |row| row.get(0))?.collect()
        };
        let (Ok(old), Ok(fresh)) = (column_names(self.old), column_names(self.fresh)) else {
            self.is_complete = false;
            return None;
        };
        let before = |column: &String| {
            let renamed = RENAMED.iter().find(|(of, now, _)| *of == table && now == column);
            let names = [Some(column.as_str()), renamed.map(|(_, _, before)| *before)];
            names.into_iter().flatten().find(|name| old.iter().any(|column| column == name)).map(str::to_owned)
        };
        let both = fresh.into_iter().filter_map(|column| Some((before(&column)?, column)));
        let (old, fresh): (Vec<_>, Vec<_>) = both.unzip();
        (!fresh.is_empty()).then(|| Columns { old: old.join(", "), fresh })
    }
}
