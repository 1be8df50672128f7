//! The inbox: every delivery, exactly as it came, on the disk before its sender is answered.
//!
//! A delivery waits here until `history` has recorded it. Its bytes are kept for a while after that (see the history's
//! retention); its receipt with the body's hash stays as long as its entries, so that a repeat is known.

mod arrivals;
mod mailboxes;
mod progress;
#[cfg(test)]
mod tests;

use rowbell_protocol::{Cursor, MailboxId};
use rusqlite::{Connection, OptionalExtension, Row};

use self::arrivals::{Arrivals, arrivals};
pub use self::{
    arrivals::Arrived,
    progress::{Mark, Progress},
};
pub use crate::database::BodyHash;
use crate::{
    change::{Authenticity, Delivery, DeliveryId},
    database::{
        Database, DatabaseError, Durability,
        codes::{authenticity_code, authenticity_of, source_code, source_of},
        count,
    },
};

/// How many bytes of bodies are taken at once, give or take one body.
const AT_ONCE_BYTES: usize = 8 * 1024 * 1024;

/// The inbox; clones share one database.
#[derive(Clone, Debug)]
pub struct Inbox {
    database: Database,
    arrivals: Arrivals,
}

impl Inbox {
    /// The inbox of this database, and where the pipeline hears of what arrives.
    pub fn new(database: Database) -> (Self, Arrived) {
        let (arrivals, arrived) = arrivals();
        (Self { database, arrivals }, arrived)
    }

    /// Stores a delivery. Once this resolves with `Ok` it is on the disk, and its sender may be answered. Numbers count up
    /// in the order of storing.
    ///
    /// # Errors
    /// Why it could not be stored; the sender must not be told that it was.
    pub async fn append(&self, delivery: Delivery) -> Result<DeliveryId, DatabaseError> {
        let store = move |connection: &Connection| Ok((insert(connection, &delivery)?, delivery));
        let (id, delivery) = self.database.write_statement(Durability::Synced, store).await?;
        self.arrivals.stored(id, delivery);
        Ok(id)
    }

    /// Stores deliveries in this order, all or none of them.
    ///
    /// # Errors
    /// Why they could not be stored.
    pub async fn append_all(&self, deliveries: Vec<Delivery>) -> Result<(), DatabaseError> {
        let store = move |connection: &Connection| {
            deliveries.iter().try_for_each(|delivery| insert(connection, delivery).map(drop))
        };
        self.database.write(Durability::Synced, store).await?;
        self.arrivals.look();
        Ok(())
    }

    /// Stores letters of a mailbox at a relay in this order, and how far that is: all of it or nothing.
    ///
    /// # Errors
    /// Why they could not be stored.
    pub async fn append_letters(
        &self,
        mailbox: &MailboxId,
        cursor: Cursor,
        mut deliveries: Vec<Delivery>,
    ) -> Result<(), DatabaseError> {
        let mailbox = *mailbox;
        let one = deliveries.len() == 1;
        let store = move |connection: &Connection| {
            let ids = deliveries.iter().map(|delivery| insert(connection, delivery)).collect::<Result<Vec<_>, _>>()?;
            mailboxes::set_cursor(connection, &mailbox, cursor)?;
            // The short way to the pipeline.
            Ok(ids.last().copied().zip(deliveries.pop()).filter(|_| one))
        };
        match self.database.write(Durability::Synced, store).await? {
            Some((id, delivery)) => self.arrivals.stored(id, delivery),
            None => self.arrivals.look(),
        }
        Ok(())
    }

    /// Has the pipeline look for deliveries that wait again.
    pub fn look(&self) {
        self.arrivals.look();
    }

