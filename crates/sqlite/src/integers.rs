//! Counts: SQLite's integers have a sign.

use rusqlite::Row;

/// A count as SQLite stores it; one beyond its range becomes the largest.
pub fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count out of a row; a negative number counts as 0.
///
/// # Errors
/// If the column has no number.
pub fn count(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    Ok(optional_count(row, index)?.unwrap_or(0))
}

/// A count out of a row, where there may be none.
///
/// # Errors
/// If the column has something other than a number.
pub fn optional_count(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(index)?.map(|number| u64::try_from(number).unwrap_or(0)))
}
