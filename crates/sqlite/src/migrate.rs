//! Bringing tables up to date. `PRAGMA user_version` counts the steps that a file has seen.

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;

/// Runs the steps that a file has not seen yet, all in one transaction: a crash leaves either the old tables or the new ones.
/// A file that is made by it is filled by `fill`, in the same transaction.
///
/// `steps` has one step per version. A step that was released must never be edited; a change is a further step.
///
/// # Errors
/// [`Error::Newer`] if the file has seen more steps than there are, else why a step failed; the file is as it was then.
pub fn migrate(
    connection: &mut Connection,
    steps: &[&str],
    fill: impl FnOnce(&Connection) -> Result<(), Error>,
) -> Result<(), Error> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    // Most often there is nothing to do, and nobody has to be waited for who writes just now.
    if version(connection)? == known {
        return Ok(());
    }
    // Looked at again: of two programs that start at once only one may make the tables.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if !(0..=known).contains(&found) {
        return Err(Error::Newer { found, known });
    }
    for step in steps.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    if found == 0 {
        fill(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}

fn version(connection: &Connection) -> Result<i64, Error> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}
