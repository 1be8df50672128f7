//! A file of which a part can't be read.

use std::{collections::BTreeSet, fs, sync::Arc};

use rowbell_protocol::{Cursor, Encoded};

use super::{AT_MS, Desk, base, change, desk, muted, pending};
use crate::{
    change::{Authenticity, EntryId},
    database::{Database, Durability, Mishap, Salvaged},
    history::{Counts, Filter, History, Start},
    inbox::{Inbox, Mark, Progress},
};

const ENTRIES: usize = 600;

/// All that a history is, as others see it.
#[derive(Debug, PartialEq)]
struct Seen {
    ids: BTreeSet<EntryId>,
    counts: Counts,
    people: usize,
    bases: usize,
    unread: usize,
    progress: Option<Progress>,
    cursor: Option<Cursor>,
    note: Option<String>,
    waiting: usize,
}

const MAILBOX: Encoded<16> = Encoded([7; 16]);
const CURSOR: Cursor = Cursor { epoch: Encoded([8; 8]), after: 5 };

async fn filled() -> Desk {
    let desk = desk();
    for n in 0..ENTRIES {
        let mut change = change(AT_MS + i64::try_from(n).expect("small") * 60_000, ["a", "b", "c"][n % 3]);
        change.base = Some(base(u32::try_from(n % 2).expect("small")));
        change.actor.user = format!("person{}@auth.local", n % 5);
        change.row.name = format!("Row {n} {}", "x".repeat(200));
        let follows = if n % 2 == 0 { pending() } else { muted("rule") };
        desk.add(change, follows, "acme").await;
    }
    let mark = Mark { version: 77, at_ms: Some(AT_MS), author: Some("anna@auth.local".into()), what: Some(1) };
    desk.inbox.set_progress(&base(1), 77, vec![mark]).await.expect("is stored");
    desk.inbox.append_letters(&MAILBOX, CURSOR, Vec::new()).await.expect("is stored");
    desk.database.set_note("pause", Some(&"until noon")).await.expect("is stored");
    for body in ["waits", "waits too"] {
        desk.deliver(body, AT_MS, Authenticity::Verified).await;
    }
    desk
}

async fn seen(database: &Database) -> Seen {
    let (inbox, history) = (Inbox::new(database.clone()).0, History::new(database.clone()));
    let ids = async |filter: Filter| {
        let page = history.page(filter, Start::Newest, 2 * ENTRIES).await.expect("is read");
        page.into_iter().map(|entry| entry.id).collect::<BTreeSet<_>>()
    };
    Seen {
        unread: ids(Filter { unread: true, ..Filter::default() }).await.len(),
        ids: ids(Filter::default()).await,
        counts: history.counts().await.expect("is read"),
        people: history.people_seen().await.expect("is read").len(),
        bases: history.bases_seen().await.expect("is read").len(),
        progress: inbox.progress(&base(1)).await.expect("is read"),
        cursor: inbox.mailbox_cursor(&MAILBOX).await.expect("is read"),
        note: database.note("pause").await.expect("is read"),
        waiting: inbox.pending(None, 10).await.expect("is read").len(),
    }
}

/// Closes it, overwrites a page (by what it belongs to, what kind it is, and which of these), and opens it again.
async fn damaged(
    desk: &Desk,
    table: &'static str,
    kind: &'static str,
    which: &'static str,
) -> (Database, Option<Mishap>) {
    let find = move |connection: &rusqlite::Connection| {
        let select = format!("SELECT {which}(pageno) FROM dbstat WHERE name = ?1 AND pagetype = ?2");
        Ok(connection.query_row(&select, [table, kind], |row| row.get::<_, i64>(0))?)
    };
    let page = desk.database.write(Durability::Synced, find).await.expect("has such a page").unsigned_abs();
    desk.database.close().await;
    let mut bytes = fs::read(desk.database.path()).expect("is there");
    let start = usize::try_from((page - 1) * 4096).expect("small");
    bytes[start..start + 4096].fill(0xAA);
    fs::write(desk.database.path(), bytes).expect("is written");
    let opened = Database::open(desk.database.path(), AT_MS).expect("opens");
    (opened.database, opened.mishap)
}

