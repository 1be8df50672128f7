//! The tables, as the list of steps that made them. `PRAGMA user_version` counts the steps a file has seen.

use rusqlite::Connection;

use super::DatabaseError;

/// One step per version. A step that was released is never edited; a change is a further step.
pub(crate) const STEPS: &[&str] = &[
    include_str!("step_1.sql"),
    include_str!("step_2.sql"),
    include_str!("step_3.sql"),
    include_str!("step_4.sql"),
    include_str!("step_5.sql"),
];

/// Brings the file to the newest version, each step in a transaction of its own.
pub(crate) fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), DatabaseError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if found > known || found < 0 {
        return Err(DatabaseError::Newer { found, known });
    }
    for (version, step) in (1..).zip(steps).skip(usize::try_from(found).unwrap_or(0)) {
        let step_transaction = connection.transaction()?;
        step_transaction.execute_batch(step)?;
        step_transaction.pragma_update(None, "user_version", version)?;
        step_transaction.commit()?;
    }
    Ok(())
}
