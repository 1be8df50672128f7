//! The registry: mailboxes, addresses, quotas, invitations.

use std::collections::HashMap;

use rowbell_protocol::{Encoded, Invitation, MailboxId, Refusal, TokenHash};
use rowbell_sqlite::{Error, count, optional_count, signed};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::schema;
use crate::store::{Entering, Epoch, InvitationKept, Quota, Registered, StoreError, Summary, Totals};

/// All mailboxes that are not deleted, with their addresses.
pub(super) fn all(connection: &Connection) -> Result<Vec<Registered>, StoreError> {
    let mut addresses: HashMap<i64, Vec<TokenHash>> = HashMap::new();
    let mut select = connection.prepare_cached("SELECT mailbox, hash FROM address")?;
    for row in select.query_map([], |row| Ok((row.get(0)?, Encoded(row.get(1)?))))? {
        let (number, hash): (i64, TokenHash) = row?;
        addresses.entry(number).or_default().push(hash);
    }
    let mut select = connection.prepare_cached(&format!("SELECT {REGISTERED} FROM mailbox WHERE id IS NOT NULL"))?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, registered(row)?)))?;
    let with_addresses = rows.map(|row| {
        let (number, mailbox): (i64, Registered) = row?;
        Ok(Registered { addresses: addresses.remove(&number).unwrap_or_default(), ..mailbox })
    });
    with_addresses.collect()
}

const REGISTERED: &str = "number, sign, seal, most_letters, most_bytes, per_second, closed_ms IS NOT NULL";

fn registered(row: &Row<'_>) -> rusqlite::Result<Registered> {
    let keys = rowbell_protocol::PublicKeys { sign: Encoded(row.get(1)?), seal: Encoded(row.get(2)?) };
    Ok(Registered { keys, addresses: Vec::new(), quota: quota(row, 3)?, closed: row.get(6)? })
}

fn quota(row: &Row<'_>, at: usize) -> rusqlite::Result<Quota> {
    Ok(Quota { letters: optional_count(row, at)?, bytes: optional_count(row, at + 1)?, per_second: row.get(at + 2)? })
}

/// Grows with each change.
pub(super) fn version(connection: &Connection) -> Result<u64, StoreError> {
    let version: i64 = connection.prepare_cached("SELECT registry FROM relay")?.query_row([], |row| row.get(0))?;
    Ok(version.unsigned_abs())
}

fn changed(connection: &Connection) -> Result<(), Error> {
    connection.prepare_cached("UPDATE relay SET registry = registry + 1")?.execute([])?;
    Ok(())
}

/// Opens a mailbox if need be, and gives it its addresses. What is refused changes nothing.
pub(super) fn enter(connection: &Connection, entering: &Entering) -> Result<Result<Registered, Refusal>, Error> {
    let id = entering.keys.mailbox();
    let found = connection
        .prepare_cached(&format!("SELECT {REGISTERED} FROM mailbox WHERE id = ?1"))?
        .query_row([id.0], |row| Ok((row.get(0)?, registered(row)?)))
        .optional()?;
    let known: Option<(i64, Registered)> = found;
    if known.as_ref().is_some_and(|(_, mailbox)| mailbox.closed) {
        return Ok(Err(Refusal::Closed));
    }
    let mut others = connection.prepare_cached("SELECT mailbox FROM address WHERE hash = ?1")?;
    for hash in &entering.addresses {
        let owner: Option<i64> = others.query_row([hash.0], |row| row.get(0)).optional()?;
        if owner.is_some() && owner != known.as_ref().map(|(number, _)| *number) {
            return Ok(Err(Refusal::Addresses));
        }
    }
    let (number, mailbox) = match known {
        Some(known) => known,
        None => match open_mailbox(connection, entering)? {
            Ok(number) => {
                let new =
                    Registered { keys: entering.keys, addresses: Vec::new(), quota: Quota::default(), closed: false };
                (number, new)
            }
            Err(refusal) => return Ok(Err(refusal)),
        },
    };
    connection.prepare_cached("DELETE FROM address WHERE mailbox = ?1")?.execute([number])?;
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO address (hash, mailbox) VALUES (?1, ?2)")?;
    for hash in &entering.addresses {
        insert.execute(params![hash.0, number])?;
    }
    changed(connection)?;
    Ok(Ok(Registered { addresses: entering.addresses.clone(), ..mailbox }))
}

