//! The small numbers of bases, tables and people, and the counters kept with them, during one job.
//!
//! Each name is looked up once per job and written once at its end. Nothing is remembered beyond the job: should the
//! transaction be undone, no number is left that the file doesn't know.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension};

use seatable::BaseUuid;

use super::columns::Columns;
use crate::{
    change::{Actor, Change},
    database::DatabaseError,
};

/// What an entry adds to the counters, or takes from them.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    total: i64,
    unread: i64,
}

#[derive(Debug)]
struct Base {
    id: i64,
    first_seen_ms: i64,
    last_seen_ms: i64,
    known: bool,
}

#[derive(Debug)]
struct BaseTable {
    id: i64,
    name: String,
    named_ms: i64,
    renamed: bool,
    last_change_ms: i64,
    tally: Tally,
}

#[derive(Debug)]
struct Person {
    id: i64,
    last_change_ms: i64,
    changes: i64,
}

/// The numbers of an entry's names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbers {
    pub(crate) base: i64,
    pub(crate) base_table: i64,
    pub(crate) person: i64,
}

#[derive(Debug)]
pub(crate) struct Names<'c> {
    connection: &'c Connection,
    bases: HashMap<String, Base>,
    tables: HashMap<(i64, String), BaseTable>,
    people: HashMap<Actor, Person>,
    base_endpoints: BTreeSet<(i64, i64)>,
}

