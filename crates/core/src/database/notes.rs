//! Small things the program remembers over a restart.

use rusqlite::OptionalExtension;
use serde::{Serialize, de::DeserializeOwned};

use super::{Database, DatabaseError, Durability};

impl Database {
    /// What is remembered under this key; none also for what an older Rowbell wrote otherwise.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn note<T: DeserializeOwned>(&self, key: &'static str) -> Result<Option<T>, DatabaseError> {
        let find = move |connection: &rusqlite::Connection| {
            let mut select = connection.prepare_cached("SELECT value FROM note WHERE key = ?1")?;
            Ok(select.query_row([key], |row| row.get::<_, String>(0)).optional()?)
        };
        Ok(self.read(find).await?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Remembers a value under this key, or forgets it.
    ///
    /// # Errors
    /// If it could not be stored.
    pub async fn set_note(&self, key: &'static str, value: Option<&impl Serialize>) -> Result<(), DatabaseError> {
        let text =
            value.map(serde_json::to_string).transpose().map_err(|error| DatabaseError::Refused(error.to_string()))?;
        self.write(Durability::Synced, move |connection| {
            match text {
                Some(text) => {
                    let insert = "INSERT INTO note (key, value) VALUES (?1, ?2)
                                  ON CONFLICT (key) DO UPDATE SET value = excluded.value";
                    connection.execute(insert, (key, text))?
                }
                None => connection.execute("DELETE FROM note WHERE key = ?1", [key])?,
            };
            Ok(())
        })
        .await
    }
}
