//! The registry: mailboxes and their addresses.

use std::{collections::HashMap, time::Duration};

use futures_util::FutureExt;
use rowbell_protocol::{Encoded, MailboxId, PublicKeys, Refusal, TokenHash};
use rowbell_sqlite::{Error, optional_count};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{SqliteStore, invitations};
use crate::store::{Answer, EnterRequest, Quota, RegisteredMailbox, Registry, RegistrySnapshot, Revision, StoreError};

/// How often it is checked whether another process has changed the registry.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

impl Registry for SqliteStore {
    fn registry(&self) -> Answer<'_, RegistrySnapshot> {
        self.read_with(snapshot)
    }

    fn registry_changed(&self, since: Revision) -> Answer<'_, ()> {
        async move {
            loop {
                tokio::time::sleep(CHECK_INTERVAL).await;
                if self.database.read(revision).await? != since {
                    return Ok(());
                }
            }
        }
        .boxed()
    }

    fn enter(&self, request: EnterRequest) -> Answer<'_, Result<RegisteredMailbox, Refusal>> {
        self.change(move |connection| enter(connection, &request))
    }

    fn delete(&self, mailbox: MailboxId) -> Answer<'_, bool> {
        self.change(move |connection| delete(connection, mailbox))
    }
}

/// All mailboxes that are not deleted, with their addresses.
fn snapshot(connection: &Connection) -> Result<RegistrySnapshot, StoreError> {
    // First, so that what changes meanwhile is read again.
    let revision = revision(connection)?;
    let mut addresses: HashMap<i64, Vec<TokenHash>> = HashMap::new();
    let mut select = connection.prepare_cached("SELECT mailbox, hash FROM address")?;
    for row in select.query_map([], |row| Ok((row.get(0)?, Encoded(row.get(1)?))))? {
        let (number, hash): (i64, TokenHash) = row?;
        addresses.entry(number).or_default().push(hash);
    }
    let mut select = connection.prepare_cached(&format!("SELECT {REGISTERED} FROM mailbox WHERE id IS NOT NULL"))?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, registered(row)?)))?;
    let with_addresses = rows.map(|row| {
        let (number, mailbox): (i64, RegisteredMailbox) = row?;
        Ok(RegisteredMailbox { addresses: addresses.remove(&number).unwrap_or_default(), ..mailbox })
    });
    Ok(RegistrySnapshot { revision, mailboxes: with_addresses.collect::<Result<_, StoreError>>()? })
}

const REGISTERED: &str = "number, sign, seal, most_letters, most_bytes, per_second, closed_ms IS NOT NULL";

fn registered(row: &Row<'_>) -> rusqlite::Result<RegisteredMailbox> {
    let keys = PublicKeys { sign: Encoded(row.get(1)?), seal: Encoded(row.get(2)?) };
    Ok(RegisteredMailbox { keys, addresses: Vec::new(), quota: quota(row, 3)?, closed: row.get(6)? })
}

/// Reads a quota from three columns.
pub(super) fn quota(row: &Row<'_>, first: usize) -> rusqlite::Result<Quota> {
    Ok(Quota {
        letters: optional_count(row, first)?,
        bytes: optional_count(row, first + 1)?,
        per_second: row.get(first + 2)?,
    })
}

fn revision(connection: &Connection) -> Result<Revision, StoreError> {
    let revision: i64 = connection.prepare_cached("SELECT registry FROM relay")?.query_row([], |row| row.get(0))?;
    Ok(revision.unsigned_abs())
}

/// Has running relays reload the registry.
pub(super) fn bump_revision(connection: &Connection) -> Result<(), Error> {
    connection.prepare_cached("UPDATE relay SET registry = registry + 1")?.execute([])?;
    Ok(())
}

/// Opens a mailbox if it does not exist, and gives it its addresses. A refusal changes nothing.
fn enter(connection: &Connection, request: &EnterRequest) -> Result<Result<RegisteredMailbox, Refusal>, Error> {
    let id = request.keys.mailbox();
    let found = connection
        .prepare_cached(&format!("SELECT {REGISTERED} FROM mailbox WHERE id = ?1"))?
        .query_row([id.0], |row| Ok((row.get(0)?, registered(row)?)))
        .optional()?;
    let known: Option<(i64, RegisteredMailbox)> = found;
    if known.as_ref().is_some_and(|(_, mailbox)| mailbox.closed) {
        return Ok(Err(Refusal::Closed));
    }
    let mut others = connection.prepare_cached("SELECT mailbox FROM address WHERE hash = ?1")?;
    for hash in &request.addresses {
        let owner: Option<i64> = others.query_row([hash.0], |row| row.get(0)).optional()?;
        if owner.is_some() && owner != known.as_ref().map(|(number, _)| *number) {
            return Ok(Err(Refusal::Addresses));
        }
    }
    let (number, mailbox) = match known {
        Some(known) => known,
        None => match open_mailbox(connection, request)? {
            Ok(number) => {
                let (keys, addresses) = (request.keys, Vec::new());
                (number, RegisteredMailbox { keys, addresses, quota: Quota::default(), closed: false })
            }
            Err(refusal) => return Ok(Err(refusal)),
        },
    };
    connection.prepare_cached("DELETE FROM address WHERE mailbox = ?1")?.execute([number])?;
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO address (hash, mailbox) VALUES (?1, ?2)")?;
    for hash in &request.addresses {
        insert.execute(params![hash.0, number])?;
    }
    bump_revision(connection)?;
    Ok(Ok(RegisteredMailbox { addresses: request.addresses.clone(), ..mailbox }))
}

fn open_mailbox(connection: &Connection, request: &EnterRequest) -> Result<Result<i64, Refusal>, Error> {
    let open: i64 = connection
        .prepare_cached("SELECT count(*) FROM mailbox WHERE id IS NOT NULL AND closed_ms IS NULL")?
        .query_row([], |row| row.get(0))?;
    if open.unsigned_abs() >= request.max_mailboxes {
        return Ok(Err(Refusal::Full));
    }
    let note = match (request.invitation_needed, request.invitation) {
        (false, _) => String::new(),
        (true, None) => return Ok(Err(Refusal::InvitationNeeded)),
        (true, Some(invitation)) => match invitations::use_up(connection, &invitation, request.now_ms)? {
            Some(note) => note,
            None => return Ok(Err(Refusal::InvitationInvalid)),
        },
    };
    let keys = &request.keys;
    connection
        .prepare_cached("INSERT INTO mailbox (id, sign, seal, note, opened_ms) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![keys.mailbox().0, keys.sign.0, keys.seal.0, note, request.now_ms])?;
    Ok(Ok(connection.last_insert_rowid()))
}

/// Deletes a mailbox. Its letters are pruned later, in slices.
fn delete(connection: &Connection, mailbox: MailboxId) -> Result<bool, Error> {
    drop_addresses(connection, mailbox)?;
    let deleted =
        connection.execute("UPDATE mailbox SET id = NULL WHERE id = ?1 AND closed_ms IS NULL", [mailbox.0])?;
    bump_revision(connection)?;
    Ok(deleted > 0)
}

pub(super) fn drop_addresses(connection: &Connection, mailbox: MailboxId) -> Result<(), Error> {
    let drop = "DELETE FROM address WHERE mailbox = (SELECT number FROM mailbox WHERE id = ?1)";
    connection.execute(drop, [mailbox.0])?;
    Ok(())
}
