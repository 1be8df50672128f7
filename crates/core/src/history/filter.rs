//! Which entries are wanted, and how to find them.

use rusqlite::Connection;
use seatable::BaseUuid;

use super::{signs, words::Query};
use crate::{
    change::{EntryId, EntryKind, Source},
    database::{DatabaseError, codes::source_code, places::first_place},
};

/// Which entries are wanted: those to which all that is given applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each of which must begin a word of the entry. What is written without a break in a writing without blanks,
    /// such as Chinese or Thai, must be there in this order. Signs are sought if there is no word beside them. A blank one
    /// says nothing.
    pub search: Option<String>,
    /// The base.
    pub base: Option<BaseUuid>,
    /// The table's id or its name, in any base unless `base` is given.
    pub table: Option<String>,
    /// A kind of change, or gaps.
    pub kind: Option<EntryKind>,
    /// Who did it, see [`crate::change::Actor::key`].
    pub actor: Option<String>,
    /// The row's id.
    pub row: Option<String>,
    /// The way in that told of it first.
    pub source: Option<Source>,
    /// Only entries that the person has yet to see.
    pub unread: bool,
    /// Not before this time of the change. Unix milliseconds.
    pub since_ms: Option<i64>,
    /// Before this time of the change. Unix milliseconds.
    pub until_ms: Option<i64>,
}

impl Filter {
    /// Whether all that is unread fits.
    pub fn is_all_unread(&self) -> bool {
        Self { unread: false, ..self.clone() } == Self::default()
    }
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// At the newest entry, newest first.
    #[default]
    Newest,
    /// Right before this entry, newest first.
    Before(EntryId),
    /// Right after this entry, oldest first.
    After(EntryId),
}

/// Ascending lists of entries, all of which an entry must be in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) lists: Vec<List>,
    /// Lowest and highest place.
    pub(crate) range: (i64, i64),
}

/// A list of entries that the file can walk in order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum List {
    All,
    /// Those whose words match a full-text expression.
    Words(String),
    /// Those whose runs match one.
    Runs(String),
    Unread,
    /// The unread ones of a table.
    UnreadOf(i64),
    Row(String),
    Source(i64),
}

/// None if nothing can match.
pub(crate) fn plan(connection: &Connection, filter: &Filter) -> Result<Option<Plan>, DatabaseError> {
    let mut parts = Vec::new();
    let mut unread = filter.unread.then_some(List::Unread);
    let base = match &filter.base {
        None => None,
        Some(uuid) => match base_number(connection, uuid.as_str())? {
            None => return Ok(None),
            found => found,
        },
    };
    if let Some(table) = &filter.table {
        let tables = tables(connection, base, table)?;
        if tables.is_empty() {
            return Ok(None);
        }
        if let ([only], true) = (tables.as_slice(), filter.unread) {
            unread = Some(List::UnreadOf(*only));
        }
        parts.push(any_of(tables.into_iter().map(signs::table)));
    } else if let Some(base) = base {
        parts.push(any_of([signs::base(base)]));
    }
    if let Some(actor) = &filter.actor {
        let people = people(connection, actor)?;
        if people.is_empty() {
            return Ok(None);
        }
        parts.push(any_of(people.into_iter().map(signs::person)));
    }
    if let Some(kind) = filter.kind {
        parts.push(any_of([signs::kind(kind)]));
    }
    let Some(Query { words, runs }) = Query::of(filter.search.as_deref().unwrap_or_default()) else {
        return Ok(None);
    };
    parts.extend(words.iter().map(|word| format!("\"{word}\"*")));

    let mut lists = Vec::new();
    lists.extend(filter.row.clone().map(List::Row));
    lists.extend(unread);
    lists.extend(filter.source.map(|source| List::Source(source_code(source))));
    // The unread ones of a table need no words beside them if it's only the table's sign.
    let told_already = parts.len() == 1 && lists.iter().any(|list| matches!(list, List::UnreadOf(_)));
    if !parts.is_empty() && !told_already {
        lists.push(List::Words(parts.join(" AND ")));
    }
    if !runs.is_empty() {
        let phrases: Vec<String> = runs.iter().map(|run| format!("\"{run}\"")).collect();
        lists.push(List::Runs(phrases.join(" AND ")));
    }
    if lists.is_empty() {
        lists.push(List::All);
    }
    let low = filter.since_ms.map_or(i64::MIN, first_place);
    let high = filter.until_ms.map_or(i64::MAX, |until| first_place(until) - 1);
    Ok(Some(Plan { lists, range: (low, high) }))
}

/// Signs are single words of private characters, and folded words hold only letters and digits: nothing to escape.
fn any_of(signs: impl IntoIterator<Item = String>) -> String {
    let quoted: Vec<String> = signs.into_iter().map(|sign| format!("\"{sign}\"")).collect();
    format!("({})", quoted.join(" OR "))
}

pub(crate) fn base_number(connection: &Connection, uuid: &str) -> Result<Option<i64>, DatabaseError> {
    let mut select = connection.prepare_cached("SELECT id FROM base WHERE uuid = ?1")?;
    Ok(rusqlite::OptionalExtension::optional(select.query_row([uuid], |row| row.get(0)))?)
}

/// The tables of that id or name.
pub(crate) fn tables(connection: &Connection, base: Option<i64>, table: &str) -> Result<Vec<i64>, DatabaseError> {
    let mut select = connection.prepare_cached(
        "SELECT id FROM base_table WHERE (?1 IS NULL OR base = ?1) AND (handle = ?2 OR name = ?2 COLLATE NOCASE) LIMIT 500",
    )?;
    let ids = select.query_map((base, table), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

fn people(connection: &Connection, key: &str) -> Result<Vec<i64>, DatabaseError> {
    let mut select =
        connection.prepare_cached("SELECT id FROM person WHERE user = ?1 OR (user = '' AND app = ?1) LIMIT 500")?;
    let ids = select.query_map([key], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}
