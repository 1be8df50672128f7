//! What a connected base told of itself: names, tables, people. Asked for sparingly and kept on disk, so that names are
//! there at the next start, and without a network.

use std::{collections::BTreeMap, sync::Arc};

use seatable::{BaseUuid, address::BaseAddress, metadata::Metadata};
use serde::{Deserialize, Serialize};

use crate::database::{Database, DatabaseError, Durability};

/// What is known of a connected base.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Directory {
    /// The base's name.
    pub name: String,
    /// Its address in the browser; empty when the server named none.
    pub address: String,
    /// Its tables, columns and views.
    pub metadata: Metadata,
    /// The people who may open it: names by id.
    pub people: BTreeMap<String, String>,
    /// When all this was asked for; 0 if not all of it was to be had. Unix milliseconds.
    pub asked_ms: i64,
}

/// Names are asked for anew after so long, in milliseconds.
const FRESH_MS: i64 = 24 * 60 * 60 * 1000;

impl Directory {
    /// Whether it is whole and not older than a day.
    pub fn is_fresh(&self, now_ms: i64) -> bool {
        (0..FRESH_MS).contains(&(now_ms - self.asked_ms))
    }

    /// The address, read.
    pub fn parsed_address(&self) -> Option<BaseAddress> {
        BaseAddress::parse(&self.address).ok().map(|pasted| pasted.base)
    }
}

/// The directories of all bases that are or were connected.
pub type Directories = BTreeMap<BaseUuid, Arc<Directory>>;

/// All directories that are kept. One that an older Rowbell wrote otherwise is left out: it is asked for again.
///
/// # Errors
/// If the database cannot be read.
pub async fn load(database: &Database) -> Result<Directories, DatabaseError> {
    database
        .read(|connection| {
            let mut select = connection.prepare_cached("SELECT base, content FROM directory")?;
            let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            let mut directories = Directories::new();
            for row in rows {
                let (base, content) = row?;
                if let Ok(directory) = serde_json::from_str(&content) {
                    directories.insert(BaseUuid::new(&base), Arc::new(directory));
                }
            }
            Ok(directories)
        })
        .await
}

/// Keeps a base's directory in place of the one before, or forgets it.
///
/// # Errors
/// If it could not be stored.
pub async fn keep(database: &Database, base: &BaseUuid, directory: Option<&Directory>) -> Result<(), DatabaseError> {
    let base = base.as_str().to_owned();
    let content = directory.map(serde_json::to_string).transpose();
    let content = content.map_err(|error| DatabaseError::Refused(error.to_string()))?;
    database
        .write(Durability::Lazy, move |connection| {
            match content {
                Some(content) => {
                    let upsert = "INSERT INTO directory (base, content) VALUES (?1, ?2)
                                  ON CONFLICT (base) DO UPDATE SET content = excluded.content";
                    connection.execute(upsert, (base, content))?
                }
                None => connection.execute("DELETE FROM directory WHERE base = ?1", [base])?,
            };
            Ok(())
        })
        .await
}
