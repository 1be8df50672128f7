use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};

use super::{AT_MS, Desk, base, change, change_of, desk, muted, pending, told};
use crate::{
    change::{Authenticity, DeliveryId, Dispatch, EntryId},
    dispatch::Dispatches,
    history::{Filter, RetentionLimits, Start},
};

#[tokio::test]
async fn read_and_unread() {
    let desk = desk();
    let one = desk.add(change(AT_MS, "a"), pending(), "").await;
    let two = desk.add(change(AT_MS + 1, "b"), pending(), "").await;
    let muted = desk.add(change(AT_MS + 2, "a"), muted("rule"), "").await;
    assert_eq!(desk.counts().await.unread, 2);
    assert_eq!(desk.history.mark_read(vec![one, muted, EntryId(7)]).await, Ok(vec![one]));
    assert_eq!(desk.counts().await.unread, 1);
    assert_eq!(desk.history.mark_unread(vec![one, two, EntryId(7)]).await, Ok(vec![one]));
    let newer = desk.add(change(AT_MS + 3, "a"), pending(), "").await;
    let of_table = Filter { table: Some("a".into()), ..Filter::default() };
    assert_eq!(desk.history.mark_all_read(of_table, 1).await, Ok((2, vec![newer])));
    let unread = desk.page(Filter { unread: true, ..Filter::default() }, Start::Newest, 9).await;
    assert!(unread.iter().map(|entry| entry.id).eq([two]));
    assert_eq!(desk.history.mark_all_read(Filter::default(), 0).await, Ok((1, vec![])));
    assert_eq!(desk.counts().await.unread, 0);
}

#[derive(Clone, Debug)]
enum Step {
    Add { at: i64, table: u8, pending: bool },
    MarkRead(Vec<prop::sample::Index>),
    MarkUnread(Vec<prop::sample::Index>),
    MarkTable(u8),
    MarkBase(u8),
    MarkAll,
    MarkSearch,
    Click(prop::sample::Index),
    Delete(Vec<prop::sample::Index>),
    Reopen(prop::sample::Index),
    Retain { days: u32 },
}

fn step() -> impl Strategy<Value = Step> {
    let some = || vec(any::<prop::sample::Index>(), 1..6);
    prop_oneof![
        8 => (0..20_i64, 0..4_u8, any::<bool>()).prop_map(|(at, table, pending)| Step::Add { at, table, pending }),
        1 => some().prop_map(Step::MarkRead),
        1 => some().prop_map(Step::MarkUnread),
        1 => (0..4_u8).prop_map(Step::MarkTable),
        1 => (0..2_u8).prop_map(Step::MarkBase),
        1 => Just(Step::MarkAll),
        1 => Just(Step::MarkSearch),
        1 => any::<prop::sample::Index>().prop_map(Step::Click),
        1 => some().prop_map(Step::Delete),
        1 => any::<prop::sample::Index>().prop_map(Step::Reopen),
        1 => (0..20_u32).prop_map(|days| Step::Retain { days }),
    ]
}

const DAY_MS: i64 = 86_400_000;

