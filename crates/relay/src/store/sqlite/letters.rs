//! Letters: writing, reading, cutting.

use std::collections::HashMap;

use rowbell_protocol::{MailboxId, Sequence};
use rowbell_sqlite::{Error, count, optional_count, signed};
use rusqlite::{Connection, OptionalExtension, params};

use super::batch::Arrived;
use crate::store::{Cut, Kept, Limits, Page, Standing, StoreError};

/// The most letters that are cut at a time, so that the writer is not held for long.
const SLICE: usize = 256;
/// And the most bytes of them.
const SLICE_BYTES: u64 = 16 * 1024 * 1024;
/// From this many bytes on a page is full.
const PAGE_BYTES: usize = 512 * 1024;

/// What a mailbox's row says of how much it holds.
struct Holding {
    number: i64,
    letters: u64,
    bytes: u64,
    most_letters: u64,
    most_bytes: u64,
}

/// Writes letters into the mailboxes that are open; none is the sequence of the others. The oldest of a mailbox go where it
/// has too many.
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
        let holding = count.query_row(params![mailbox.0, added, added_bytes, last_ms], |row| holding(row, limits));
        let Some(holding) = holding.optional()? else { continue };
        for at in letters {
            let letter = &arrived[at];
            insert.execute(params![holding.number, letter.at_ms, letter.sealed])?;
            sequences[at] = Some(connection.last_insert_rowid().unsigned_abs());
        }
        if holding.is_too_much() {
            cut_surplus(connection, &holding)?;
        }
    }
    Ok(sequences)
}

/// Where a reader stands.
pub(super) fn standing(connection: &Connection, mailbox: MailboxId, after: Sequence) -> Result<Standing, StoreError> {
    let (number, cut) = find(connection, mailbox)?;
    let last = connection
        .prepare_cached("SELECT max(sequence) FROM letter WHERE mailbox = ?1")?
        .query_row([number], |row| optional_count(row, 0))?;
    let waiting = connection
        .prepare_cached("SELECT count(*) FROM letter WHERE mailbox = ?1 AND sequence > ?2")?
        .query_row(params![number, signed(after)], |row| count(row, 0))?;
    let last = last.unwrap_or(0).max(cut);
    Ok(Standing { last, waiting, cut: cut > after })
}

/// The letters after `after`.
pub(super) fn read(
    connection: &Connection,
    mailbox: MailboxId,
    after: Sequence,
    most: usize,
) -> Result<Page, StoreError> {
    let (number, cut) = find(connection, mailbox)?;
    let mut select = connection.prepare_cached(
        "SELECT sequence, at_ms, sealed FROM letter WHERE mailbox = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
    )?;
    let mut rows = select.query(params![number, signed(after), signed(most as u64)])?;
    let mut page = Page { letters: Vec::with_capacity(most.min(256)), cut: cut > after, end: None };
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let kept = Kept { sequence: count(row, 0)?, at_ms: row.get(1)?, sealed: row.get(2)? };
        bytes += kept.sealed.len();
        page.letters.push(kept);
        if bytes >= PAGE_BYTES {
            return Ok(page);
        }
    }
    if page.letters.len() < most {
        page.end = Some(page.letters.last().map_or(after, |letter| letter.sequence).max(cut));
    }
    Ok(page)
}

/// Cuts a slice: of mailboxes that are gone, of those with too much, of what is too old.
pub(super) fn cut(connection: &Connection, before_ms: i64, now_ms: i64, limits: Limits) -> Result<Cut, Error> {
    let gone: Option<i64> = connection
        .prepare_cached("SELECT number FROM mailbox WHERE id IS NULL OR closed_ms IS NOT NULL AND letters > 0 LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if let Some(number) = gone {
        let cut = cut_oldest(connection, number, u64::MAX, 0, u64::MAX)?;
        let delete = "DELETE FROM mailbox WHERE number = ?1 AND id IS NULL AND letters = 0";
        connection.prepare_cached(delete)?.execute([number])?;
        return Ok(Cut { letters: cut, more: true });
    }
    let full: Option<Holding> = connection
        .prepare_cached(
            "SELECT number, letters, bytes, most_letters, most_bytes FROM mailbox
             WHERE letters > ifnull(most_letters, ?1) OR (bytes > ifnull(most_bytes, ?2) AND letters > 1) LIMIT 1",
        )?
        .query_row([signed(limits.letters), signed(limits.bytes)], |row| holding(row, limits))
        .optional()?;
    if let Some(holding) = full {
        return Ok(Cut { letters: cut_surplus(connection, &holding)?, more: true });
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
        letters += cut_oldest(connection, number, count, 0, count)?;
    }
    Ok(Cut { letters, more: letters > 0 })
}

/// The last of the oldest letters, if they came before a time. Numbers grow with the time of arrival. A letter of a time that has
/// not come yet came while the clock was wrong; it is as old as what came after it.
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

fn cut_surplus(connection: &Connection, holding: &Holding) -> Result<u64, Error> {
    let letters = holding.letters.saturating_sub(holding.most_letters);
    let bytes = holding.bytes.saturating_sub(holding.most_bytes);
    // The newest one stays, however large it is.
    cut_oldest(connection, holding.number, letters, bytes, holding.letters.saturating_sub(1))
}

/// Cuts the oldest letters of a mailbox, until that many and that many bytes are gone, or `most` are, or a slice is full.
fn cut_oldest(connection: &Connection, number: i64, letters: u64, bytes: u64, most: u64) -> Result<u64, Error> {
    let mut select = connection
        .prepare_cached("SELECT sequence, length(sealed) FROM letter WHERE mailbox = ?1 ORDER BY sequence LIMIT ?2")?;
    let mut rows = select.query([number, SLICE as i64])?;
    let (mut gone, mut gone_bytes, mut last) = (0_u64, 0_u64, 0_i64);
    while (gone < letters || gone_bytes < bytes) && gone < most && gone_bytes < SLICE_BYTES {
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

impl Holding {
    fn is_too_much(&self) -> bool {
        self.letters > self.most_letters || (self.bytes > self.most_bytes && self.letters > 1)
    }
}

fn holding(row: &rusqlite::Row<'_>, limits: Limits) -> rusqlite::Result<Holding> {
    Ok(Holding {
        number: row.get(0)?,
        letters: count(row, 1)?,
        bytes: count(row, 2)?,
        most_letters: optional_count(row, 3)?.unwrap_or(limits.letters).max(1),
        most_bytes: optional_count(row, 4)?.unwrap_or(limits.bytes),
    })
}

/// The number of a mailbox that is open, and how far it was cut.
fn find(connection: &Connection, mailbox: MailboxId) -> Result<(i64, Sequence), StoreError> {
    connection
        .prepare_cached("SELECT number, cut FROM mailbox WHERE id = ?1 AND closed_ms IS NULL")?
        .query_row([mailbox.0], |row| Ok((row.get(0)?, count(row, 1)?)))
        .optional()?
        .ok_or(StoreError::NoMailbox)
}
