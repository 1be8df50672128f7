use serde_json::json;

use super::{AT_MS, Desk, Follows, base, change, change_of, desk, muted, new_entry, pending, told};
use crate::{
    change::{
        Authenticity, ChangeKind, Content, DeliveryId, Dispatch, EntryId, Gap, HoldReason, Level, LinkedRow, Loudness,
        Missing, Row, Table, Verdict,
    },
    database::BodyHash,
    history::{Filter, Recorded, Recording, Start},
};

#[tokio::test]
async fn an_entry_comes_back_whole() {
    let desk = desk();
    let mut odd = change(AT_MS, "0000");
    odd.kind = ChangeKind::LinkAdded;
    odd.op_type = "update_rows_links".into();
    odd.cells_left_out = 3;
    odd.rows_affected = 25;
    odd.actor.app = "scripts".into();
    odd.cells[0].old = json!({"text": "Größe", "nested": [1.5, null, true, "\u{0}"]});
    odd.linked = Some(LinkedRow { table: Table { id: "9g8f".into(), name: "Kunden".into() }, row: Row::default() });
    let mut bare = change(AT_MS + 1, "");
    bare.base = None;
    bare.table = Table::default();
    bare.row = Row::default();
    bare.kind = ChangeKind::Unrecognised;
    bare.op_type = String::new();
    bare.actor = crate::change::Actor::default();
    bare.cells = Vec::new();
    let waits = Dispatch::Waiting { reason: HoldReason::Paused, until_ms: Some(AT_MS) };
    let ruled = Verdict::Announce {
        by: Some("A rule".into()),
        loudness: Loudness { level: Level::Quiet, ..Loudness::default() },
    };
    let held = Follows { verdict: ruled, desktop: Some(waits), unread: true };
    let missed = Follows { verdict: Verdict::Gap, desktop: None, unread: true };
    let gap = |base, missing, at_ms| Content::Gap(Gap { base, missing, at_ms });
    for (content, follows) in [
        (odd.into(), held),
        (bare.into(), muted("unrecognised")),
        (gap(Some(base(1)), Missing::Operations { count: 3, before: Some(9) }, AT_MS + 2), missed.clone()),
        (gap(Some(base(1)), Missing::Operations { count: 1, before: None }, AT_MS + 3), missed.clone()),
        (gap(Some(base(1)), Missing::Restored, AT_MS + 4), missed.clone()),
        (gap(None, Missing::Webhooks, AT_MS + 5), missed),
    ] {
        let recording = desk.recording(vec![(content.clone(), follows.clone(), "")]).await;
        let (delivery, received_ms) = (recording.delivery, recording.entries[0].received_ms);
        let recorded = desk.history.record(vec![recording]).await.expect("is recorded");
        let [Recorded::Taken { new: entries, .. }] = recorded.as_slice() else { panic!("{recorded:?}") };
        let entry = desk.history.get(entries[0].id).await.expect("is read").expect("is there");
        assert_eq!(entry, entries[0]);
        assert_eq!(entry.id, EntryId(content.at_ms() * 1000));
        assert_eq!(entry.content, content);
        assert_eq!((entry.delivery, entry.received_ms), (delivery, received_ms));
        assert_eq!(
            (&entry.verdict, &entry.desktop, entry.unread),
            (&follows.verdict, &follows.desktop, follows.unread)
        );
        assert_eq!(entry.endpoint, "default");
    }
}

#[tokio::test]
async fn a_delivery_is_recorded_exactly_once() {
    let desk = desk();
    let recording = desk.recording(vec![(change(AT_MS, "a"), pending(), "")]).await;
    assert_eq!(desk.inbox.pending(None, 10).await.map(|waiting| waiting.len()), Ok(1));
    let results = desk.history.record(vec![recording.clone(), recording.clone()]).await.expect("is recorded");
    assert!(matches!(results.as_slice(), [Recorded::Taken { .. }, Recorded::Already]));
    assert_eq!(desk.history.record(vec![recording]).await, Ok(vec![Recorded::Already]));
    assert!(desk.inbox.pending(None, 10).await.expect("is read").is_empty());
    assert_eq!(desk.counts().await.total, 1);
}

