mod before;
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
        Actor, Authenticity, CellChange, Change, ChangeKind, Content, Delivery, DeliveryId, Dispatch, Entry, EntryId,
        Loudness, NewEntry, Row, Source, Table, Verdict,
    },
    database::{BodyHash, Database},
    inbox::Inbox,
};

pub(crate) const AT_MS: i64 = 1_787_664_773_351;

/// What follows from a change.
#[derive(Clone, Debug)]
pub(crate) struct Follows {
    pub(crate) verdict: Verdict,
    pub(crate) desktop: Option<Dispatch>,
    pub(crate) unread: bool,
}

/// It is announced now.
pub(crate) fn pending() -> Follows {
    Follows {
        verdict: Verdict::Announce { by: None, loudness: Loudness::default() },
        desktop: Some(Dispatch::UnderWay),
        unread: true,
    }
}

/// The person was told of it, and has read it.
pub(crate) fn told() -> Follows {
    Follows { verdict: Verdict::Announce { by: None, loudness: Loudness::default() }, desktop: None, unread: false }
}

/// A rule of that name keeps it back.
pub(crate) fn muted(by: &str) -> Follows {
    Follows { verdict: Verdict::Muted { by: by.into() }, desktop: None, unread: false }
}

pub(crate) struct Desk {
    pub(crate) directory: TempDir,
    pub(crate) database: Database,
    pub(crate) inbox: Inbox,
    pub(crate) history: History,
    bodies: std::cell::Cell<u32>,
}

pub(crate) fn desk() -> Desk {
    let directory = tempfile::tempdir().expect("a directory");
    let database = Database::open(&directory.path().join("rowbell.db"), AT_MS).expect("opens").database;
    let (inbox, history) = (Inbox::new(database.clone()).0, History::new(database.clone()));
    Desk { directory, database, inbox, history, bodies: std::cell::Cell::new(0) }
}

/// The base number `n`.
pub(crate) fn base(n: u32) -> BaseUuid {
    BaseUuid::new(&format!("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e{n:03}"))
}

pub(crate) fn change(at_ms: i64, table: &str) -> Change {
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

/// The change that an entry tells.
pub(crate) fn change_of(entry: &Entry) -> &Change {
    entry.change().expect("a change")
}

impl Desk {
    /// Stores a delivery with this body and gives the recording of it, without entries yet.
    pub(crate) async fn deliver(&self, body: &str, received_ms: i64, authenticity: Authenticity) -> Recording {
        self.deliver_at(Source::Local, "default", body, received_ms, authenticity).await
    }

    /// The same, by this way and to this endpoint.
    pub(crate) async fn deliver_at(
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

    /// A delivery of its own for these, not yet recorded.
    pub(crate) async fn recording(&self, contents: Vec<(impl Into<Content>, Follows, &str)>) -> Recording {
        self.recording_at(Source::Local, "default", contents).await
    }

    /// The same, by this way and to this endpoint.
    pub(crate) async fn recording_at(
        &self,
        source: Source,
        endpoint: &str,
        contents: Vec<(impl Into<Content>, Follows, &str)>,
    ) -> Recording {
        let contents: Vec<_> =
            contents.into_iter().map(|(content, follows, text)| (content.into(), follows, text)).collect();
        let received_ms = contents.first().map_or(AT_MS, |(content, ..)| content.at_ms().saturating_add(300));
        self.bodies.set(self.bodies.get() + 1);
        let (body, authenticity) = (format!("body {}", self.bodies.get()), Authenticity::Verified);
        let mut recording = self.deliver_at(source, endpoint, &body, received_ms, authenticity).await;
        let entry = |(content, follows, text): (Content, _, _)| NewEntry {
            source,
            endpoint: endpoint.to_owned(),
            ..new_entry(recording.delivery, received_ms, content, follows, text)
        };
        recording.entries = contents.into_iter().map(entry).collect();
        recording
    }

    /// Records one change and gives its entry's number.
    pub(crate) async fn add(&self, content: impl Into<Content>, follows: Follows, text: &str) -> EntryId {
        let recording = self.recording(vec![(content.into(), follows, text)]).await;
        self.record_one(recording).await
    }

    /// Records a delivery with one entry and gives its number.
    pub(crate) async fn record_one(&self, recording: Recording) -> EntryId {
        match self.history.record(vec![recording]).await.expect("is recorded").as_slice() {
            [Recorded::Taken { new: entries, .. }] => entries[0].id,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn page(&self, filter: Filter, from: Start, limit: usize) -> Vec<Entry> {
        self.history.page(filter, from, limit).await.expect("is read")
    }

    pub(crate) async fn search(&self, text: &str) -> Vec<EntryId> {
        let filter = Filter { search: Some(text.into()), ..Filter::default() };
        self.page(filter, Start::Newest, 100).await.into_iter().map(|entry| entry.id).collect()
    }

    pub(crate) async fn counts(&self) -> Counts {
        self.history.counts().await.expect("is read")
    }
}

pub(crate) fn new_entry(
    delivery: DeliveryId,
    received_ms: i64,
    content: impl Into<Content>,
    follows: Follows,
    text: &str,
) -> NewEntry {
    NewEntry {
        delivery,
        source: Source::Local,
        endpoint: "default".into(),
        received_ms,
        authenticity: Authenticity::Verified,
        content: content.into(),
        verdict: follows.verdict,
        highlight: false,
        decision: None,
        desktop: follows.desktop,
        unread: follows.unread,
        search_text: text.into(),
    }
}