async fn take(desk: &Desk, step: &Step, known: &mut Vec<EntryId>, deliveries: i64) {
    let pick = |picks: &[prop::sample::Index]| -> Vec<EntryId> {
        if known.is_empty() { Vec::new() } else { picks.iter().map(|pick| *pick.get(known)).collect() }
    };
    let history = &desk.history;
    let table = |n: u8| ["a", "b", "c", "d"][usize::from(n)].to_owned();
    match step {
        Step::Add { at, table: n, pending: announced } => {
            let mut change = change(AT_MS - at * DAY_MS, &table(*n));
            change.base = (*n > 0).then(|| base(u32::from(n % 2)));
            change.actor.app = format!("{at}");
            let follows = if *announced { pending() } else { told() };
            known.push(desk.add(change, follows, if at % 2 == 0 { "even" } else { "odd" }).await);
        }
        Step::MarkRead(picks) => drop(history.mark_read(pick(picks)).await.expect("is stored")),
        Step::MarkUnread(picks) => drop(history.mark_unread(pick(picks)).await.expect("is stored")),
        Step::MarkTable(n) => {
            let filter = Filter { table: Some(table(*n)), ..Filter::default() };
            history.mark_all_read(filter, 9).await.expect("is stored");
        }
        Step::MarkBase(n) => {
            let filter = Filter { base: Some(base(u32::from(*n))), ..Filter::default() };
            history.mark_all_read(filter, 9).await.expect("is stored");
        }
        Step::MarkAll => drop(history.mark_all_read(Filter::default(), 0).await.expect("is stored")),
        Step::MarkSearch => {
            let filter = Filter { search: Some("odd".into()), ..Filter::default() };
            history.mark_all_read(filter, 9).await.expect("is stored");
        }
        Step::Click(pick_one) => {
            let clicked = Dispatch::Done { clicked: true };
            Dispatches::new(desk.database.clone())
                .set_all(pick(&[*pick_one]), &clicked, AT_MS + 700)
                .await
                .expect("is stored");
        }
        Step::Delete(picks) => drop(history.delete(pick(picks)).await.expect("is stored")),
        Step::Reopen(pick_one) if deliveries > 0 => {
            let delivery = DeliveryId(1 + i64::try_from(pick_one.index(usize::MAX)).unwrap_or(0) % deliveries);
            history.reopen(vec![delivery], Authenticity::Verified).await.expect("is stored");
        }
        Step::Reopen(_) => {}
        Step::Retain { days } => {
            let limits = RetentionLimits { days: Some(*days), raw_days: Some(*days), max_bytes: None };
            history.retain(AT_MS + 1, limits).await.expect("is stored");
        }
    }
}

/// What the counters say, and what counting says.
async fn both_counts(desk: &Desk) -> [BTreeMap<(String, String), (u64, u64)>; 2] {
    let kept = desk.counts().await;
    let mut counted: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    for entry in desk.page(Filter::default(), Start::Newest, 1_000).await {
        let change = change_of(&entry);
        let base = change.base.clone().map_or(String::new(), String::from);
        let count = counted.entry((base, change.table.id.clone())).or_default();
        count.0 += 1;
        count.1 += u64::from(entry.unread);
    }
    let mut told = BTreeMap::new();
    for base in &kept.bases {
        let uuid = base.base.clone().map_or(String::new(), String::from);
        let sums = base.tables.iter().fold((0, 0), |sum, table| (sum.0 + table.total, sum.1 + table.unread));
        assert_eq!(sums, (base.total, base.unread));
        for table in &base.tables {
            told.insert((uuid.clone(), table.table.id.clone()), (table.total, table.unread));
        }
    }
    let sums = told.values().fold((0, 0), |sum, table| (sum.0 + table.0, sum.1 + table.1));
    assert_eq!(sums, (kept.total, kept.unread));
    let people = desk.history.people_seen().await.expect("is read");
    assert_eq!(people.iter().map(|person| person.changes).sum::<u64>(), kept.total);
    let unread = desk.page(Filter { unread: true, ..Filter::default() }, Start::Newest, 1_000).await;
    assert_eq!(unread.len() as u64, kept.unread);
    let words = ["even", "odd"].map(|word| desk.search(word));
    let [even, odd] = words;
    assert_eq!((even.await.len() + odd.await.len()) as u64, kept.total.min(100));
    [told, counted]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_counters_equal_a_recount(steps in vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let desk = desk();
            let (mut known, mut deliveries) = (Vec::new(), 0);
            for step in &steps {
                take(&desk, step, &mut known, deliveries).await;
                deliveries += i64::from(matches!(step, Step::Add { .. }));
            }
            let [told, counted] = both_counts(&desk).await;
            assert_eq!(told, counted);
        });
    }
}