#[tokio::test]
async fn a_delivery_the_file_does_not_know_is_not_lost() {
    let desk = desk();
    let entry = new_entry(DeliveryId(77), AT_MS, change(AT_MS, "a"), pending(), "");
    let recording = Recording { delivery: DeliveryId(77), hash: BodyHash::of(b"x"), timed: true, entries: vec![entry] };
    let results = desk.history.record(vec![recording.clone(), recording]).await.expect("is recorded");
    assert!(matches!(results.as_slice(), [Recorded::Taken { .. }, Recorded::Already]));
    let next = desk.deliver("next", AT_MS, Authenticity::Verified).await;
    assert_eq!(next.delivery, DeliveryId(78), "numbers are not used twice");
}

async fn record_one(desk: &Desk, body: &str, received_ms: i64, timed: bool, authenticity: Authenticity) -> Recorded {
    let mut recording = desk.deliver(body, received_ms, authenticity).await;
    recording.timed = timed;
    recording.entries = vec![new_entry(recording.delivery, received_ms, change(received_ms, "a"), pending(), "")];
    desk.history.record(vec![recording]).await.expect("is recorded").remove(0)
}

#[tokio::test]
async fn an_equal_body_is_a_repeat() {
    let desk = desk();
    let good = Authenticity::Verified;
    assert!(matches!(record_one(&desk, "timed", AT_MS, true, good).await, Recorded::Taken { .. }));
    let later = AT_MS + 13 * 86_400_000;
    assert_eq!(record_one(&desk, "timed", later, true, good).await, Recorded::Repeat { of: DeliveryId(1) });
    assert!(matches!(record_one(&desk, "other", AT_MS, true, good).await, Recorded::Taken { .. }));

    assert!(matches!(record_one(&desk, "untimed", AT_MS, false, good).await, Recorded::Taken { .. }));
    assert_eq!(record_one(&desk, "untimed", AT_MS + 10_000, false, good).await, Recorded::Repeat { of: DeliveryId(4) });
    assert!(matches!(record_one(&desk, "untimed", AT_MS + 10_001, false, good).await, Recorded::Taken { .. }));
    assert_eq!(desk.counts().await.total, 4);
    assert!(desk.inbox.pending(None, 10).await.expect("is read").is_empty(), "repeats do not wait either");
}

#[tokio::test]
async fn a_forged_delivery_does_not_hide_the_good_one() {
    let desk = desk();
    assert!(matches!(record_one(&desk, "body", AT_MS, true, Authenticity::Forged).await, Recorded::Taken { .. }));
    assert!(matches!(record_one(&desk, "body", AT_MS, true, Authenticity::Verified).await, Recorded::Taken { .. }));
    let repeat = record_one(&desk, "body", AT_MS, true, Authenticity::Forged).await;
    assert_eq!(repeat, Recorded::Repeat { of: DeliveryId(1) });
}

#[tokio::test]
async fn a_reopened_delivery_waits_again() {
    let desk = desk();
    let changes = vec![(change(AT_MS, "a"), told(), "word"), (change(AT_MS - 60_000, "b"), pending(), "")];
    let recording = desk.recording(changes).await;
    let other = desk.add(change(AT_MS - 30_000, "a"), told(), "word").await;
    let recorded = desk.history.record(vec![recording.clone()]).await.expect("is recorded");
    let mut ids: Vec<_> = recorded[0].clone().into_new().iter().map(|entry| entry.id).collect();
    ids.sort_unstable();
    let unknown = DeliveryId(99);
    let reopened = desk.history.reopen(vec![recording.delivery, unknown], Authenticity::Verified).await;
    assert_eq!(reopened, Ok((vec![recording.delivery], ids)));
    assert_eq!(desk.search("word").await, [other]);
    assert_eq!((desk.counts().await.total, desk.counts().await.unread), (1, 0));
    assert_eq!(desk.inbox.pending(None, 9).await.map(|waiting| waiting[0].0), Ok(recording.delivery));
    let again = desk.history.record(vec![recording]).await.expect("is recorded");
    assert!(matches!(again.as_slice(), [Recorded::Taken { .. }]));
}

#[tokio::test]
async fn entries_of_one_moment_get_numbers_in_a_row() {
    let desk = desk();
    let changes = |at_ms, n: usize| (0..n).map(|_| (change(at_ms, "a"), told(), "")).collect::<Vec<_>>();
    let first = desk.recording(changes(AT_MS, 20)).await;
    let before = desk.recording(changes(AT_MS - 1, 10)).await;
    let again = desk.recording(changes(AT_MS, 3)).await;
    let results = desk.history.record(vec![first, before]).await.expect("is recorded");
    let more = desk.history.record(vec![again]).await.expect("is recorded");
    let ids: Vec<Vec<EntryId>> = results
        .into_iter()
        .chain(more)
        .map(|recorded| recorded.into_new().into_iter().map(|entry| entry.id).collect())
        .collect();
    assert_eq!(ids[0][0], EntryId(AT_MS * 1000));
    for list in &ids {
        assert!(list.is_sorted(), "{list:?}");
    }
    assert!(ids[2][0] > ids[0][19], "what came later stands later");
    let all = desk.page(Filter::default(), Start::Newest, 100).await;
    assert_eq!(all.len(), 33);
    assert!(all.iter().all(|entry| entry.content.at_ms() == AT_MS || entry.content.at_ms() == AT_MS - 1));
}

