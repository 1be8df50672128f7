//! How far a connected base's operations are in the inbox.

use rusqlite::OptionalExtension;
use seatable::BaseUuid;
use serde::{Deserialize, Serialize};

use super::Inbox;
use crate::database::{DatabaseError, Durability};

/// How far a base's operations are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The version of the last operation that is here or known to be; [`Progress::UNKNOWN`] while the base has told none.
    pub version: i64,
    /// Operations that are known whole, oldest first: the newest one, and before it those of which it was not yet certain that
    /// the log has them when it came.
    pub marks: Vec<Mark>,
}

/// What tells an operation from another one that has the same version: after a server was restored from a backup, it counts
/// the same versions anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its version.
    pub version: i64,
    /// When it happened, in Unix milliseconds: to the millisecond if there is an author, else about when the news of it came.
    pub at_ms: Option<i64>,
    /// Who did it; none if only the live feed told of it, which does not say.
    pub author: Option<String>,
    /// A hash of what was done, if that is known.
    pub what: Option<i64>,
}

impl Progress {
    /// The version of a base whose log was empty when it was connected: all that it has done since is new, and all before
    /// is nobody's loss.
    pub const UNKNOWN: i64 = -1;
}

impl Inbox {
    /// How far a base is; none for a base that was never connected.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn progress(&self, base: &BaseUuid) -> Result<Option<Progress>, DatabaseError> {
        let base = base.as_str().to_owned();
        self.database
            .read(move |connection| {
                let select = "SELECT version, marks FROM progress WHERE base = ?1";
                let found = connection.prepare_cached(select)?.query_row([base], |row| {
                    let marks: Option<String> = row.get(1)?;
                    let marks = marks.and_then(|marks| serde_json::from_str(&marks).ok()).unwrap_or_default();
                    Ok(Progress { version: row.get(0)?, marks })
                });
                Ok(found.optional()?)
            })
            .await
    }

    /// Notes it; without marks those before stay. After a crash it may be an earlier one: what is brought twice then is known to
    /// be the same.
    ///
    /// # Errors
    /// If it could not be stored.
    pub async fn set_progress(&self, base: &BaseUuid, version: i64, marks: Vec<Mark>) -> Result<(), DatabaseError> {
        let base = base.as_str().to_owned();
        let marks = (!marks.is_empty()).then(|| serde_json::to_string(&marks).unwrap_or_default());
        self.database
            .write_statement(Durability::Lazy, move |connection| {
                let upsert = "INSERT INTO progress (base, version, marks) VALUES (?1, ?2, ?3)
                              ON CONFLICT (base) DO UPDATE SET version = excluded.version,
                              marks = ifnull(excluded.marks, marks)";
                connection.prepare_cached(upsert)?.execute((base, version, marks))?;
                Ok(())
            })
            .await
    }

    /// Forgets it, for a base that is not connected any more, or that counts anew.
    ///
    /// # Errors
    /// If it could not be stored.
    pub async fn forget_progress(&self, base: &BaseUuid) -> Result<(), DatabaseError> {
        let base = base.as_str().to_owned();
        self.database
            .write_statement(Durability::Lazy, move |connection| {
                connection.prepare_cached("DELETE FROM progress WHERE base = ?1")?.execute([base])?;
                Ok(())
            })
            .await
    }
}
