use super::{AT_MS, Desk, change, desk, pending, told};
use crate::{
    change::{Authenticity, DeliveryId, Dispatch, EntryId},
    database::Database,
    dispatch::Dispatches,
    history::{Filter, History, Recorded, RetentionLimits, Start},
    inbox::Inbox,
};

const DAY_MS: i64 = 86_400_000;

async fn one_a_day(desk: &Desk, days: i64) -> Vec<EntryId> {
    let mut ids = Vec::new();
    for day in 0..days {
        ids.push(desk.add(change(AT_MS - day * DAY_MS, "a"), pending(), &format!("day{day}")).await);
    }
    ids
}

#[tokio::test]
async fn what_is_too_old_goes_and_the_rest_stays() {
    let desk = desk();
    let ids = one_a_day(&desk, 40).await;
    let limits = RetentionLimits { days: Some(30), raw_days: Some(7), max_bytes: None };
    let done = desk.history.retain(AT_MS, limits).await.expect("is stored");
    // A delivery comes 300 ms after its change, so one more of them is within its days.
    assert_eq!((done.entries, done.raw), (9, 32));
    let left = desk.page(Filter::default(), Start::Newest, 100).await;
    assert!(left.iter().map(|entry| entry.id).eq(ids[..31].iter().copied()));
    assert_eq!(desk.search("day3").await.len(), 2, "day3 and day30");
    assert!(desk.search("day39").await.is_empty());
    assert_eq!(desk.counts().await.total, 31);
    assert!(desk.inbox.raw(left[0].delivery).await.expect("is read").is_some());
    assert!(desk.inbox.raw(left[30].delivery).await.expect("is read").is_none());
    let again = desk.history.retain(AT_MS, limits).await.expect("is stored");
    assert_eq!((again.entries, again.raw, again.receipts), (0, 0, 0));
}

#[tokio::test]
async fn a_repeat_is_known_while_its_entries_are_and_a_fortnight_at_least() {
    let desk = desk();
    let record = async |body: &str, received_ms: i64| {
        let mut recording = desk.deliver(body, received_ms, Authenticity::Verified).await;
        let change = change(received_ms, "a");
        recording.entries = vec![super::new_entry(recording.delivery, received_ms, change, told(), "")];
        desk.history.record(vec![recording]).await.expect("is recorded").remove(0)
    };
    for (n, days) in [("old", 40), ("ten", 10), ("new", 0)] {
        assert!(matches!(record(n, AT_MS - days * DAY_MS).await, Recorded::Taken { .. }));
    }
    let limits = RetentionLimits { days: Some(5), raw_days: Some(1), max_bytes: None };
    let done = desk.history.retain(AT_MS + 1, limits).await.expect("is stored");
    assert_eq!((done.entries, done.raw, done.receipts), (2, 2, 1));
    assert!(matches!(record("old", AT_MS).await, Recorded::Taken { .. }));
    assert_eq!(record("ten", AT_MS).await, Recorded::Repeat { of: DeliveryId(2) });
    assert_eq!(record("new", AT_MS).await, Recorded::Repeat { of: DeliveryId(3) });
}

#[tokio::test]
async fn deliveries_that_wait_are_never_pruned() {
    let desk = desk();
    let recording = desk.recording(vec![(change(AT_MS - 400 * DAY_MS, "a"), told(), "")]).await;
    let limits = RetentionLimits { days: Some(1), raw_days: Some(1), max_bytes: Some(1) };
    desk.history.retain(AT_MS, limits).await.expect("is stored");
    assert_eq!(desk.inbox.pending(None, 9).await.map(|waiting| waiting[0].0), Ok(recording.delivery));
}

#[tokio::test]
async fn the_file_shrinks_to_its_limit() {
    let desk = desk();
    let mut recordings = Vec::new();
    for n in 0..2_000_i64 {
        let text = format!("{n} {}", "word ".repeat(20));
        let mut change = change(AT_MS + n * 1000, "a");
        change.row.name = format!("{n} {}", "x".repeat(400));
        recordings.push(desk.recording(vec![(change, told(), text.as_str())]).await);
        if recordings.len() == 200 {
            desk.history.record(std::mem::take(&mut recordings)).await.expect("is recorded");
        }
    }
    let (before, _) = desk.history.size().await.expect("is read");
    let max_bytes = before / 3;
    let limits = RetentionLimits { max_bytes: Some(max_bytes), ..RetentionLimits::default() };
    for _ in 0..3 {
        desk.history.retain(AT_MS + 2_000_000, limits).await.expect("is stored");
    }
    let (after, _) = desk.history.size().await.expect("is read");
    assert!(after <= max_bytes, "{after} of {max_bytes}");
    let left = desk.page(Filter::default(), Start::Newest, 2_000).await;
    assert!(left.len() > 300, "{}", left.len());
    assert_eq!(left[0].content.at_ms(), AT_MS + 1_999_000, "the newest stay");
    assert_eq!(desk.counts().await.total, left.len() as u64);
}

#[tokio::test]
async fn after_a_crash_everything_acknowledged_is_recorded_once() {
    let desk = desk();
    for n in 0..30 {
        let recording = desk.recording(vec![(change(AT_MS + n, "a"), pending(), "")]).await;
        if n % 2 == 0 {
            desk.history.record(vec![recording]).await.expect("is recorded");
        }
    }
    // The state of the disk, with nothing closed.
    let elsewhere = tempfile::tempdir().expect("a directory");
    for name in ["rowbell.db", "rowbell.db-wal"] {
        std::fs::copy(desk.directory.path().join(name), elsewhere.path().join(name)).expect("is copied");
    }
    let opened = Database::open(&elsewhere.path().join("rowbell.db"), AT_MS).expect("opens");
    let (inbox, history) = (Inbox::new(opened.database.clone()).0, History::new(opened.database.clone()));
    let waiting = inbox.pending(None, 100).await.expect("is read");
    assert_eq!(waiting.len(), 15);
    let replay: Vec<_> = waiting
        .iter()
        .map(|(id, delivery)| {
            let entry = super::new_entry(*id, AT_MS, change(AT_MS + id.0, "b"), pending(), "");
            let hash = crate::database::BodyHash::of(&delivery.body);
            crate::history::Recording { delivery: *id, hash, timed: true, entries: vec![entry] }
        })
        .collect();
    history.record(replay.clone()).await.expect("is recorded");
    history.record(replay).await.expect("does nothing");
    let counts = history.counts().await.expect("is read");
    assert_eq!(counts.total, 30);
    let begun = Dispatches::new(opened.database).unfinished(None, 100).await.expect("is read");
    assert!(begun.len() == 30 && begun.iter().all(|(_, dispatch)| *dispatch == Dispatch::UnderWay));
    drop(desk.database);
}

#[tokio::test]
async fn tidying_changes_nothing_that_is_seen() {
    let desk = desk();
    one_a_day(&desk, 30).await;
    while desk.history.tidy().await.expect("is stored") {}
    assert_eq!(desk.search("day").await.len(), 30);
    assert_eq!(desk.search("day29").await.len(), 1);
}
