use jiff::{Timestamp, tz::TimeZone};

use super::{AT_MS, Desk, base, change, desk};
use crate::{
    change::{ChangeKind, Entry, EntryId, Outcome, Source},
    database::Durability,
    history::{Filter, OutcomeKind, Start, Step},
};

#[tokio::test]
async fn words_are_found_however_they_are_spelt() {
    let desk = desk();
    let id = desk.add(change(AT_MS, "a"), Outcome::Shown, "Müller & Söhne, Hauptstraße 5, Éclair, 東京タワー").await;
    desk.add(change(AT_MS - 1, "a"), Outcome::Shown, "nothing of it").await;
    for text in [
        "Müller",
        "MULLER",
        "mull",
        "m",
        "sohne müller",
        "hauptstrasse",
        "HAUPTSTRASS",
        "Hauptstraße 5",
        "eclair",
        "東京",
        "京",
        "タワ",
        "  müller,  ",
        "\"Müller\"",
        "müller*",
        "(müller)",
    ] {
        assert_eq!(desk.search(text).await, [id], "{text}");
    }
    for text in ["mueller", "straße", "Müller Acme", "eclairs", "大阪"] {
        assert!(desk.search(text).await.is_empty(), "{text}");
    }
}

#[tokio::test]
async fn odd_queries_never_fail() {
    let desk = desk();
    let id = desk.add(change(AT_MS, "a"), Outcome::Shown, "and or not near").await;
    for text in
        ["", " ", "?!", "\"", "'", "*", "^", "AND", "OR and", "NOT", "NEAR", "near(and or)", "\u{0}", "-", "AND*"]
    {
        assert_eq!(desk.search(text).await, [id], "{text}");
    }
    let long =
        ["x".repeat(10_000), "x ".repeat(5_000), "\"".repeat(10_000), "and (".repeat(2_500), "東".repeat(10_000)];
    for text in long {
        desk.search(&text).await;
    }
    for text in ["entry_words : and", "words:nothing", "{words}: x", "x + y", "\u{E001}", "\u{F0001}"] {
        desk.search(text).await;
    }
}

/// Forty changes over two bases, four tables, all kinds and two people.
async fn filled(desk: &Desk) -> Vec<EntryId> {
    let mut ids = Vec::new();
    for n in 0..40_i64 {
        let mut change =
            change(AT_MS + (n * 37) % 40 * 1000, ["a", "b", "c", "d"][usize::try_from(n % 4).expect("small")]);
        change.base = Some(base(u32::try_from(n % 2).expect("small")));
        change.kind = ChangeKind::ALL[usize::try_from(n % 8).expect("small")];
        change.actor.user = if n % 3 == 0 { "bob@auth.local".into() } else { "anna@auth.local".into() };
        change.row.id = format!("row-of-22-characters-{}", n % 5);
        let outcome = if n % 5 == 0 { Outcome::Pending } else { Outcome::Muted { by: "rule".into() } };
        let text = if n % 7 == 0 { "seven prio" } else { "prio" };
        let mut recording = desk.recording(vec![(change, outcome, text)]).await;
        recording.entries[0].source =
            [Source::Local, Source::Realtime, Source::CatchUp][usize::try_from(n % 11 / 5).expect("small")];
        ids.push(desk.record_one(recording).await);
    }
    ids
}

/// The activity of a filter is that of the entries it gives.
async fn counts_as_listed(desk: &Desk, filter: &Filter, all: &[Entry], expected: &[EntryId]) {
    let zone = TimeZone::fixed(jiff::tz::Offset::from_seconds(20_700).expect("is one"));
    let listed = || all.iter().filter(|entry| expected.contains(&entry.id));
    for step in [Step::Hour, Step::Day] {
        let activity = desk.history.activity(filter.clone(), step, zone.clone()).await.expect("is read");
        let mut left: Vec<_> = listed().map(|entry| entry.id.at_ms()).collect();
        for (from, until, changes) in activity.times {
            let begins = Timestamp::from_millisecond(from).expect("a time").to_zoned_datetime(zone.clone());
            assert_eq!((begins.minute(), begins.second()), (0, 0));
            assert!(step == Step::Hour || begins.hour() == 0, "{begins}");
            assert_eq!(until - from, if step == Step::Hour { 3_600_000 } else { 86_400_000 });
            let before = left.len();
            left.retain(|at| !(from..until).contains(at));
            assert_eq!((before - left.len()) as u64, changes, "{filter:?}");
        }
        assert!(left.is_empty(), "{filter:?}");
        for (base, table, changes) in activity.tables {
            let of_it = listed().filter(|entry| entry.change.base == base && entry.change.table.name == table);
            assert_eq!(of_it.count() as u64, changes, "{filter:?}");
        }
        for (person, changes) in &activity.people {
            let theirs = listed().filter(|entry| entry.change.actor.key() == person);
            assert_eq!(theirs.count() as u64, *changes, "{filter:?}");
        }
        assert_eq!(activity.people.iter().map(|(_, changes)| changes).sum::<u64>(), expected.len() as u64);
    }
}

