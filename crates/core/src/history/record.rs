//! From delivery to entries: exactly once, in one transaction with the mark that the delivery is recorded.

use std::collections::HashMap;

use rusqlite::{CachedStatement, Connection, OptionalExtension};

use super::{
    cells::{cells_text, linked_text, manner, verdict_parts},
    columns::Columns,
    index,
    names::{Names, Numbers},
    signs,
    words::Indexed,
};
use crate::{
    change::{Authenticity, Content, Decision, DeliveryId, Entry, EntryKind, NewEntry, SourceSet},
    database::{
        BodyHash, DatabaseError,
        codes::{authenticity_code, kind_code, kind_of, source_code},
        places::{entry_id, place, place_ms},
    },
    dispatch::table,
};

/// A delivery that carried no time of its own is the same as an equal one only if they came this close together.
const SAME_WITHIN_MS: i64 = 10_000;

/// What became of a delivery, on its way into the history.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The hash of its body, by which a repeat is known.
    pub hash: BodyHash,
    /// Whether its body said when the change happened. If not, an equal body is the same delivery only within 10 seconds.
    pub timed: bool,
    /// What it brought, in its order. Empty if there is nothing to keep.
    pub entries: Vec<NewEntry>,
}

/// What [`super::History::record`] did with a delivery.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    /// It brought something.
    Taken {
        /// The entries that were made, in the order of [`Recording::entries`].
        new: Vec<Entry>,
        /// Entries that were there before, from reports that came another way, and now tell what both told.
        merged: Vec<Entry>,
    },
    /// The same delivery came before; it was counted there and no entry was made.
    Repeat {
        /// The delivery that came first.
        of: DeliveryId,
    },
    /// This delivery was recorded before; nothing was done.
    Already,
}

impl Recorded {
    /// The entries that were made.
    pub fn into_new(self) -> Vec<Entry> {
        match self {
            Self::Taken { new, .. } => new,
            Self::Repeat { .. } | Self::Already => Vec::new(),
        }
    }
}

/// A recording with all that can be prepared away from the writer's thread.
#[derive(Debug)]
pub(crate) struct Prepared {
    delivery: i64,
    hash: BodyHash,
    timed: bool,
    entries: Vec<PreparedEntry>,
}

#[derive(Debug)]
struct PreparedEntry {
    new: NewEntry,
    cells: Option<String>,
    linked: Option<String>,
    decision: Option<String>,
    indexed: Indexed,
}

pub(crate) fn prepare(recording: Recording) -> Result<Prepared, DatabaseError> {
    let Recording { delivery, hash, timed, entries } = recording;
    let entries: Result<Vec<PreparedEntry>, DatabaseError> = entries
        .into_iter()
        .map(|new| {
            let (cells, linked) = match &new.content {
                Content::Change(change) => (cells_text(&change.cells)?, linked_text(change.linked.as_ref())?),
                Content::Gap(_) => (None, None),
            };
            let decision = new.decision.as_ref().map(Decision::to_compact);
            Ok(PreparedEntry { cells, linked, decision, indexed: Indexed::of(&new.search_text), new })
        })
        .collect();
    Ok(Prepared { delivery: delivery.0, hash, timed, entries: entries? })
}

/// The job: records all, in their order.
pub(crate) fn record(connection: &Connection, batch: Vec<Prepared>) -> Result<Vec<Recorded>, DatabaseError> {
    let mut recorder = Recorder::new(connection)?;
    let results: Result<Vec<Recorded>, DatabaseError> = batch.into_iter().map(|one| recorder.delivery(one)).collect();
    let results = results?;
    recorder.finish()?;
    Ok(results)
}

pub(super) struct Recorder<'c> {
    pub(super) connection: &'c Connection,
    pub(super) names: Names<'c>,
    insert: CachedStatement<'c>,
    /// Milliseconds that have no room left, by their first places, and where to look instead.
    pub(super) full: HashMap<i64, i64>,
    endpoints: HashMap<String, i64>,
    last_received: HashMap<i64, i64>,
    indexed: Vec<(i64, Indexed)>,
}

/// Facts of a delivery that its receipt needs.
struct Came {
    endpoint: i64,
    forged: bool,
    received_ms: i64,
}

