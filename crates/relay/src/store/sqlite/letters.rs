//! Letters: writing, reading, pruning.

use std::collections::HashMap;

use futures_util::FutureExt;
use rowbell_protocol::{MailboxId, Sequence};
use rowbell_sqlite::{Error, count, optional_count, signed};
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::{oneshot, watch};

use super::{SqliteStore, batch::Arrived};
use crate::store::{Answer, Epoch, Letters, Limits, Page, Position, Pruned, StoreError, StoredLetter};

/// The most letters that are pruned at a time, so that the writer is not held up for long.
const SLICE: usize = 256;
/// And the most bytes of them.
const SLICE_BYTES: u64 = 16 * 1024 * 1024;
/// A page that has this many bytes is full.
const PAGE_BYTES: usize = 512 * 1024;

impl Letters for SqliteStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn append(&self, mailbox: MailboxId, received_ms: i64, sealed: Vec<u8>) -> Answer<'_, Sequence> {
        let (answer, stored) = oneshot::channel();
        self.batches.add(Arrived { mailbox, at_ms: received_ms, sealed, answer });
        async move { stored.await.unwrap_or(Err(StoreError::Ended)) }.boxed()
    }

    fn position(&self, mailbox: MailboxId, after: Sequence) -> Answer<'_, Position> {
        self.read_with(move |connection| position(connection, mailbox, after))
    }

    fn read(&self, mailbox: MailboxId, after: Sequence, limit: usize) -> Answer<'_, Page> {
        self.read_with(move |connection| read(connection, mailbox, after, limit))
    }

    fn watch(&self, mailbox: MailboxId) -> watch::Receiver<Sequence> {
        self.watched.watch(mailbox)
    }

    fn prune(&self, before_ms: i64, now_ms: i64) -> Answer<'_, Pruned> {
        let limits = self.limits;
        self.change(move |connection| prune(connection, before_ms, now_ms, limits))
    }
}

/// How much a mailbox holds, and how much it may hold.
struct Usage {
    number: i64,
    letters: u64,
    bytes: u64,
    max_letters: u64,
    max_bytes: u64,
}

/// Stores letters and gives their sequences; none for letters of mailboxes that are not open. The oldest letters of a mailbox that
/// has too many are deleted.
pub(super) fn append(
    connection: &Connection,
    arrived: &[Arrived],
    limits: Limits,
) -> Result<Vec<Option<Sequence>>, Error> {
    let mut by_mailbox: HashMap<MailboxId, Vec<usize>> = HashMap::new();
    for (at, letter) in arrived.iter().enumerate() {
        by_mailbox.entry(letter.mailbox).or_default().push(at);
    }
    let mut sequences = vec![None; arrived.len()];
    let mut count = connection.prepare_cached(
        "UPDATE mailbox SET letters = letters + ?2, bytes = bytes + ?3, last_ms = ?4
         WHERE id = ?1 AND closed_ms IS NULL RETURNING number, letters, bytes, most_letters, most_bytes",
    )?;
    let mut insert = connection.prepare_cached("INSERT INTO letter (mailbox, at_ms, sealed) VALUES (?1, ?2, ?3)")?;
    for (mailbox, letters) in by_mailbox {
        let bytes: u64 = letters.iter().map(|at| arrived[*at].sealed.len() as u64).sum();
        let last_ms = letters.last().map(|at| arrived[*at].at_ms);
        let (added, added_bytes) = (signed(letters.len() as u64), signed(bytes));
        let usage = count.query_row(params![mailbox.0, added, added_bytes, last_ms], |row| usage(row, limits));
        let Some(usage) = usage.optional()? else { continue };
        for at in letters {
            let letter = &arrived[at];
            insert.execute(params![usage.number, letter.at_ms, letter.sealed])?;
            sequences[at] = Some(connection.last_insert_rowid().unsigned_abs());
        }
        if usage.is_exceeded() {
            prune_excess(connection, &usage)?;
        }
    }
    Ok(sequences)
}

/// Where a reader is.
fn position(connection: &Connection, mailbox: MailboxId, after: Sequence) -> Result<Position, StoreError> {
    let (number, pruned) = find(connection, mailbox)?;
    let last = connection
        .prepare_cached("SELECT max(sequence) FROM letter WHERE mailbox = ?1")?
        .query_row([number], |row| optional_count(row, 0))?;
    let waiting = connection
        .prepare_cached("SELECT count(*) FROM letter WHERE mailbox = ?1 AND sequence > ?2")?
        .query_row(params![number, signed(after)], |row| count(row, 0))?;
    Ok(Position { last: last.unwrap_or(0).max(pruned), waiting })
}

/// The letters after `after`.
fn read(connection: &Connection, mailbox: MailboxId, after: Sequence, limit: usize) -> Result<Page, StoreError> {
    let (number, pruned) = find(connection, mailbox)?;
    let mut select = connection.prepare_cached(
        "SELECT sequence, at_ms, sealed FROM letter WHERE mailbox = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
    )?;
    let mut rows = select.query(params![number, signed(after), signed(limit as u64)])?;
    let mut page = Page { letters: Vec::with_capacity(limit.min(256)), pruned: pruned > after, end: None };
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let letter = StoredLetter { sequence: count(row, 0)?, received_ms: row.get(1)?, sealed: row.get(2)? };
        bytes += letter.sealed.len();
        page.letters.push(letter);
        if bytes >= PAGE_BYTES {
            return Ok(page);
        }
    }
    if page.letters.len() < limit {
        page.end = Some(page.letters.last().map_or(after, |letter| letter.sequence).max(pruned));
    }
    Ok(page)
}