impl<'c> Names<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Self {
            connection,
            bases: HashMap::new(),
            tables: HashMap::new(),
            people: HashMap::new(),
            base_endpoints: BTreeSet::new(),
        }
    }

    /// Counts an entry in, and gives the numbers of its names.
    pub(crate) fn add(
        &mut self,
        columns: &Columns<'_>,
        received_ms: i64,
        endpoint: i64,
        unread: bool,
    ) -> Result<Numbers, DatabaseError> {
        let base = self.seen_at(columns.base, endpoint, received_ms)?;
        let base_table = self.base_table(base, columns, unread)?;
        let person = self.person(columns.actor, columns.at_ms)?;
        Ok(Numbers { base, base_table, person })
    }

    /// A report of this base came to this endpoint; gives the base's number.
    pub(crate) fn seen_at(
        &mut self,
        base: Option<&BaseUuid>,
        endpoint: i64,
        received_ms: i64,
    ) -> Result<i64, DatabaseError> {
        let base = self.base(base.map_or("", |uuid| uuid.as_str()), received_ms)?;
        self.base_endpoints.insert((base, endpoint));
        Ok(base)
    }

    /// The numbers of a change's base and table, if both are known.
    pub(crate) fn find(&self, change: &Change) -> Result<Option<(i64, i64)>, DatabaseError> {
        let uuid = change.base.as_ref().map_or("", |uuid| uuid.as_str());
        let handle = change.table.handle();
        let base = match self.bases.get(uuid) {
            Some(base) => Some(base.id),
            None => {
                let mut select = self.connection.prepare_cached("SELECT id FROM base WHERE uuid = ?1")?;
                select.query_row([uuid], |row| row.get(0)).optional()?
            }
        };
        let Some(base) = base else { return Ok(None) };
        if let Some(table) = self.tables.get(&(base, handle.to_owned())) {
            return Ok(Some((base, table.id)));
        }
        let select = "SELECT id FROM base_table WHERE base = ?1 AND handle = ?2";
        let table = self.connection.prepare_cached(select)?.query_row((base, handle), |row| row.get(0)).optional()?;
        Ok(table.map(|table| (base, table)))
    }

    /// An entry turned out to be somebody else's; gives their number.
    pub(crate) fn moved(&mut self, from: &Actor, to: &Actor, at_ms: i64) -> Result<i64, DatabaseError> {
        let person = self.person(to, at_ms)?;
        // It is counted in for `to`; whose it was before, or that it is the same one, is counted out.
        self.person(from, at_ms)?;
        if let Some(before) = self.people.get_mut(from) {
            before.changes -= 2;
        }
        Ok(person)
    }

    fn base(&mut self, uuid: &str, seen_ms: i64) -> Result<i64, DatabaseError> {
        if let Some(base) = self.bases.get_mut(uuid) {
            base.first_seen_ms = base.first_seen_ms.min(seen_ms);
            base.last_seen_ms = base.last_seen_ms.max(seen_ms);
            return Ok(base.id);
        }
        let found: Option<i64> = self
            .connection
            .prepare_cached("SELECT id FROM base WHERE uuid = ?1")?
            .query_row([uuid], |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => self
                .connection
                .prepare_cached("INSERT INTO base (uuid, first_seen_ms, last_seen_ms) VALUES (?1, ?2, ?2)")?
                .insert((uuid, seen_ms))?,
        };
        let base = Base { id, first_seen_ms: seen_ms, last_seen_ms: seen_ms, known: found.is_some() };
        self.bases.insert(uuid.to_owned(), base);
        Ok(id)
    }

    fn base_table(&mut self, base: i64, columns: &Columns<'_>, unread: bool) -> Result<i64, DatabaseError> {
        let &Columns { table: named, at_ms, .. } = columns;
        let handle = named.handle();
        let key = (base, handle.to_owned());
        if !self.tables.contains_key(&key) {
            let table = self.find_table(base, handle, columns)?;
            self.tables.insert(key.clone(), table);
        }
        let Some(table) = self.tables.get_mut(&key) else {
            return Err(DatabaseError::Refused("a table was just added and is missing".into()));
        };
        table.tally.total += 1;
        table.tally.unread += i64::from(unread);
        table.last_change_ms = table.last_change_ms.max(at_ms);
        if !named.name.is_empty() && at_ms >= table.named_ms && table.name != named.name {
            table.name.clone_from(&named.name);
            table.named_ms = at_ms;
            table.renamed = true;
        }
        Ok(table.id)
    }

    fn find_table(&self, base: i64, handle: &str, columns: &Columns<'_>) -> Result<BaseTable, DatabaseError> {
        let select = "SELECT id, name, named_ms, last_change_ms FROM base_table WHERE base = ?1 AND handle = ?2";
        let found = self.connection.prepare_cached(select)?.query_row((base, handle), |row| {
            Ok(BaseTable {
                id: row.get(0)?,
                name: row.get(1)?,
                named_ms: row.get(2)?,
                renamed: false,
                last_change_ms: row.get(3)?,
                tally: Tally::default(),
            })
        });
        if let Some(table) = found.optional()? {
            return Ok(table);
        }
        let id = self
            .connection
            .prepare_cached(
                "INSERT INTO base_table (base, handle, table_id, name, named_ms, last_change_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            )?
            .insert((base, handle, &columns.table.id, &columns.table.name, columns.at_ms))?;
        Ok(BaseTable {
            id,
            name: columns.table.name.clone(),
            named_ms: columns.at_ms,
            renamed: false,
            last_change_ms: columns.at_ms,
            tally: Tally::default(),
        })
    }

    fn person(&mut self, actor: &Actor, at_ms: i64) -> Result<i64, DatabaseError> {
        if let Some(person) = self.people.get_mut(actor) {
            person.changes += 1;
            person.last_change_ms = person.last_change_ms.max(at_ms);
            return Ok(person.id);
        }
        let found = self
            .connection
            .prepare_cached("SELECT id FROM person WHERE user = ?1 AND app = ?2")?
            .query_row((&actor.user, &actor.app), |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => self
                .connection
                .prepare_cached("INSERT INTO person (user, app, last_change_ms) VALUES (?1, ?2, ?3)")?
                .insert((&actor.user, &actor.app, at_ms))?,
        };
        self.people.insert(actor.clone(), Person { id, last_change_ms: at_ms, changes: 1 });
        Ok(id)
    }

    /// Writes the counters.
    pub(crate) fn finish(self) -> Result<(), DatabaseError> {
        let connection = self.connection;
        for base in self.bases.values().filter(|base| base.known) {
            connection
                .prepare_cached(
                    "UPDATE base SET first_seen_ms = min(first_seen_ms, ?2), last_seen_ms = max(last_seen_ms, ?3)
                     WHERE id = ?1",
                )?
                .execute((base.id, base.first_seen_ms, base.last_seen_ms))?;
        }
        for table in self.tables.values() {
            connection
                .prepare_cached(
                    "UPDATE base_table SET total = total + ?2, unread = unread + ?3, last_change_ms = ?4 WHERE id = ?1",
                )?
                .execute((table.id, table.tally.total, table.tally.unread, table.last_change_ms))?;
            if table.renamed {
                connection
                    .prepare_cached("UPDATE base_table SET name = ?2, named_ms = ?3 WHERE id = ?1")?
                    .execute((table.id, &table.name, table.named_ms))?;
            }
        }
        for person in self.people.values() {
            connection
                .prepare_cached(
                    "UPDATE person SET changes = changes + ?2, last_change_ms = max(last_change_ms, ?3) WHERE id = ?1",
                )?
                .execute((person.id, person.changes, person.last_change_ms))?;
        }
        for pair in &self.base_endpoints {
            connection
                .prepare_cached("INSERT OR IGNORE INTO base_endpoint (base, endpoint) VALUES (?1, ?2)")?
                .execute(*pair)?;
        }
        Ok(())
    }
}