/// Reads all, until the damage has been met and what could be read is in a fresh file.
async fn met(database: &Database) -> Salvaged {
    let mut mishap = database.mishap();
    let all = Filter::default();
    let history = History::new(database.clone());
    drop(history.page(all, Start::Newest, 2 * ENTRIES).await);
    drop(history.people_seen().await);
    let mishap = mishap.wait_for(Option::is_some).await.expect("the writer lives").clone();
    match mishap {
        Some(Mishap::SetAside { salvaged, .. }) => salvaged,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn of_a_damaged_history_all_is_kept_but_what_can_not_be_read() {
    let desk = filled().await;
    let before = seen(&desk.database).await;
    assert_eq!((before.ids.len(), before.unread, before.waiting), (ENTRIES, ENTRIES / 2, 2));
    let (database, mishap) = damaged(&desk, "entry", "leaf", "min").await;
    assert_eq!(mishap, None);
    let salvaged = met(&database).await;
    let after = seen(&database).await;
    assert!(!salvaged.is_complete);
    assert_eq!(salvaged.changes, after.ids.len() as u64);
    assert!(after.ids.len() > ENTRIES - 30 && after.ids.len() < ENTRIES, "{}", after.ids.len());
    assert!(after.ids.is_subset(&before.ids));
    // What is counted is there.
    assert_eq!(after.counts.total, after.ids.len() as u64);
    assert_eq!(after.counts.unread, after.unread as u64);
    assert!(after.unread > before.unread - 30);
    let rest =
        |seen: &Seen| (seen.people, seen.bases, seen.progress.clone(), seen.cursor, seen.note.clone(), seen.waiting);
    assert_eq!(rest(&after), rest(&before));
    // It is found again, and takes what comes.
    let history = History::new(database.clone());
    assert_eq!(history.rebuild_index(Arc::new(|_| "acme".into())).await, Ok(salvaged.changes));
    let search = Filter { search: Some("acme".into()), base: Some(base(1)), ..Filter::default() };
    assert!(history.page(search, Start::Newest, ENTRIES).await.expect("is read").len() > ENTRIES / 2 - 30);
    let known = after.ids.iter().next_back().copied().expect("some");
    assert_eq!(history.mark_unread(vec![known]).await, Ok(vec![known]));
    assert_eq!(history.delete(vec![known]).await, Ok(1));
    assert_eq!(history.counts().await.expect("is read").total, salvaged.changes - 1);
}

#[tokio::test]
async fn entries_outlive_the_names_of_who_made_them() {
    let desk = filled().await;
    let before = seen(&desk.database).await;
    let (database, _) = damaged(&desk, "person", "leaf", "max").await;
    let salvaged = met(&database).await;
    let after = seen(&database).await;
    assert_eq!((salvaged.changes, salvaged.is_complete), (ENTRIES as u64, false));
    assert_eq!(
        (&after.ids, &after.counts, after.unread, after.people),
        (&before.ids, &before.counts, before.unread, 0)
    );
}

/// Nothing is missing then but the index, which can be made anew.
#[tokio::test]
async fn a_search_index_that_can_not_be_dropped_costs_nothing() {
    let desk = filled().await;
    let before = seen(&desk.database).await;
    let (database, mishap) = damaged(&desk, "entry_words_data", "leaf", "max").await;
    assert_eq!(mishap, None);
    let history = History::new(database.clone());
    if history.renew_index().await.is_err() {
        database.give_up_on_index();
        assert_eq!(met(&database).await, Salvaged { changes: ENTRIES as u64, is_complete: true });
    }
    assert_eq!(history.rebuild_index(Arc::new(|_| "acme".into())).await, Ok(ENTRIES as u64));
    let search = Filter { search: Some("acme".into()), ..Filter::default() };
    assert_eq!(history.page(search, Start::Newest, 2 * ENTRIES).await.expect("is read").len(), ENTRIES);
    assert_eq!(seen(&database).await, before);
}
