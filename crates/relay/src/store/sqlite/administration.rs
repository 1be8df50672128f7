//! What the operator sees and changes.

use rowbell_protocol::{Encoded, MailboxId};
use rowbell_sqlite::{Error, count, optional_count, signed};
use rusqlite::{Connection, params};

use super::{SqliteStore, registry, schema};
use crate::store::{Administration, Answer, Epoch, MailboxSummary, Quota, StoreError, Totals};

impl Administration for SqliteStore {
    fn list(&self) -> Answer<'_, Vec<MailboxSummary>> {
        self.read_with(list)
    }

    fn totals(&self) -> Answer<'_, Totals> {
        self.read_with(totals)
    }

    fn close(&self, mailbox: MailboxId, now_ms: i64) -> Answer<'_, bool> {
        self.change(move |connection| close(connection, mailbox, now_ms))
    }

    fn set_quota(&self, mailbox: MailboxId, quota: Quota) -> Answer<'_, bool> {
        self.change(move |connection| set_quota(connection, mailbox, quota))
    }

    fn new_epoch(&self) -> Answer<'_, Epoch> {
        self.change(new_epoch)
    }

    fn probe(&self) -> Answer<'_, ()> {
        self.change(probe)
    }
}

fn set_quota(connection: &Connection, mailbox: MailboxId, quota: Quota) -> Result<bool, Error> {
    let set = connection.execute(
        "UPDATE mailbox SET most_letters = ?2, most_bytes = ?3, per_second = ?4 WHERE id = ?1",
        params![mailbox.0, quota.letters.map(signed), quota.bytes.map(signed), quota.per_second],
    )?;
    registry::bump_revision(connection)?;
    Ok(set > 0)
}

fn list(connection: &Connection) -> Result<Vec<MailboxSummary>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT id, note, opened_ms, most_letters, most_bytes, per_second, closed_ms, last_ms, letters, bytes,
                (SELECT count(*) FROM address WHERE address.mailbox = number)
         FROM mailbox WHERE id IS NOT NULL ORDER BY number",
    )?;
    let rows = select.query_map([], |row| {
        Ok(MailboxSummary {
            id: Encoded(row.get(0)?),
            note: row.get(1)?,
            opened_ms: row.get(2)?,
            quota: registry::quota(row, 3)?,
            closed_ms: row.get(6)?,
            last_ms: row.get(7)?,
            letters: count(row, 8)?,
            bytes: count(row, 9)?,
            addresses: count(row, 10)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn totals(connection: &Connection) -> Result<Totals, StoreError> {
    let sums =
        "SELECT count(*) FILTER (WHERE id IS NOT NULL AND closed_ms IS NULL), sum(letters), sum(bytes) FROM mailbox";
    let totals = connection.prepare_cached(sums)?.query_row([], |row| {
        let sum = |at| Ok::<_, rusqlite::Error>(optional_count(row, at)?.unwrap_or(0));
        Ok(Totals { mailboxes: sum(0)?, letters: sum(1)?, bytes: sum(2)? })
    });
    Ok(totals?)
}

/// Closes a mailbox. Its letters are pruned later, in slices.
fn close(connection: &Connection, mailbox: MailboxId, now_ms: i64) -> Result<bool, Error> {
    registry::drop_addresses(connection, mailbox)?;
    let close = "UPDATE mailbox SET closed_ms = ifnull(closed_ms, ?2) WHERE id = ?1";
    let closed = connection.execute(close, params![mailbox.0, now_ms])?;
    registry::bump_revision(connection)?;
    Ok(closed > 0)
}

pub(super) fn epoch(connection: &Connection) -> Result<Epoch, StoreError> {
    Ok(Encoded(connection.query_row("SELECT epoch FROM relay", [], |row| row.get(0))?))
}

fn new_epoch(connection: &Connection) -> Result<Epoch, Error> {
    let epoch = schema::random_epoch()?;
    connection.execute("UPDATE relay SET epoch = ?1", [epoch.0])?;
    registry::bump_revision(connection)?;
    Ok(epoch)
}

fn probe(connection: &Connection) -> Result<(), Error> {
    connection.execute("INSERT OR REPLACE INTO probe (one, filler) VALUES (1, zeroblob(32768))", [])?;
    Ok(())
}