#[tokio::test]
async fn every_filter_gives_what_a_look_at_each_entry_gives() {
    let desk = desk();
    filled(&desk).await;
    let all = desk.page(Filter::default(), Start::Newest, 100).await;
    assert_eq!(all.len(), 40);
    assert!(all.windows(2).all(|pair| pair[0].id > pair[1].id));
    let none = Filter::default();
    let filters = [
        Filter { base: Some(base(1)), ..none.clone() },
        Filter { base: Some(base(9)), ..none.clone() },
        Filter { table: Some("a".into()), ..none.clone() },
        Filter { table: Some("Table B".into()), ..none.clone() },
        Filter { table: Some("a".into()), base: Some(base(1)), ..none.clone() },
        Filter { kind: Some(ChangeKind::RowDeleted), ..none.clone() },
        Filter { actor: Some("bob@auth.local".into()), ..none.clone() },
        Filter { actor: Some("bob@auth.local".into()), table: Some("c".into()), ..none.clone() },
        Filter { unread: true, ..none.clone() },
        Filter { unread: true, table: Some("b".into()), ..none.clone() },
        Filter { unread: true, base: Some(base(0)), kind: Some(ChangeKind::RowAdded), ..none.clone() },
        Filter { row: Some("row-of-22-characters-3".into()), ..none.clone() },
        Filter { row: Some("row-of-22-characters-9".into()), ..none.clone() },
        Filter { row: Some("row-of-22-characters-0".into()), unread: true, table: Some("a".into()), ..none.clone() },
        Filter { outcome: Some(OutcomeKind::Pending), actor: Some("bob@auth.local".into()), ..none.clone() },
        Filter { outcome: Some(OutcomeKind::Muted), base: Some(base(1)), unread: true, ..none.clone() },
        Filter { since_ms: Some(AT_MS + 5_000), until_ms: Some(AT_MS + 9_000), ..none.clone() },
        Filter { until_ms: Some(AT_MS + 9_000), table: Some("a".into()), unread: true, ..none.clone() },
        Filter { source: Some(Source::Realtime), ..none.clone() },
        Filter { source: Some(Source::CatchUp), ..none.clone() },
        Filter { source: Some(Source::Local), table: Some("a".into()), unread: true, ..none.clone() },
        Filter { until_ms: Some(i64::MIN), since_ms: Some(i64::MAX), ..none.clone() },
    ];
    for filter in filters {
        let wanted = |entry: &&crate::change::Entry| {
            let change = &entry.change;
            let table = filter.table.as_deref();
            filter.base.as_ref().is_none_or(|base| change.base.as_ref() == Some(base))
                && table.is_none_or(|name| change.table.id == name || change.table.name.eq_ignore_ascii_case(name))
                && filter.kind.is_none_or(|kind| change.kind == kind)
                && filter.actor.as_deref().is_none_or(|key| change.actor.key() == key)
                && filter.row.as_deref().is_none_or(|row| change.row.id == row)
                && filter.source.is_none_or(|source| entry.source == source)
                && (!filter.unread || entry.unread)
                && filter
                    .outcome
                    .is_none_or(|kind| (kind == OutcomeKind::Pending) == (entry.outcome == Outcome::Pending))
                && filter.since_ms.is_none_or(|since| change.at_ms >= since)
                && filter.until_ms.is_none_or(|until| change.at_ms < until)
        };
        let expected: Vec<EntryId> = all.iter().filter(wanted).map(|entry| entry.id).collect();
        for limit in [1, 3, 100] {
            assert_eq!(paged(&desk, &filter, limit).await, expected, "{filter:?}");
        }
        counts_as_listed(&desk, &filter, &all, &expected).await;
        let oldest_first = desk.page(filter.clone(), Start::After(EntryId(0)), 100).await;
        assert!(oldest_first.iter().rev().map(|entry| entry.id).eq(expected.iter().copied()), "{filter:?}");
        let searching = Filter { search: Some("sev pri".into()), ..filter.clone() };
        let found = paged(&desk, &searching, 2).await;
        let sevens = paged(&desk, &Filter { search: Some("seven".into()), ..Filter::default() }, 100).await;
        assert!(expected.iter().filter(|id| sevens.contains(id)).eq(found.iter()), "{searching:?}");
    }
}

