//! Counts, and which bases, tables and people were seen.

use rusqlite::Connection;
use seatable::BaseUuid;

use crate::{
    change::Table,
    database::{DatabaseError, count},
};

/// How many entries there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All entries.
    pub total: u64,
    /// Those that the person has yet to see.
    pub unread: u64,
    /// The same by base, those with the newest change first.
    pub bases: Vec<BaseCounts>,
}

/// How many entries there are of a base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseCounts {
    /// The base; none for reports that named none.
    pub base: Option<BaseUuid>,
    /// All its entries.
    pub total: u64,
    /// Those that the person has yet to see.
    pub unread: u64,
    /// When its newest change happened. Unix milliseconds.
    pub last_change_ms: i64,
    /// The same by table, those with the newest change first, without what is of no table.
    pub tables: Vec<TableCounts>,
}

/// How many entries there are of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCounts {
    /// The table, by its newest name.
    pub table: Table,
    /// All its entries.
    pub total: u64,
    /// Those that the person has yet to see.
    pub unread: u64,
    /// When its newest change happened. Unix milliseconds.
    pub last_change_ms: i64,
}

/// A base that reports came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseSeen {
    /// The base.
    pub base: BaseUuid,
    /// When its first report came. Unix milliseconds.
    pub first_seen_ms: i64,
    /// When its newest report came. Unix milliseconds.
    pub last_seen_ms: i64,
    /// How many entries are kept of it.
    pub changes: u64,
    /// The endpoints its reports came to.
    pub endpoints: Vec<String>,
}

/// A table that reports came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSeen {
    /// Its base, where a report named one.
    pub base: Option<BaseUuid>,
    /// The table, by its newest name.
    pub table: Table,
    /// When its newest change happened. Unix milliseconds.
    pub last_change_ms: i64,
    /// How many entries are kept of it.
    pub changes: u64,
}

/// Somebody who changed something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSeen {
    /// The person's id, or else the app's name, see [`crate::change::Actor::key`].
    pub key: String,
    /// Whether it is an app (an API token) and no person.
    pub app: bool,
    /// When the newest change happened. Unix milliseconds.
    pub last_change_ms: i64,
    /// How many entries are kept of it.
    pub changes: u64,
}

pub(crate) fn counts(connection: &Connection) -> Result<Counts, DatabaseError> {
    let mut select = connection.prepare_cached(
        "SELECT base.uuid, table_id, name, total, unread, last_change_ms
         FROM base_table JOIN base ON base.id = base_table.base WHERE total > 0 ORDER BY last_change_ms DESC",
    )?;
    let mut rows = select.query([])?;
    let mut counts = Counts::default();
    let mut places = std::collections::HashMap::new();
    while let Some(row) = rows.next()? {
        let uuid: String = row.get(0)?;
        let table = TableCounts {
            table: Table { id: row.get(1)?, name: row.get(2)? },
            total: count(row, 3)?,
            unread: count(row, 4)?,
            last_change_ms: row.get(5)?,
        };
        counts.total += table.total;
        counts.unread += table.unread;
        let place = *places.entry(uuid).or_insert_with_key(|uuid| {
            let base = some_base(uuid);
            let last_change_ms = table.last_change_ms;
            counts.bases.push(BaseCounts { base, total: 0, unread: 0, last_change_ms, tables: Vec::new() });
            counts.bases.len() - 1
        });
        let base = &mut counts.bases[place];
        base.total += table.total;
        base.unread += table.unread;
        // A gap, and a report that could not be read, are of no table.
        if !table.table.id.is_empty() || !table.table.name.is_empty() {
            base.tables.push(table);
        }
    }
    Ok(counts)
}

pub(crate) fn bases(connection: &Connection) -> Result<Vec<BaseSeen>, DatabaseError> {
    let mut select = connection.prepare_cached(
        "SELECT uuid, first_seen_ms, last_seen_ms, ifnull((SELECT sum(total) FROM base_table WHERE base = base.id), 0),
             (SELECT json_group_array(endpoint.name) FROM base_endpoint
              JOIN endpoint ON endpoint.id = base_endpoint.endpoint WHERE base = base.id)
         FROM base WHERE uuid <> '' ORDER BY last_seen_ms DESC",
    )?;
    let rows = select.query_map([], |row| {
        let endpoints: String = row.get(4)?;
        Ok(BaseSeen {
            base: BaseUuid::new(row.get_ref(0)?.as_str()?),
            first_seen_ms: row.get(1)?,
            last_seen_ms: row.get(2)?,
            changes: count(row, 3)?,
            endpoints: serde_json::from_str(&endpoints).unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn tables(connection: &Connection) -> Result<Vec<TableSeen>, DatabaseError> {
    let mut select = connection.prepare_cached(
        "SELECT base.uuid, table_id, name, last_change_ms, total
         FROM base_table JOIN base ON base.id = base_table.base WHERE handle <> '' ORDER BY last_change_ms DESC",
    )?;
    let rows = select.query_map([], |row| {
        Ok(TableSeen {
            base: some_base(row.get_ref(0)?.as_str()?),
            table: Table { id: row.get(1)?, name: row.get(2)? },
            last_change_ms: row.get(3)?,
            changes: count(row, 4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn people(connection: &Connection) -> Result<Vec<PersonSeen>, DatabaseError> {
    let mut select = connection.prepare_cached(
        "SELECT iif(user = '', app, user) AS key, min(user = ''), max(last_change_ms) AS last, sum(changes)
         FROM person WHERE user <> '' OR app <> '' GROUP BY key ORDER BY last DESC",
    )?;
    let rows = select.query_map([], |row| {
        Ok(PersonSeen { key: row.get(0)?, app: row.get(1)?, last_change_ms: row.get(2)?, changes: count(row, 3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn some_base(uuid: &str) -> Option<BaseUuid> {
    (!uuid.is_empty()).then(|| BaseUuid::new(uuid))
}
