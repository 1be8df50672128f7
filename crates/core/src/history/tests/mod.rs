mod damaged;
mod keeping;
mod marking;
mod recheck;
mod recording;
mod same;
mod searching;

use seatable::{BaseUuid, Column, column::ColumnType};
use serde_json::json;
use tempfile::TempDir;

use super::{Counts, Filter, History, Recorded, Recording, Start};
use crate::{
    change::{
        Actor, Authenticity, CellChange, Change, ChangeKind, Delivery, DeliveryId, Entry, EntryId, NewEntry, Outcome,
        Row, Source, Table,
    },
    database::{BodyHash, Database},
    inbox::Inbox,
};

pub(super) const AT_MS: i64 = 1_787_664_773_351;

pub(super) struct Desk {
    pub(super) directory: TempDir,
    pub(super) database: Database,
    pub(super) inbox: Inbox,
    pub(super) history: History,
    bodies: std::cell::Cell<u32>,
}

pub(super) fn desk() -> Desk {
    let directory = tempfile::tempdir().expect("a directory");
    let database = Database::open(&directory.path().join("rowbell.db"), AT_MS).expect("opens").database;
    let (inbox, history) = (Inbox::new(database.clone()).0, History::new(database.clone()));
    Desk { directory, database, inbox, history, bodies: std::cell::Cell::new(0) }
}

/// The base number `n`.
pub(super) fn base(n: u32) -> BaseUuid {
    BaseUuid::new(&format!("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e{n:03}"))
}

pub(super) fn change(at_ms: i64, table: &str) -> Change {
    let column = Column { key: "0000".into(), name: "Name".into(), kind: ColumnType::Text, data: json!({}) };
    Change {
        base: Some(base(1)),
        table: Table { id: table.into(), name: format!("Table {table}") },
        row: Row { id: format!("{:022}", at_ms % 7), name: "Acme".into() },
        kind: ChangeKind::RowChanged,
        op_type: "modify_row".into(),
        actor: Actor { user: "anna@auth.local".into(), app: String::new() },
        at_ms,
        cells: vec![CellChange { column, old: json!(null), new: json!("Acme") }],
        cells_left_out: 0,
        rows_affected: 1,
        linked: None,
        operation: None,
    }
}

impl Desk {
    /// Stores a delivery with this body and gives the recording of it, without entries yet.
    pub(super) async fn deliver(&self, body: &str, received_ms: i64, authenticity: Authenticity) -> Recording {
        self.deliver_at(Source::Local, "default", body, received_ms, authenticity).await
    }

    /// The same, by this way and to this endpoint.
    pub(super) async fn deliver_at(
        &self,
        source: Source,
        endpoint: &str,
        body: &str,
        received_ms: i64,
        authenticity: Authenticity,
    ) -> Recording {
        let endpoint = endpoint.to_owned();
        let delivery = Delivery { source, endpoint, received_ms, authenticity, headers: Vec::new(), body: body.into() };
        let hash = BodyHash::of(&delivery.body);
        let id = self.inbox.append(delivery).await.expect("is stored");
        Recording { delivery: id, hash, timed: true, entries: Vec::new() }
    }

    /// A delivery of its own for these changes, not yet recorded.
    pub(super) async fn recording(&self, changes: Vec<(Change, Outcome, &str)>) -> Recording {
        self.recording_at(Source::Local, "default", changes).await
    }

    /// The same, by this way and to this endpoint.
    pub(super) async fn recording_at(
        &self,
        source: Source,
        endpoint: &str,
        changes: Vec<(Change, Outcome, &str)>,
    ) -> Recording {
        let received_ms = changes.first().map_or(AT_MS, |(change, _, _)| change.at_ms.saturating_add(300));
        self.bodies.set(self.bodies.get() + 1);
        let (body, authenticity) = (format!("body {}", self.bodies.get()), Authenticity::Verified);
        let mut recording = self.deliver_at(source, endpoint, &body, received_ms, authenticity).await;
        let entry = |(change, outcome, text)| NewEntry {
            source,
            endpoint: endpoint.to_owned(),
            ..new_entry(recording.delivery, received_ms, change, outcome, text)
        };
        recording.entries = changes.into_iter().map(entry).collect();
        recording
    }

    /// Records one change and gives its entry's number.
    pub(super) async fn add(&self, change: Change, outcome: Outcome, text: &str) -> EntryId {
        let recording = self.recording(vec![(change, outcome, text)]).await;
        self.record_one(recording).await
    }

    /// Records a delivery with one entry and gives its number.
    pub(super) async fn record_one(&self, recording: Recording) -> EntryId {
        match self.history.record(vec![recording]).await.expect("is recorded").as_slice() {
            [Recorded::Taken { new: entries, .. }] => entries[0].id,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn page(&self, filter: Filter, from: Start, limit: usize) -> Vec<Entry> {
        self.history.page(filter, from, limit).await.expect("is read")
    }

    pub(super) async fn search(&self, text: &str) -> Vec<EntryId> {
        let filter = Filter { search: Some(text.into()), ..Filter::default() };
        self.page(filter, Start::Newest, 100).await.into_iter().map(|entry| entry.id).collect()
    }

    pub(super) async fn counts(&self) -> Counts {
        self.history.counts().await.expect("is read")
    }
}

pub(super) fn new_entry(
    delivery: DeliveryId,
    received_ms: i64,
    change: Change,
    outcome: Outcome,
    text: &str,
) -> NewEntry {
    NewEntry {
        delivery,
        source: Source::Local,
        endpoint: "default".into(),
        received_ms,
        authenticity: Authenticity::Verified,
        change,
        outcome,
        search_text: text.into(),
    }
}
