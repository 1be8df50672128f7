use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};

use super::{AT_MS, Desk, base, change, change_of, desk, muted, pending, told};
use crate::{
    change::{ChangeKind, Entry, EntryId, Source},
    database::Durability,
    history::{Filter, Start, Step},
};

#[tokio::test]
async fn words_are_found_however_they_are_spelt() {
    let desk = desk();
    let id = desk.add(change(AT_MS, "a"), told(), "Müller & Söhne, Hauptstraße 5, Éclair, 東京タワー").await;
    desk.add(change(AT_MS - 1, "a"), told(), "nothing of it").await;
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
    let id = desk.add(change(AT_MS, "a"), told(), "and or not near").await;
    for text in ["", " ", "AND", "OR and", "NOT", "NEAR", "near(and or)", "AND*"] {
        assert_eq!(desk.search(text).await, [id], "{text}");
    }
    for text in ["?!", "\"", "'", "*", "^", "\u{0}", "-", "\"\"", "AND \"", "\u{F82B}"] {
        let found = desk.search(text).await;
        assert_eq!(found.is_empty(), !text.contains("AND"), "{text}");
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

#[tokio::test]
async fn what_is_written_without_blanks_is_found_in_its_order() {
    let desk = desk();
    for (text, found, not) in [
        ("京东商城", "京东", "东京"),
        ("北京大会、东京大学", "东京大学", "北京大学"),
        ("メール", "メール", "ルーメ"),
        ("第3四半期 iPhone用", "3四半", "3半四"),
        ("第３四半期のiPhone用ケース", "iPhone用ケ", "用iPhone"),
        ("ทำการบ้าน การค้า", "ทำการบ้าน", "ทำการค้า"),
        ("東京 京都", "京都", "東京都"),
        ("ຂອບໃຈ", "ຂອບ", "ບອຂ"),
    ] {
        let id = desk.add(change(AT_MS, "a"), told(), text).await;
        assert_eq!(desk.search(found).await, [id], "{found} in {text}");
        assert!(desk.search(not).await.is_empty(), "{not} in {text}");
        let each: Vec<char> = found.chars().filter(|c| !c.is_ascii() && c.is_alphanumeric()).collect();
        for one in each {
            assert_eq!(desk.search(&one.to_string()).await, [id], "{one} in {text}");
        }
        desk.history.delete(vec![id]).await.expect("is deleted");
        assert!(desk.search(found).await.is_empty(), "{text}, deleted");
    }
}

/// Few characters and short texts, so that every wrong order turns up.
#[tokio::test]
async fn a_search_without_blanks_finds_what_holds_it() {
    let desk = desk();
    let characters = ['京', '東', '都', '+', '€'];
    let (mut seed, mut texts) = (7_u32, Vec::new());
    let mut roll = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(seed >> 8).expect("small") % below
    };
    let mut changes = Vec::new();
    for n in 0..150 {
        let text: String = (0..2 + roll(9)).map(|_| characters[roll(3)]).collect();
        let signs: String = (0..roll(5)).map(|_| characters[3 + roll(2)]).collect();
        texts.push((n, text, signs));
    }
    for (n, text, signs) in &texts {
        changes.push((change(AT_MS + n, "a"), told(), format!("{text} {signs}")));
    }
    let changes = changes.iter().map(|(change, follows, text)| (change.clone(), follows.clone(), text.as_str()));
    let recording = desk.recording(changes.collect()).await;
    desk.history.record(vec![recording]).await.expect("is recorded");
    for _ in 0..300 {
        let of_signs = roll(3) == 0;
        let (from, count) = if of_signs { (3, 2) } else { (0, 3) };
        let query: String = (0..1 + roll(6)).map(|_| characters[from + roll(count)]).collect();
        let holds = |(n, text, signs): &(i64, String, String)| {
            if of_signs { signs } else { text }.contains(&query).then_some(AT_MS + n)
        };
        let expected: Vec<i64> = texts.iter().rev().filter_map(holds).collect();
        let filter = Filter { search: Some(query.clone()), ..Filter::default() };
        let found: Vec<i64> =
            desk.page(filter, Start::Newest, 500).await.iter().map(|one| one.content.at_ms()).collect();
        assert_eq!(found, expected, "{query}");
    }
}

#[tokio::test]
async fn a_long_text_is_found_whole() {
    let desk = desk();
    let words: Vec<String> = (0..5_000).map(|n| format!("{n:05}word")).collect();
    let id = desk.add(change(AT_MS, "a"), told(), &words.join(" ")).await;
    for word in ["00000word", "00700", "04999w"] {
        assert_eq!(desk.search(word).await, [id], "{word}");
    }
    let (long, other) = ("d4735e3a265e16eee03f59718b9b5d03".repeat(2), "d4735e3a265e16eee03f59718b9b5d04");
    let id = desk.add(change(AT_MS, "a"), told(), &long).await;
    for text in [&long, &long[..24], &long[..25], &long[..40]] {
        assert_eq!(desk.search(text).await, [id], "{text}");
    }
    for text in [other, &long[1..], &format!("{long}5")] {
        assert!(desk.search(text).await.is_empty(), "{text}");
    }
}

#[tokio::test]
async fn a_search_of_signs_finds_what_holds_them_and_never_everything() {
    let desk = desk();
    let cpp = desk.add(change(AT_MS, "a"), pending(), "C++, done ✅ 3+4").await;
    let euro = desk.add(change(AT_MS + 1, "a"), pending(), "100 € + 19 %").await;
    let none = desk.add(change(AT_MS + 2, "a"), pending(), "nothing of it").await;
    for (text, expected) in [
        ("++", vec![cpp]),
        ("+", vec![euro, cpp]),
        ("€", vec![euro]),
        ("% €", vec![euro]),
        ("✅", vec![cpp]),
        ("✅ done", vec![cpp]),
        ("✅ nothing", vec![]),
        ("❌", vec![]),
        ("+++", vec![]),
        ("C++", vec![cpp]),
    ] {
        assert_eq!(desk.search(text).await, expected, "{text}");
    }
    let signs = |text: &str| Filter { search: Some(text.into()), ..Filter::default() };
    assert_eq!(desk.history.mark_all_read(signs("❌"), 9).await.expect("is stored").0, 0);
    assert_eq!(desk.history.mark_all_read(signs("€"), 9).await.expect("is stored"), (1, vec![euro]));
    let unread = desk.page(Filter { unread: true, ..Filter::default() }, Start::Newest, 9).await;
    assert!(unread.iter().map(|entry| entry.id).eq([none, cpp]));
}

/// What an older Rowbell has indexed stays found, and what it has not is found after a while.
#[tokio::test]
async fn an_older_index_is_made_anew_beside_what_comes() {
    let desk = desk();
    let mut changes = Vec::new();
    for n in 0..100 {
        changes.push((change(AT_MS + n, "a"), told(), "京东 ✅ früher"));
    }
    let recording = desk.recording(changes).await;
    desk.history.record(vec![recording]).await.expect("is recorded");
    let older = |connection: &rusqlite::Connection| {
        connection.execute_batch(
            "DROP TABLE entry_runs; DROP INDEX entry_unnamed; DROP TABLE report; ALTER TABLE progress DROP COLUMN marks; DROP TABLE dispatch; DROP TABLE example;
             ALTER TABLE entry RENAME COLUMN verdict TO outcome;
             ALTER TABLE entry RENAME COLUMN verdict_detail TO outcome_detail; ALTER TABLE entry DROP COLUMN decision;
             ALTER TABLE entry DROP COLUMN manner;
             CREATE INDEX entry_outcome ON entry (outcome);
             PRAGMA user_version = 3",
        )?;
        Ok(())
    };
    desk.database.write(Durability::Synced, older).await.expect("is made older");
    desk.database.close().await;
    let database = crate::database::Database::open(desk.database.path(), AT_MS).expect("opens").database;
    let history = crate::history::History::new(database.clone());
    let count = async |text: &str| {
        let filter = Filter { search: Some(text.into()), ..Filter::default() };
        history.page(filter, Start::Newest, 500).await.expect("is read").len()
    };
    assert_eq!((count("fruh").await, count("京东").await, count("✅").await), (100, 0, 0));
    let text = Arc::new(|content: &crate::change::Content| format!("京东 ✅ {}", content.at_ms()));
    assert_eq!(history.rebuild_index(text.clone()).await.expect("is indexed"), 100);
    assert_eq!((count("京东").await, count("东京").await, count("✅").await), (100, 0, 100));
    assert_eq!((count("fruh").await, count(&AT_MS.to_string()).await), (0, 1));
    assert_eq!(history.rebuild_index(text).await.expect("is indexed"), 0, "once");
    while history.tidy().await.expect("is stored") {}
    assert_eq!(count("京东").await, 100);
}

#[tokio::test]
async fn a_damaged_index_is_made_anew_from_the_entries() {
    let desk = desk();
    let id = desk.add(change(AT_MS, "a"), told(), "acme 京东").await;
    let damage = |connection: &rusqlite::Connection| {
        connection
            .execute_batch("DELETE FROM entry_words_data WHERE id = 10; DELETE FROM entry_runs_data WHERE id = 10")?;
        Ok(())
    };
    desk.database.write(Durability::Synced, damage).await.expect("is damaged");
    desk.history.renew_index().await.expect("is made anew");
    assert!(desk.search("acme").await.is_empty());
    let later = desk.add(change(AT_MS + 1, "a"), told(), "acme 京东").await;
    assert_eq!(desk.history.rebuild_index(Arc::new(|_| "acme 京东".into())).await.expect("is indexed"), 1);
    for text in ["acme", "京东"] {
        assert_eq!(desk.search(text).await, [later, id], "{text}");
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
        let follows = if n % 5 == 0 { pending() } else { muted("rule") };
        let text = if n % 7 == 0 { "seven prio" } else { "prio" };
        let mut recording = desk.recording(vec![(change, follows, text)]).await;
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
            let of_it = listed().map(change_of).filter(|change| change.base == base && change.table.name == table);
            assert_eq!(of_it.count() as u64, changes, "{filter:?}");
        }
        for (person, changes) in &activity.people {
            let theirs = listed().filter(|entry| change_of(entry).actor.key() == person);
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
        Filter { kind: Some(ChangeKind::RowDeleted.into()), ..none.clone() },
        Filter { actor: Some("bob@auth.local".into()), ..none.clone() },
        Filter { actor: Some("bob@auth.local".into()), table: Some("c".into()), ..none.clone() },
        Filter { unread: true, ..none.clone() },
        Filter { unread: true, table: Some("b".into()), ..none.clone() },
        Filter { unread: true, base: Some(base(0)), kind: Some(ChangeKind::RowAdded.into()), ..none.clone() },
        Filter { row: Some("row-of-22-characters-3".into()), ..none.clone() },
        Filter { row: Some("row-of-22-characters-9".into()), ..none.clone() },
        Filter { row: Some("row-of-22-characters-0".into()), unread: true, table: Some("a".into()), ..none.clone() },
        Filter { since_ms: Some(AT_MS + 5_000), until_ms: Some(AT_MS + 9_000), ..none.clone() },
        Filter { until_ms: Some(AT_MS + 9_000), table: Some("a".into()), unread: true, ..none.clone() },
        Filter { source: Some(Source::Realtime), ..none.clone() },
        Filter { source: Some(Source::CatchUp), ..none.clone() },
        Filter { source: Some(Source::Local), table: Some("a".into()), unread: true, ..none.clone() },
        Filter { until_ms: Some(i64::MIN), since_ms: Some(i64::MAX), ..none.clone() },
    ];
    for filter in filters {
        let wanted = |entry: &&crate::change::Entry| {
            let change = change_of(entry);
            let table = filter.table.as_deref();
            filter.base.as_ref().is_none_or(|base| change.base.as_ref() == Some(base))
                && table.is_none_or(|name| change.table.id == name || change.table.name.eq_ignore_ascii_case(name))
                && filter.kind.is_none_or(|kind| entry.content.kind() == kind)
                && filter.actor.as_deref().is_none_or(|key| change.actor.key() == key)
                && filter.row.as_deref().is_none_or(|row| change.row.id == row)
                && filter.source.is_none_or(|source| entry.source == source)
                && (!filter.unread || entry.unread)
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
    let new = desk.add(change(AT_MS, "a"), told(), "").await;
    let late = desk.add(change(AT_MS - 3_600_000, "a"), told(), "").await;
    let newest = desk.add(change(AT_MS + 1, "a"), told(), "").await;
    assert_eq!(paged(&desk, &Filter::default(), 2).await, [newest, new, late]);
    let after = desk.page(Filter::default(), Start::After(late), 1).await;
    assert_eq!(after[0].id, new);
}

#[tokio::test]
async fn rare_and_common_lists_are_walked_to_their_end() {
    let desk = desk();
    let mut changes = Vec::new();
    for n in 0..3_000_i64 {
        let follows = if n % 997 == 5 { pending() } else { told() };
        changes.push((change(AT_MS + n * 10, "a"), follows, if n % 2 == 0 { "even" } else { "odd" }));
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