    /// Deliveries that are not in the history yet, oldest first, at most `limit` of those after `after`, and no more of
    /// them than fit into some megabytes.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn pending(
        &self,
        after: Option<DeliveryId>,
        limit: usize,
    ) -> Result<Vec<(DeliveryId, Delivery)>, DatabaseError> {
        let after = after.map_or(i64::MIN, |id| id.0);
        self.database
            .read(move |connection| {
                let select = format!("{DELIVERY} WHERE d.recorded = 0 AND d.id > ?1 ORDER BY d.id LIMIT ?2");
                let mut statement = connection.prepare_cached(&select)?;
                some_of(statement.query_map((after, as_limit(limit)), delivery)?)
            })
            .await
    }

    /// The kept deliveries to an endpoint that are of this authenticity, oldest first, at most `limit` of those after
    /// `after`; recorded or not. Meant for [`Authenticity::Forged`] and [`Authenticity::Unchecked`], for which there is an
    /// index.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn to_recheck(
        &self,
        endpoint: &str,
        authenticity: Authenticity,
        after: Option<DeliveryId>,
        limit: usize,
    ) -> Result<Vec<(DeliveryId, Delivery)>, DatabaseError> {
        let endpoint = endpoint.to_owned();
        let after = after.map_or(i64::MIN, |id| id.0);
        self.database
            .read(move |connection| {
                let select = format!(
                    "{DELIVERY} WHERE d.authenticity IN (4, 5) AND d.authenticity = ?1 AND e.name = ?2 AND d.id > ?3
                     ORDER BY d.id LIMIT ?4"
                );
                let mut statement = connection.prepare_cached(&select)?;
                let parameters = (authenticity_code(authenticity), endpoint, after, as_limit(limit));
                some_of(statement.query_map(parameters, delivery)?)
            })
            .await
    }

    /// How many bytes the kept forged deliveries take.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn forged_bytes(&self) -> Result<u64, DatabaseError> {
        self.database
            .read(|connection| {
                let select = "SELECT ifnull(sum(length(headers) + length(body)), 0) FROM delivery
                              WHERE authenticity IN (4, 5) AND authenticity = ?1";
                let forged = authenticity_code(Authenticity::Forged);
                Ok(connection.prepare_cached(select)?.query_row([forged], |row| count(row, 0))?)
            })
            .await
    }

    /// A delivery's bytes and headers as they came; none once their time is over.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn raw(&self, id: DeliveryId) -> Result<Option<Delivery>, DatabaseError> {
        self.database
            .read(move |connection| {
                let select = format!("{DELIVERY} WHERE d.id = ?1");
                let found = connection.prepare_cached(&select)?.query_row([id.0], delivery).optional()?;
                found.map(|row| whole(row).map(|(_, delivery)| delivery)).transpose()
            })
            .await
    }

    /// When the newest recorded delivery to each endpoint came, by endpoint. Unix milliseconds.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn last_received(&self) -> Result<Vec<(String, i64)>, DatabaseError> {
        self.database
            .read(|connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT name, last_received_ms FROM endpoint WHERE last_received_ms > 0 ORDER BY name",
                )?;
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .await
    }
}

fn insert(connection: &Connection, delivery: &Delivery) -> Result<DeliveryId, DatabaseError> {
    let headers = serde_json::to_string(&delivery.headers).map_err(refused)?;
    let endpoint = endpoint_number(connection, &delivery.endpoint)?;
    let id = connection
        .prepare_cached(
            "INSERT INTO delivery (id, recorded, source, endpoint, authenticity, received_ms, headers, body)
             VALUES (1 + max(ifnull((SELECT max(id) FROM delivery), 0), ifnull((SELECT max(id) FROM receipt), 0)),
                     0, ?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .insert((
            source_code(delivery.source),
            endpoint,
            authenticity_code(delivery.authenticity),
            delivery.received_ms,
            headers,
            &delivery.body,
        ))?;
    Ok(DeliveryId(id))
}

/// The first deliveries, no more than fit into some megabytes.
fn some_of(rows: impl Iterator<Item = rusqlite::Result<Stored>>) -> Result<Vec<(DeliveryId, Delivery)>, DatabaseError> {
    let mut bytes = 0;
    let mut deliveries = Vec::new();
    for row in rows {
        let (id, delivery) = whole(row?)?;
        bytes += delivery.body.len();
        deliveries.push((id, delivery));
        if bytes > AT_ONCE_BYTES {
            break;
        }
    }
    Ok(deliveries)
}

/// The number of an endpoint's name, given at its first delivery.
fn endpoint_number(connection: &Connection, name: &str) -> Result<i64, DatabaseError> {
    let mut select = connection.prepare_cached("SELECT id FROM endpoint WHERE name = ?1")?;
    if let Some(id) = select.query_row([name], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    Ok(connection.prepare_cached("INSERT INTO endpoint (name) VALUES (?1)")?.insert([name])?)
}

const DELIVERY: &str = "SELECT d.id, d.source, e.name, d.received_ms, d.authenticity, d.headers, d.body
     FROM delivery d JOIN endpoint e ON e.id = d.endpoint";

/// A delivery whose headers are still JSON.
struct Stored {
    id: DeliveryId,
    delivery: Delivery,
    headers: String,
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let delivery = Delivery {
        source: source_of(row.get(1)?),
        endpoint: row.get(2)?,
        received_ms: row.get(3)?,
        authenticity: authenticity_of(row.get(4)?),
        headers: Vec::new(),
        body: row.get(6)?,
    };
    Ok(Stored { id: DeliveryId(row.get(0)?), delivery, headers: row.get(5)? })
}

fn whole(stored: Stored) -> Result<(DeliveryId, Delivery), DatabaseError> {
    let Stored { id, mut delivery, headers } = stored;
    delivery.headers = serde_json::from_str(&headers).map_err(refused)?;
    Ok((id, delivery))
}

fn refused(error: serde_json::Error) -> DatabaseError {
    DatabaseError::Refused(error.to_string())
}

fn as_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
