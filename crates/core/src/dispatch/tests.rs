use rowbell_rules::BuiltIn;

use super::Dispatches;
use crate::{
    change::{Dispatch, Entry, EntryId, HoldReason, Level, Loudness, Verdict},
    history::tests::{AT_MS, Desk, Follows, change, desk, pending, told},
};

const SHOWN: Dispatch = Dispatch::Done { clicked: false };
const CLICKED: Dispatch = Dispatch::Done { clicked: true };

async fn entry(desk: &Desk, id: EntryId) -> Entry {
    desk.history.get(id).await.expect("is read").expect("is there")
}

#[tokio::test]
async fn what_is_unfinished_is_listed_by_age_and_what_is_done_is_not() {
    let desk = desk();
    let dispatches = Dispatches::new(desk.database.clone());
    let mut ids = Vec::new();
    for n in [3, 1, 2] {
        ids.push(desk.add(change(AT_MS + n, "a"), pending(), "").await);
    }
    desk.add(change(AT_MS + 4, "a"), told(), "").await;
    let held = Dispatch::Waiting { reason: HoldReason::Paused, until_ms: Some(AT_MS + 60_000) };
    dispatches.set(vec![(ids[2], held.clone())], AT_MS).await.expect("is stored");
    let unfinished = async |after| dispatches.unfinished(after, 10).await.expect("is read");
    let all = [(ids[1], Dispatch::UnderWay), (ids[2], held), (ids[0], Dispatch::UnderWay)];
    assert_eq!(unfinished(None).await, all);
    let next_due = async |reason| dispatches.next_due(reason).await.expect("is read");
    assert_eq!(next_due(HoldReason::Paused).await, Some(AT_MS + 60_000));
    assert_eq!(next_due(HoldReason::Snoozed).await, None);
    assert_eq!(unfinished(Some(ids[1])).await, all[1..]);
    assert_eq!(dispatches.unfinished(None, 1).await.expect("is read"), all[..1]);
    let done = [SHOWN, Dispatch::Dead { error: "internal".into() }, Dispatch::Cancelled { by: BuiltIn::ReadBefore }];
    for (id, dispatch) in ids.iter().zip(&done) {
        dispatches.set_all(vec![*id, EntryId(5)], dispatch, AT_MS + 700).await.expect("is stored");
        assert_eq!(entry(&desk, *id).await.desktop.as_ref(), Some(dispatch));
    }
    assert_eq!(unfinished(None).await, []);
}

/// Every five minutes for an hour after it was shown first, while it is unread.
#[tokio::test]
async fn what_must_be_acknowledged_waits_to_be_shown_again() {
    let desk = desk();
    let dispatches = Dispatches::new(desk.database.clone());
    let loudness = Loudness { level: Level::Acknowledge, ..Loudness::default() };
    let urgent = |n| {
        let follows = Follows { verdict: Verdict::Announce { by: None, loudness }, ..pending() };
        desk.add(change(AT_MS + n, "a"), follows, "")
    };
    let (first, read, answered) = (urgent(0).await, urgent(1).await, urgent(2).await);
    let again = |until_ms| Some(Dispatch::Waiting { reason: HoldReason::Unanswered, until_ms: Some(until_ms) });
    let minute = |n: i64| AT_MS + 700 + n * 60_000;
    let shown = async |id, now_ms| {
        dispatches.set_all(vec![id], &SHOWN, now_ms).await.expect("is stored");
        entry(&desk, id).await.desktop
    };
    for n in [0, 5, 59] {
        assert_eq!(shown(first, minute(n)).await, again(minute(n + 5)));
    }
    assert_eq!(dispatches.next_due(HoldReason::Unanswered).await.expect("is read"), Some(minute(64)));
    assert_eq!(shown(first, minute(60)).await, Some(SHOWN));
    desk.history.mark_read(vec![read]).await.expect("is marked");
    assert_eq!(shown(read, minute(0)).await, Some(SHOWN));
    assert_eq!(shown(answered, minute(0)).await, again(minute(5)));
    dispatches.answer(vec![answered]).await.expect("is stored");
    assert_eq!(entry(&desk, answered).await.desktop, Some(SHOWN));
    assert_eq!(dispatches.next_due(HoldReason::Unanswered).await.expect("is read"), None);
}

#[tokio::test]
async fn a_popup_was_on_the_screen_when_it_was_first_and_a_click_stays() {
    let desk = desk();
    let dispatches = Dispatches::new(desk.database.clone());
    let quick = desk.add(change(AT_MS, "a"), pending(), "").await;
    let usual = desk.add(change(AT_MS + 1, "a"), pending(), "").await;
    // The click on the first is quicker than the news that it was shown.
    for (id, dispatch, later) in
        [(quick, CLICKED, 650), (quick, SHOWN, 700), (usual, SHOWN, 700), (usual, CLICKED, 900)]
    {
        dispatches.set_all(vec![id], &dispatch, AT_MS + later).await.expect("is stored");
    }
    dispatches.set_all(vec![usual], &SHOWN, AT_MS + 950).await.expect("is stored");
    for id in [quick, usual] {
        let entry = entry(&desk, id).await;
        assert_eq!((entry.desktop.as_ref(), entry.announced_ms), (Some(&CLICKED), Some(AT_MS + 700)));
    }
}

#[tokio::test]
async fn nothing_is_left_of_a_deleted_entry() {
    let desk = desk();
    let dispatches = Dispatches::new(desk.database.clone());
    let id = desk.add(change(AT_MS, "a"), pending(), "").await;
    assert_eq!(desk.history.delete(vec![id]).await, Ok(1));
    assert_eq!(dispatches.unfinished(None, 10).await, Ok(Vec::new()));
    // What was on its way to the screen meanwhile brings nothing back.
    for dispatch in [CLICKED, SHOWN, Dispatch::UnderWay] {
        dispatches.set_all(vec![id], &dispatch, AT_MS).await.expect("is stored");
    }
    let count = |connection: &rusqlite::Connection| {
        Ok(connection.query_row("SELECT count(*) FROM dispatch", [], |row| row.get::<_, i64>(0))?)
    };
    assert_eq!(desk.database.read(count).await, Ok(0));
}
