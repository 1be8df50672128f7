//! Changes for which a rule must ring, or must not.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    change::{Authenticity, Change, Content, Entry, EntryId, RowBefore},
    database::{Database, DatabaseError, Durability},
    error::ActionError,
    history::{History, Reader},
};

/// The examples of the rules. They belong to a rule's name: a rule that is taken out of the settings file by hand finds them
/// again when it comes back. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Examples {
    database: Database,
    history: History,
}

/// A change, and what a rule must do with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its entry, which may be gone from the history.
    pub id: EntryId,
    /// Whether the rule must ring for it, or must not.
    pub rings: bool,
    /// The change as it is.
    pub content: Content,
    /// What was known of its row.
    pub before: RowBefore,
}

/// As it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    change: Change,
    #[serde(default)]
    before: RowBefore,
}

impl Examples {
    pub(crate) fn new(database: Database, history: History) -> Self {
        Self { database, history }
    }

    /// The examples of a rule, the oldest change first.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn of(&self, rule: &str) -> Result<Vec<Example>, ActionError> {
        let rule = rule.to_owned();
        let job = move |connection: &Connection| {
            let mut select = connection
                .prepare_cached("SELECT entry, rings, content FROM example WHERE rule = ?1 ORDER BY entry")?;
            let rows = select.query_map([rule], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?;
            rows.map(|row| row.map_err(Into::into)).collect::<Result<Vec<(i64, bool, String)>, DatabaseError>>()
        };
        let rows = self.database.read(job).await?;
        Ok(rows.into_iter().filter_map(|(id, rings, text)| example(EntryId(id), rings, &text)).collect())
    }

    /// The changes of these entries, as they are kept with any rule or are in the history.
    ///
    /// # Errors
    /// When one is neither, or is no change, or the database fails.
    pub(super) async fn meant(&self, wanted: &[(EntryId, bool)]) -> Result<Vec<Example>, ActionError> {
        let ids: Vec<EntryId> = wanted.iter().map(|(id, _)| *id).collect();
        let job = move |connection: &Connection| {
            let mut select = connection.prepare_cached("SELECT content FROM example WHERE entry = ?1 LIMIT 1")?;
            let mut kept = Vec::new();
            for id in ids {
                let mut rows = select.query([id.0])?;
                kept.push(rows.next()?.map(|row| row.get::<_, String>(0)).transpose()?);
            }
            Ok(kept)
        };
        let kept = self.database.read(job).await?;
        let mut examples = Vec::new();
        for ((id, rings), kept) in wanted.iter().copied().zip(kept) {
            let known = kept.and_then(|text| example(id, rings, &text));
            let found = match known {
                Some(known) => Some(known),
                None => self.seen(id).await?.map(|(content, before)| Example { id, rings, content, before }),
            };
            examples.push(found.ok_or(ActionError::NoSuchEntry { id })?);
        }
        Ok(examples)
    }

    /// Keeps these with a rule, and no others.
    ///
    /// # Errors
    /// As [`Examples::meant`].
    pub(super) async fn set(&self, rule: &str, wanted: &[(EntryId, bool)]) -> Result<(), ActionError> {
        let mut rows = Vec::new();
        for Example { id, rings, content, before } in self.meant(wanted).await? {
            if let Content::Change(change) = content {
                let text = serde_json::to_string(&Kept { change, before });
                rows.push((id.0, rings, text.map_err(|error| DatabaseError::Refused(error.to_string()))?));
            }
        }
        let rule = rule.to_owned();
        let job = move |connection: &Connection| {
            connection.execute("DELETE FROM example WHERE rule = ?1", [&rule])?;
            let insert = "INSERT OR REPLACE INTO example (rule, entry, rings, content) VALUES (?1, ?2, ?3, ?4)";
            let mut insert = connection.prepare_cached(insert)?;
            for (id, rings, content) in &rows {
                insert.execute((&rule, id, rings, content))?;
            }
            Ok(())
        };
        Ok(self.database.write(Durability::Synced, job).await?)
    }

    /// They are another rule's now, or the rule is called otherwise.
    pub(super) async fn give(&self, rule: &str, to: &str) -> Result<(), ActionError> {
        let (rule, to) = (rule.to_owned(), to.to_owned());
        let job = move |connection: &Connection| {
            connection.execute("DELETE FROM example WHERE rule = ?1", [&to])?;
            connection.execute("UPDATE example SET rule = ?2 WHERE rule = ?1", [&rule, &to])?;
            Ok(())
        };
        Ok(self.database.write(Durability::Synced, job).await?)
    }

    /// The rule is gone.
    pub(super) async fn forget(&self, rule: &str) -> Result<(), ActionError> {
        let rule = rule.to_owned();
        let job = move |connection: &Connection| {
            connection.execute("DELETE FROM example WHERE rule = ?1", [&rule])?;
            Ok(())
        };
        Ok(self.database.write_statement(Durability::Synced, job).await?)
    }

    /// A change in the history, and what was known of its row.
    async fn seen(&self, id: EntryId) -> Result<Option<(Content, RowBefore)>, DatabaseError> {
        let told = |found: &mut Option<_>, entry: Entry, reader: &Reader<'_>| {
            // What is forged is no change.
            if let Some(change) = entry.change().filter(|_| entry.authenticity != Authenticity::Forged) {
                let before = RowBefore::of(change, &reader.before(entry.id, change)?);
                *found = Some((entry.content, before));
            }
            Ok(())
        };
        self.history.tell(&[id], None, told).await
    }
}

/// What can't be read is no example any more.
fn example(id: EntryId, rings: bool, text: &str) -> Option<Example> {
    let Kept { change, before } = serde_json::from_str(text).ok()?;
    Some(Example { id, rings, content: change.into(), before })
}