fn open_mailbox(connection: &Connection, entering: &Entering) -> Result<Result<i64, Refusal>, Error> {
    let open: i64 = connection
        .prepare_cached("SELECT count(*) FROM mailbox WHERE id IS NOT NULL AND closed_ms IS NULL")?
        .query_row([], |row| row.get(0))?;
    if open.unsigned_abs() >= entering.most_mailboxes {
        return Ok(Err(Refusal::Full));
    }
    let note = match (entering.invitation_needed, entering.invitation) {
        (false, _) => String::new(),
        (true, None) => return Ok(Err(Refusal::InvitationNeeded)),
        (true, Some(invitation)) => match use_up(connection, &invitation, entering.now_ms)? {
            Some(note) => note,
            None => return Ok(Err(Refusal::InvitationInvalid)),
        },
    };
    let keys = &entering.keys;
    connection
        .prepare_cached("INSERT INTO mailbox (id, sign, seal, note, opened_ms) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![keys.mailbox().0, keys.sign.0, keys.seal.0, note, entering.now_ms])?;
    Ok(Ok(connection.last_insert_rowid()))
}

/// Takes one use of an invitation, and gives its note; none if it is not valid.
fn use_up(connection: &Connection, invitation: &Invitation, now_ms: i64) -> Result<Option<String>, Error> {
    let note = connection
        .prepare_cached(
            "UPDATE invitation SET uses_left = uses_left - 1, used = used + 1
             WHERE hash = ?1 AND uses_left > 0 AND (ends_ms IS NULL OR ends_ms > ?2) RETURNING note",
        )?
        .query_row(params![invitation.hash().0, now_ms], |row| row.get(0))
        .optional()?;
    Ok(note)
}

/// Deletes a mailbox; its letters follow in slices.
pub(super) fn delete(connection: &Connection, mailbox: MailboxId) -> Result<bool, Error> {
    drop_addresses(connection, mailbox)?;
    let deleted =
        connection.execute("UPDATE mailbox SET id = NULL WHERE id = ?1 AND closed_ms IS NULL", [mailbox.0])?;
    changed(connection)?;
    Ok(deleted > 0)
}

/// Closes a mailbox; its letters follow in slices.
pub(super) fn close(connection: &Connection, mailbox: MailboxId, now_ms: i64) -> Result<bool, Error> {
    drop_addresses(connection, mailbox)?;
    let close = "UPDATE mailbox SET closed_ms = ifnull(closed_ms, ?2) WHERE id = ?1";
    let closed = connection.execute(close, params![mailbox.0, now_ms])?;
    changed(connection)?;
    Ok(closed > 0)
}

fn drop_addresses(connection: &Connection, mailbox: MailboxId) -> Result<(), Error> {
    let drop = "DELETE FROM address WHERE mailbox = (SELECT number FROM mailbox WHERE id = ?1)";
    connection.execute(drop, [mailbox.0])?;
    Ok(())
}

pub(super) fn set_quota(connection: &Connection, mailbox: MailboxId, quota: Quota) -> Result<bool, Error> {
    let set = connection.execute(
        "UPDATE mailbox SET most_letters = ?2, most_bytes = ?3, per_second = ?4 WHERE id = ?1",
        params![mailbox.0, quota.letters.map(signed), quota.bytes.map(signed), quota.per_second],
    )?;
    changed(connection)?;
    Ok(set > 0)
}

pub(super) fn list(connection: &Connection) -> Result<Vec<Summary>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT id, note, opened_ms, most_letters, most_bytes, per_second, closed_ms, last_ms, letters, bytes,
                (SELECT count(*) FROM address WHERE address.mailbox = number)
         FROM mailbox WHERE id IS NOT NULL ORDER BY number",
    )?;
    let rows = select.query_map([], |row| {
        Ok(Summary {
            id: Encoded(row.get(0)?),
            note: row.get(1)?,
            opened_ms: row.get(2)?,
            quota: quota(row, 3)?,
            closed_ms: row.get(6)?,
            last_ms: row.get(7)?,
            letters: count(row, 8)?,
            bytes: count(row, 9)?,
            addresses: count(row, 10)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn totals(connection: &Connection) -> Result<Totals, StoreError> {
    let sums =
        "SELECT count(*) FILTER (WHERE id IS NOT NULL AND closed_ms IS NULL), sum(letters), sum(bytes) FROM mailbox";
    let totals = connection.prepare_cached(sums)?.query_row([], |row| {
        let sum = |at| Ok::<_, rusqlite::Error>(optional_count(row, at)?.unwrap_or(0));
        Ok(Totals { mailboxes: sum(0)?, letters: sum(1)?, bytes: sum(2)? })
    });
    Ok(totals?)
}

pub(super) fn invite(connection: &Connection, invitation: &InvitationKept) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO invitation (hash, note, made_ms, ends_ms, uses_left, used) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            invitation.hash.0,
            invitation.note,
            invitation.made_ms,
            invitation.ends_ms,
            invitation.uses_left,
            invitation.used
        ],
    )?;
    Ok(())
}

pub(super) fn invitations(connection: &Connection) -> Result<Vec<InvitationKept>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT hash, note, made_ms, ends_ms, uses_left, used FROM invitation ORDER BY made_ms, hash",
    )?;
    let rows = select.query_map([], |row| {
        Ok(InvitationKept {
            hash: Encoded(row.get(0)?),
            note: row.get(1)?,
            made_ms: row.get(2)?,
            ends_ms: row.get(3)?,
            uses_left: row.get(4)?,
            used: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn revoke(connection: &Connection, hash: TokenHash) -> Result<bool, Error> {
    Ok(connection.execute("DELETE FROM invitation WHERE hash = ?1", [hash.0])? > 0)
}

pub(super) fn epoch(connection: &Connection) -> Result<Epoch, StoreError> {
    Ok(Encoded(connection.query_row("SELECT epoch FROM relay", [], |row| row.get(0))?))
}

pub(super) fn new_epoch(connection: &Connection) -> Result<Epoch, Error> {
    let epoch = schema::random_epoch()?;
    connection.execute("UPDATE relay SET epoch = ?1", [epoch.0])?;
    changed(connection)?;
    Ok(epoch)
}