impl<'c> Recorder<'c> {
    fn new(connection: &'c Connection) -> Result<Self, DatabaseError> {
        let insert = connection.prepare_cached(
            "INSERT INTO entry (id, delivery, base_table, person, kind, source, authenticity, endpoint, received_after,
                 at_after, verdict, verdict_detail, row_id, row_name, op_type, cells, cells_left_out, rows_affected, linked,
                 reports, version, op_index, decision, manner)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
        )?;
        Ok(Self {
            connection,
            names: Names::new(connection),
            insert,
            full: HashMap::new(),
            endpoints: HashMap::new(),
            last_received: HashMap::new(),
            indexed: Vec::new(),
        })
    }

    fn delivery(&mut self, one: Prepared) -> Result<Recorded, DatabaseError> {
        let Some(came) = self.mark_recorded(&one)? else {
            return Ok(Recorded::Already);
        };
        let last = self.last_received.entry(came.endpoint).or_insert(came.received_ms);
        *last = came.received_ms.max(*last);
        if let Some(first) = self.repeat_of(&one, &came)? {
            return Ok(Recorded::Repeat { of: DeliveryId(first) });
        }
        let (mut new, mut merged) = (Vec::with_capacity(one.entries.len()), Vec::new());
        let mut found = Vec::with_capacity(one.entries.len());
        for entry in one.entries {
            found.push((self.known(&entry.new, came.endpoint)?, entry));
        }
        let batch = found.iter().find_map(|(known, _)| known.as_ref()?.stood_for_a_batch());
        let mut rest = Vec::new();
        for (known, entry) in found {
            // A webhook that told of one row of the batch told of all; others are of other changes.
            match known.filter(|known| batch.is_none() || known.is_certain()) {
                Some(known) => {
                    self.names.seen_at(entry.new.content.base(), came.endpoint, came.received_ms)?;
                    merged.push(self.merge(known, entry.new, came.endpoint)?);
                }
                None => rest.push(entry),
            }
        }
        for mut entry in rest {
            let mut told_by = SourceSet::of(entry.new.source);
            if let Some(batch) = &batch {
                // Its webhook was announced for all rows of the batch, and told of no other change.
                told_by = told_by.union(SourceSet::of(batch.source));
                if entry.new.unread {
                    entry.new.verdict = batch.verdict.clone();
                    entry.new.desktop = batch.desktop.clone();
                    entry.new.unread = batch.unread;
                    // It was the batch's, which tells it.
                    (entry.new.decision, entry.decision) = (None, None);
                }
            }
            let entry = self.entry(entry, came.endpoint, told_by)?;
            if let Some((batch, place)) = batch.as_ref().zip(place(entry.id)) {
                self.told_by_webhooks_of(batch, place)?;
            }
            new.push(entry);
        }
        let places = || new.iter().filter_map(|entry| place(entry.id));
        self.connection
            .prepare_cached(
                "INSERT INTO receipt (id, endpoint, forged, received_ms, hash_head, hash_tail, repeats, first_entry, last_entry)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)",
            )?
            .execute((
                one.delivery,
                came.endpoint,
                came.forged,
                came.received_ms,
                one.hash.head,
                one.hash.tail,
                places().min(),
                places().max(),
            ))?;
        Ok(Recorded::Taken { new, merged })
    }

    /// None if the delivery was recorded before.
    fn mark_recorded(&mut self, one: &Prepared) -> Result<Option<Came>, DatabaseError> {
        let came = self
            .connection
            .prepare_cached("SELECT endpoint, authenticity, received_ms FROM delivery WHERE id = ?1 AND recorded = 0")?
            .query_row([one.delivery], |row| {
                let forged = row.get::<_, i64>(1)? == authenticity_code(Authenticity::Forged);
                Ok(Came { endpoint: row.get(0)?, forged, received_ms: row.get(2)? })
            })
            .optional()?;
        if came.is_some() {
            let update = "UPDATE delivery SET recorded = 1 WHERE id = ?1";
            self.connection.prepare_cached(update)?.execute([one.delivery])?;
            return Ok(came);
        }
        // Neither kept nor recorded: the file was replaced in between. What it brought is not lost for that.
        let known = self
            .connection
            .prepare_cached("SELECT 1 FROM delivery WHERE id = ?1 UNION ALL SELECT 1 FROM receipt WHERE id = ?1")?
            .exists([one.delivery])?;
        match one.entries.first() {
            Some(entry) if !known => Ok(Some(Came {
                endpoint: self.endpoint(&entry.new.endpoint)?,
                forged: entry.new.authenticity == Authenticity::Forged,
                received_ms: entry.new.received_ms,
            })),
            _ => Ok(None),
        }
    }

    /// The first delivery with the same body, if this one is a repeat of it; counted there.
    fn repeat_of(&self, one: &Prepared, came: &Came) -> Result<Option<i64>, DatabaseError> {
        let since = if one.timed { i64::MIN } else { came.received_ms.saturating_sub(SAME_WITHIN_MS) };
        let first = self
            .connection
            .prepare_cached(
                "SELECT id FROM receipt WHERE hash_head = ?1 AND hash_tail = ?2 AND endpoint = ?3 AND forged = ?4
                 AND received_ms >= ?5 ORDER BY id LIMIT 1",
            )?
            .query_row((one.hash.head, one.hash.tail, came.endpoint, came.forged, since), |row| row.get::<_, i64>(0))
            .optional()?;
        if let Some(first) = first {
            self.connection
                .prepare_cached("UPDATE receipt SET repeats = repeats + 1 WHERE id = ?1")?
                .execute([first])?;
        }
        Ok(first)
    }

    fn entry(&mut self, entry: PreparedEntry, endpoint: i64, told_by: SourceSet) -> Result<Entry, DatabaseError> {
        let PreparedEntry { mut new, cells, linked, decision, mut indexed } = entry;
        if let Content::Change(change) = &mut new.content {
            self.name_row(change, &mut indexed)?;
        }
        let columns = Columns::of(&new.content);
        let numbers = self.names.add(&columns, new.received_ms, endpoint, new.unread)?;
        let place = self.place(&new, numbers.base_table)?;
        let ms = place_ms(place);
        let rows = i64::try_from(columns.rows_affected).unwrap_or(i64::MAX);
        let (verdict, verdict_detail) = verdict_parts(&new.verdict);
        self.insert.execute(rusqlite::params![
            place,
            new.delivery.0,
            numbers.base_table,
            numbers.person,
            kind_code(columns.kind),
            source_code(new.source),
            authenticity_code(new.authenticity),
            endpoint,
            new.received_ms.wrapping_sub(ms),
            columns.at_ms.wrapping_sub(ms),
            verdict,
            verdict_detail,
            columns.row.id,
            columns.row.name,
            columns.op_type,
            cells,
            (columns.cells_left_out > 0).then_some(columns.cells_left_out),
            (rows != 1).then_some(rows),
            linked,
            told_by,
            columns.operation.map(|operation| operation.version),
            columns.operation.map(|operation| operation.index),
            decision,
            manner(&new.verdict, new.highlight),
        ])?;
        if let Some(dispatch) = &new.desktop {
            table::add(self.connection, place, dispatch)?;
        }
        if new.unread {
            self.connection
                .prepare_cached("INSERT INTO unread (id, base_table) VALUES (?1, ?2)")?
                .execute((place, numbers.base_table))?;
        }
        push_signs(&mut indexed.words, numbers, columns.kind);
        self.indexed.push((place, indexed));
        Ok(Entry::new(entry_id(place), new))
    }

    fn endpoint(&mut self, name: &str) -> Result<i64, DatabaseError> {
        if let Some(id) = self.endpoints.get(name) {
            return Ok(*id);
        }
        let upsert = "INSERT INTO endpoint (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET name = ?1 RETURNING id";
        let id = self.connection.prepare_cached(upsert)?.query_row([name], |row| row.get(0))?;
        self.endpoints.insert(name.to_owned(), id);
        Ok(id)
    }

    fn finish(mut self) -> Result<(), DatabaseError> {
        self.names.finish()?;
        for received in self.last_received {
            self.connection
                .prepare_cached("UPDATE endpoint SET last_received_ms = max(last_received_ms, ?2) WHERE id = ?1")?
                .execute(received)?;
        }
        self.indexed.sort_unstable_by_key(|(place, _)| *place);
        index::insert(self.connection, self.indexed.iter().map(|(place, indexed)| (*place, indexed)))
    }
}

