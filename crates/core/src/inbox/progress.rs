//! How far a connected base's operations are in the inbox.

use rusqlite::OptionalExtension;
use seatable::BaseUuid;

use super::Inbox;
use crate::database::{DatabaseError, Durability};

impl Inbox {
    /// The version of the base's last operation that is here or known to be; none for a base that was never connected.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn progress(&self, base: &BaseUuid) -> Result<Option<i64>, DatabaseError> {
        let base = base.as_str().to_owned();
        self.database
            .read(move |connection| {
                let mut select = connection.prepare_cached("SELECT version FROM progress WHERE base = ?1")?;
                Ok(select.query_row([base], |row| row.get(0)).optional()?)
            })
            .await
    }

    /// Notes it. After a crash it may be an earlier one: what is brought twice then is known to be the same.
    ///
    /// # Errors
    /// If it could not be stored.
    pub async fn set_progress(&self, base: &BaseUuid, version: i64) -> Result<(), DatabaseError> {
        let base = base.as_str().to_owned();
        self.database
            .write_statement(Durability::Lazy, move |connection| {
                let upsert = "INSERT INTO progress (base, version) VALUES (?1, ?2)
                              ON CONFLICT (base) DO UPDATE SET version = excluded.version";
                connection.prepare_cached(upsert)?.execute((base, version))?;
                Ok(())
            })
            .await
    }

    /// Forgets it, for a base that is not connected any more.
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
