//! Invitations.

use rowbell_protocol::{Encoded, Invitation, TokenHash};
use rowbell_sqlite::Error;
use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteStore;
use crate::store::{Answer, Invitations, StoreError, StoredInvitation};

impl Invitations for SqliteStore {
    fn invite(&self, invitation: StoredInvitation) -> Answer<'_, ()> {
        self.change(move |connection| invite(connection, &invitation))
    }

    fn invitations(&self) -> Answer<'_, Vec<StoredInvitation>> {
        self.read_with(invitations)
    }

    fn revoke(&self, hash: TokenHash) -> Answer<'_, bool> {
        self.change(move |connection| revoke(connection, hash))
    }
}

/// Uses an invitation once, and gives its note; none if it is not valid.
pub(super) fn use_up(connection: &Connection, invitation: &Invitation, now_ms: i64) -> Result<Option<String>, Error> {
    let note = connection
        .prepare_cached(
            "UPDATE invitation SET uses_left = uses_left - 1, used = used + 1
             WHERE hash = ?1 AND uses_left > 0 AND (ends_ms IS NULL OR ends_ms > ?2) RETURNING note",
        )?
        .query_row(params![invitation.hash().0, now_ms], |row| row.get(0))
        .optional()?;
    Ok(note)
}

fn invite(connection: &Connection, invitation: &StoredInvitation) -> Result<(), Error> {
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

fn invitations(connection: &Connection) -> Result<Vec<StoredInvitation>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT hash, note, made_ms, ends_ms, uses_left, used FROM invitation ORDER BY made_ms, hash",
    )?;
    let rows = select.query_map([], |row| {
        Ok(StoredInvitation {
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

fn revoke(connection: &Connection, hash: TokenHash) -> Result<bool, Error> {
    Ok(connection.execute("DELETE FROM invitation WHERE hash = ?1", [hash.0])? > 0)
}