#[tokio::test]
async fn absurd_times_are_kept_and_harm_nobody() {
    let desk = desk();
    for at_ms in [i64::MIN, -1, 0, i64::MAX, i64::MAX] {
        let id = desk.add(change(at_ms, "a"), told(), "").await;
        assert_eq!(desk.history.get(id).await.expect("is read").expect("is there").content.at_ms(), at_ms);
    }
    assert_eq!(desk.page(Filter::default(), Start::Newest, 10).await.len(), 5);
    assert_eq!(desk.page(Filter::default(), Start::After(EntryId(i64::MIN)), 10).await.len(), 5);
    assert_eq!(desk.page(Filter::default(), Start::Before(EntryId(i64::MIN)), 10).await.len(), 0);
    assert_eq!(desk.page(Filter::default(), Start::After(EntryId(i64::MAX)), 10).await.len(), 0);
}

#[tokio::test]
async fn values_nested_too_deep_to_be_read_cost_only_the_cells() {
    let desk = desk();
    let mut deep = change(AT_MS, "a");
    for _ in 0..200 {
        deep.cells[0].new = json!([deep.cells[0].new]);
    }
    let id = desk.add(deep, told(), "").await;
    let entry = desk.history.get(id).await.expect("is read").expect("is there");
    assert_eq!((change_of(&entry).cells.len(), change_of(&entry).cells_left_out), (0, 1));
}

#[tokio::test]
async fn bases_tables_and_people_are_told() {
    let desk = desk();
    desk.add(change(AT_MS, "a"), told(), "").await;
    let mut renamed = change(AT_MS + 5, "a");
    renamed.table.name = "New name".into();
    renamed.actor = crate::change::Actor { user: String::new(), app: "Import".into() };
    desk.add(renamed, pending(), "").await;
    let mut late = change(AT_MS - 5, "a");
    late.table.name = "Old name".into();
    late.base = Some(base(1));
    desk.add(late, pending(), "").await;
    let bases = desk.history.bases_seen().await.expect("is read");
    assert_eq!(bases.len(), 1);
    assert_eq!((&bases[0].base, bases[0].changes), (&base(1), 3));
    assert_eq!((bases[0].first_seen_ms, bases[0].last_seen_ms), (AT_MS + 295, AT_MS + 305));
    assert_eq!(bases[0].endpoints, ["default"]);
    let tables = desk.history.tables_seen().await.expect("is read");
    assert_eq!(tables.iter().map(|table| table.table.name.as_str()).collect::<Vec<_>>(), ["New name"]);
    let people = desk.history.people_seen().await.expect("is read");
    let people: Vec<_> = people.iter().map(|person| (person.key.as_str(), person.app, person.changes)).collect();
    assert_eq!(people, [("Import", true, 1), ("anna@auth.local", false, 2)]);
    assert_eq!(desk.inbox.last_received().await, Ok(vec![("default".to_owned(), AT_MS + 305)]));
    let counts = desk.counts().await;
    assert_eq!((counts.total, counts.unread, counts.bases.len()), (3, 2, 1));
    assert_eq!(counts.bases[0].tables[0].last_change_ms, AT_MS + 5);
}

#[tokio::test]
async fn what_is_of_no_table_makes_no_table_without_a_name() {
    let desk = desk();
    let gap = Gap { base: Some(base(1)), missing: Missing::Restored, at_ms: AT_MS };
    desk.add(gap, pending(), "").await;
    desk.add(change(AT_MS + 1, "a"), pending(), "").await;
    let base = &desk.counts().await.bases[0];
    assert_eq!((base.total, base.unread), (2, 2), "it counts all the same");
    assert!(base.tables.iter().map(|table| table.table.id.as_str()).eq(["a"]));
    let seen = desk.history.tables_seen().await.expect("is read");
    assert!(seen.iter().map(|table| table.table.id.as_str()).eq(["a"]));
}