/// Prunes a slice: of a mailbox that is gone, or of one that holds too much, or of letters that are too old.
fn prune(connection: &Connection, before_ms: i64, now_ms: i64, limits: Limits) -> Result<Pruned, Error> {
    let gone: Option<i64> = connection
        .prepare_cached("SELECT number FROM mailbox WHERE id IS NULL OR closed_ms IS NOT NULL AND letters > 0 LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if let Some(number) = gone {
        let letters = prune_oldest(connection, number, u64::MAX, 0, u64::MAX)?;
        let delete = "DELETE FROM mailbox WHERE number = ?1 AND id IS NULL AND letters = 0";
        connection.prepare_cached(delete)?.execute([number])?;
        return Ok(Pruned { letters, more: true });
    }
    let full: Option<Usage> = connection
        .prepare_cached(
            "SELECT number, letters, bytes, most_letters, most_bytes FROM mailbox
             WHERE letters > ifnull(most_letters, ?1) OR (bytes > ifnull(most_bytes, ?2) AND letters > 1) LIMIT 1",
        )?
        .query_row([signed(limits.letters), signed(limits.bytes)], |row| usage(row, limits))
        .optional()?;
    if let Some(usage) = full {
        return Ok(Pruned { letters: prune_excess(connection, &usage)?, more: true });
    }
    let mut old: HashMap<i64, u64> = HashMap::new();
    if let Some(last) = last_old(connection, before_ms, now_ms)? {
        let mut oldest =
            connection.prepare_cached("SELECT mailbox FROM letter WHERE sequence <= ?1 ORDER BY sequence LIMIT ?2")?;
        for number in oldest.query_map(params![last, SLICE as i64], |row| row.get(0))? {
            *old.entry(number?).or_default() += 1;
        }
    }
    let mut letters = 0;
    for (number, count) in old {
        letters += prune_oldest(connection, number, count, 0, count)?;
    }
    Ok(Pruned { letters, more: letters > 0 })
}

/// The last of the oldest letters that arrived before a time. Sequences grow with the time of arrival. A letter from the future
/// arrived while the clock was wrong; it counts as old as the letters after it.
fn last_old(connection: &Connection, before_ms: i64, now_ms: i64) -> Result<Option<i64>, Error> {
    let mut oldest =
        connection.prepare_cached("SELECT sequence, at_ms FROM letter WHERE at_ms <= ?1 ORDER BY sequence LIMIT ?2")?;
    let mut rows = oldest.query([now_ms, SLICE as i64])?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        if row.get::<_, i64>(1)? >= before_ms {
            break;
        }
        last = Some(row.get(0)?);
    }
    Ok(last)
}

fn prune_excess(connection: &Connection, usage: &Usage) -> Result<u64, Error> {
    let letters = usage.letters.saturating_sub(usage.max_letters);
    let bytes = usage.bytes.saturating_sub(usage.max_bytes);
    // The newest letter stays, however large it is.
    prune_oldest(connection, usage.number, letters, bytes, usage.letters.saturating_sub(1))
}

/// Deletes the oldest letters of a mailbox until at least `letters` letters and `bytes` bytes are deleted, or `max` letters are, or the
/// slice is full.
fn prune_oldest(connection: &Connection, number: i64, letters: u64, bytes: u64, max: u64) -> Result<u64, Error> {
    let mut select = connection
        .prepare_cached("SELECT sequence, length(sealed) FROM letter WHERE mailbox = ?1 ORDER BY sequence LIMIT ?2")?;
    let mut rows = select.query([number, SLICE as i64])?;
    let (mut gone, mut gone_bytes, mut last) = (0_u64, 0_u64, 0_i64);
    while (gone < letters || gone_bytes < bytes) && gone < max && gone_bytes < SLICE_BYTES {
        let Some(row) = rows.next()? else { break };
        last = row.get(0)?;
        gone += 1;
        gone_bytes += count(row, 1)?;
    }
    drop(rows);
    connection.prepare_cached("DELETE FROM letter WHERE mailbox = ?1 AND sequence <= ?2")?.execute([number, last])?;
    connection
        .prepare_cached(
            "UPDATE mailbox SET letters = letters - ?2, bytes = bytes - ?3, cut = max(cut, ?4) WHERE number = ?1",
        )?
        .execute([number, signed(gone), signed(gone_bytes), last])?;
    Ok(gone)
}

impl Usage {
    fn is_exceeded(&self) -> bool {
        self.letters > self.max_letters || (self.bytes > self.max_bytes && self.letters > 1)
    }
}

fn usage(row: &rusqlite::Row<'_>, limits: Limits) -> rusqlite::Result<Usage> {
    Ok(Usage {
        number: row.get(0)?,
        letters: count(row, 1)?,
        bytes: count(row, 2)?,
        max_letters: optional_count(row, 3)?.unwrap_or(limits.letters).max(1),
        max_bytes: optional_count(row, 4)?.unwrap_or(limits.bytes),
    })
}

/// The number of an open mailbox, and the last sequence that was pruned.
fn find(connection: &Connection, mailbox: MailboxId) -> Result<(i64, Sequence), StoreError> {
    connection
        .prepare_cached("SELECT number, cut FROM mailbox WHERE id = ?1 AND closed_ms IS NULL")?
        .query_row([mailbox.0], |row| Ok((row.get(0)?, count(row, 1)?)))
        .optional()?
        .ok_or(StoreError::NoMailbox)
}
