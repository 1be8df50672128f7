//! How far the letters of mailboxes at relays are in the inbox.

use rowbell_protocol::{Cursor, Encoded, MailboxId};
use rusqlite::{Connection, OptionalExtension};

use super::Inbox;
use crate::database::DatabaseError;

impl Inbox {
    /// The last letter of a mailbox that is here; none if there never was one.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn mailbox_cursor(&self, mailbox: &MailboxId) -> Result<Option<Cursor>, DatabaseError> {
        let mailbox = *mailbox;
        self.database
            .read(move |connection| {
                let mut select = connection.prepare_cached("SELECT epoch, after FROM mailbox WHERE id = ?1")?;
                let found: Option<([u8; 8], i64)> =
                    select.query_row([mailbox.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
                Ok(found.map(|(epoch, after)| Cursor { epoch: Encoded(epoch), after: after.cast_unsigned() }))
            })
            .await
    }
}

/// Notes it.
pub(super) fn set_cursor(connection: &Connection, mailbox: &MailboxId, cursor: Cursor) -> Result<(), DatabaseError> {
    let upsert = "INSERT INTO mailbox (id, epoch, after) VALUES (?1, ?2, ?3)
                  ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, after = excluded.after";
    connection.prepare_cached(upsert)?.execute((mailbox.0, cursor.epoch.0, cursor.after.cast_signed()))?;
    Ok(())
}