/// All pages, one after the other.
async fn paged(desk: &Desk, filter: &Filter, limit: usize) -> Vec<EntryId> {
    let (mut found, mut from) = (Vec::new(), Start::Newest);
    loop {
        let page = desk.page(filter.clone(), from, limit).await;
        let Some(last) = page.last() else { return found };
        from = Start::Before(last.id);
        found.extend(page.iter().map(|entry| entry.id));
    }
}

#[tokio::test]
async fn late_news_take_their_place() {
    let desk = desk();
    let new = desk.add(change(AT_MS, "a"), Outcome::Shown, "").await;
    let late = desk.add(change(AT_MS - 3_600_000, "a"), Outcome::Shown, "").await;
    let newest = desk.add(change(AT_MS + 1, "a"), Outcome::Shown, "").await;
    assert_eq!(paged(&desk, &Filter::default(), 2).await, [newest, new, late]);
    let after = desk.page(Filter::default(), Start::After(late), 1).await;
    assert_eq!(after[0].id, new);
}

#[tokio::test]
async fn rare_and_common_lists_are_walked_to_their_end() {
    let desk = desk();
    let mut changes = Vec::new();
    for n in 0..3_000_i64 {
        let outcome = if n % 997 == 5 { Outcome::Pending } else { Outcome::Shown };
        changes.push((change(AT_MS + n * 10, "a"), outcome, if n % 2 == 0 { "even" } else { "odd" }));
    }
    let recording = desk.recording(changes).await;
    desk.history.record(vec![recording]).await.expect("is recorded");
    for (text, expected) in [("even", 2), ("odd", 2), ("od", 2), ("none", 0)] {
        let filter = Filter { search: Some(text.into()), unread: true, ..Filter::default() };
        assert_eq!(paged(&desk, &filter, 2).await.len(), expected, "{text}");
    }
    let all = Filter { search: Some("e".into()), ..Filter::default() };
    assert_eq!(paged(&desk, &all, 700).await.len(), 1_500);
}

/// SQLite decides how; a million changes must not be read for one row.
#[tokio::test]
async fn the_entries_of_a_row_are_found_by_their_index() {
    let desk = desk();
    let plans = [
        concat!("SELECT id FROM entry WHERE ", of_row!("?1"), " ORDER BY id DESC LIMIT 1"),
        concat!("SELECT id FROM entry WHERE ", of_row!("?1"), " AND id BETWEEN 7 AND 9 AND base_table = 3 ORDER BY id"),
        concat!(
            "SELECT entry.id FROM entry JOIN base_table ON base_table.id = base_table WHERE ",
            of_row!("?1"),
            " AND base_table.table_id = 'a' ORDER BY entry.id DESC LIMIT 1"
        ),
    ];
    for select in plans {
        let plan = move |connection: &rusqlite::Connection| {
            let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {select}"))?;
            let steps = explain.query_map(["row"], |step| step.get::<_, String>(3))?;
            Ok(steps.collect::<rusqlite::Result<Vec<_>>>()?)
        };
        let plan: Vec<String> = desk.database.write(Durability::Lazy, plan).await.expect("is explained");
        assert!(plan[0].starts_with("SEARCH entry USING INDEX entry_row (<expr>=?"), "{select}: {plan:?}");
    }
}