fn push_signs(words: &mut String, numbers: Numbers, kind: EntryKind) {
    for sign in
        [signs::base(numbers.base), signs::table(numbers.base_table), signs::person(numbers.person), signs::kind(kind)]
    {
        words.push(' ');
        words.push_str(&sign);
    }
}

/// Indexes entries anew that are still there.
pub(crate) fn reindex(connection: &Connection, mut texts: Vec<(i64, Indexed)>) -> Result<(), DatabaseError> {
    let select = "SELECT base_table.base, base_table, person, kind FROM entry
                  JOIN base_table ON base_table.id = entry.base_table WHERE entry.id = ?1";
    texts.sort_unstable_by_key(|(place, _)| *place);
    let mut there = Vec::with_capacity(texts.len());
    for (place, mut indexed) in texts {
        let found = connection.prepare_cached(select)?.query_row([place], |row| {
            let numbers = Numbers { base: row.get(0)?, base_table: row.get(1)?, person: row.get(2)? };
            Ok((numbers, kind_of(row.get(3)?)))
        });
        let Some((numbers, kind)) = found.optional()? else { continue };
        push_signs(&mut indexed.words, numbers, kind);
        there.push((place, indexed));
    }
    index::remove(connection, there.iter().map(|(place, _)| *place))?;
    index::insert(connection, there.iter().map(|(place, indexed)| (*place, indexed)))
}
