//! One change, once, by whatever ways and in whatever order the news of it comes.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*, sample::Index};
use seatable::Column;
use serde_json::{Value, json};

use super::{AT_MS, Desk, change, change_of, desk, new_entry, pending};
use crate::{
    change::{Authenticity, CellChange, Change, ChangeKind, Delivery, Dispatch, EntryId, NewEntry, Operation, Source},
    database::BodyHash,
    history::{Filter, Recorded, Recording, Start},
};

/// What somebody did: to which rows, and whether they were deleted or changed. More than one row is a batch.
#[derive(Clone, Debug)]
struct Edit {
    rows: Vec<u8>,
    delete: bool,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let rows = prop_oneof![3 => vec(0u8..3, 1..2), 1 => Just(vec![0u8, 1, 2])];
    vec((rows, prop::bool::weighted(0.2)).prop_map(|(rows, delete)| Edit { rows, delete }), 1..12)
}

/// A report as one of the ways would bring it to an endpoint: the changes of one delivery.
type Report = (Source, &'static str, Vec<Change>);

/// The feed tells of the changes so much too late, in turn, in milliseconds.
const LATE: [i64; 1] = [700];

/// The same history as each of the three ways tells it, and the changes as they were. So long lies between two edits, and
/// the feed is so late, in turn.
fn reports(edits: &[Edit], apart_ms: i64, late: &[i64]) -> ([Vec<Report>; 3], Vec<Change>) {
    let mut cells: BTreeMap<u8, &str> = BTreeMap::new();
    let (mut webhooks, mut realtime, mut log, mut truth) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (n, edit) in edits.iter().enumerate() {
        let at_ms = AT_MS + n as i64 * apart_ms;
        // One operation does the same to all its rows.
        let there = cells.contains_key(&edit.rows[0]);
        let kind = match (there, edit.delete) {
            (false, _) => ChangeKind::RowAdded,
            (true, true) => ChangeKind::RowDeleted,
            (true, false) => ChangeKind::RowChanged,
        };
        let rows = edit.rows.iter().filter(|row| cells.contains_key(row) == there).copied().collect::<Vec<_>>();
        let mut changes = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            let before = cells.remove(&row);
            // To and fro: A → B → A → B.
            let after = if before == Some("A") { "B" } else { "A" };
            let (old, new) = match kind {
                ChangeKind::RowAdded => (Value::Null, json!(after)),
                ChangeKind::RowDeleted => (json!(before), Value::Null),
                _ => (json!(before), json!(after)),
            };
            if kind != ChangeKind::RowDeleted {
                cells.insert(row, after);
            }
            let mut one = change(at_ms, "a");
            one.kind = kind;
            one.row.id = format!("row{row}0000000000000000000");
            one.row.name = format!("Row {row}");
            let column = Column { key: "Xt3a".into(), name: "Step".into(), data: json!({}), ..Column::default() };
            one.cells = vec![CellChange { column, old, new }];
            one.operation = Some(Operation { version: n as i64 + 1, index: index as u32 });
            changes.push(one);
        }
        let mut webhook = changes[0].clone();
        (webhook.operation, webhook.rows_affected) = (None, changes.len() as u64);
        webhooks.push((Source::Local, "default", vec![webhook]));
        log.push((Source::CatchUp, "base/1", changes.clone()));
        let arrives = |mut change: Change| {
            change.at_ms += late[n % late.len()];
            change.actor.user.clear();
            if change.kind == ChangeKind::RowChanged {
                change.cells[0].old = Value::Null;
            }
            change
        };
        realtime.push((Source::Realtime, "base/1", changes.iter().cloned().map(arrives).collect()));
        truth.extend(changes);
    }
    ([webhooks, realtime, log], truth)
}

/// The same webhooks, as SeaTable posts them to a further address.
fn at_another_address(webhooks: &[Report], source: Source) -> Vec<Report> {
    webhooks.iter().map(|(_, _, changes)| (source, "another", changes.clone())).collect()
}

/// Merges the ways in an order that keeps each way's own.
fn interleaved(mut ways: Vec<Vec<Report>>, picks: &[Index]) -> Vec<Report> {
    ways.iter_mut().for_each(|way| way.reverse());
    let mut all = Vec::new();
    for pick in picks {
        let left: Vec<usize> = (0..ways.len()).filter(|way| !ways[*way].is_empty()).collect();
        if !left.is_empty() {
            all.extend(ways[*pick.get(&left)].pop());
        }
    }
    while let Some(way) = ways.iter_mut().find(|way| !way.is_empty()) {
        all.extend(way.pop());
    }
    all
}

/// Records the reports, each as a delivery; gives what is in the history then and how often each entry was to be announced.
async fn recorded(desk: &Desk, reports: Vec<Report>) -> (Vec<Change>, Vec<EntryId>) {
    let mut announced = Vec::new();
    for (source, endpoint, changes) in reports {
        let changes = changes.into_iter().map(|change| (change, pending(), "")).collect();
        let recording = desk.recording_at(source, endpoint, changes).await;
        for one in desk.history.record(vec![recording]).await.expect("is recorded") {
            let Recorded::Taken { new, .. } = one else { panic!("{one:?}") };
            announced.extend(
                new.into_iter().filter(|entry| entry.desktop == Some(Dispatch::UnderWay)).map(|entry| entry.id),
            );
        }
    }
    let entries = desk.page(Filter::default(), Start::After(EntryId(0)), 1_000).await;
    (entries.iter().map(change_of).cloned().collect(), announced)
}

/// Row, kind, old and new value, in the history's order within each row.
fn told(changes: &[Change]) -> BTreeMap<String, Vec<(ChangeKind, String, u64)>> {
    let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for change in changes {
        let cell = &change.cells[0];
        rows.entry(change.row.id.clone()).or_default().push((
            change.kind,
            format!("{} -> {}", cell.old, cell.new),
            change.rows_affected,
        ));
    }
    rows
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

/// Or it would not be known at the next start that webhooks used to come.
#[test]
fn a_webhook_of_a_change_that_is_known_is_seen_at_its_endpoint() {
    let ([webhooks, realtime, _], _) = reports(&[Edit { rows: vec![0], delete: false }], 2_000, &LATE);
    run(async {
        let desk = desk();
        let change = realtime[0].2[0].clone();
        let delivery = Delivery {
            source: Source::Realtime,
            endpoint: "base/1".into(),
            received_ms: AT_MS,
            authenticity: Authenticity::Verified,
            headers: Vec::new(),
            body: b"realtime".to_vec(),
        };
        let hash = BodyHash::of(&delivery.body);
        let id = desk.inbox.append(delivery).await.expect("is stored");
        let entry = new_entry(id, AT_MS, change, pending(), "");
        let entry = NewEntry { source: Source::Realtime, endpoint: "base/1".into(), ..entry };
        let recording = Recording { delivery: id, hash, timed: false, entries: vec![entry] };
        desk.history.record(vec![recording]).await.expect("is recorded");
        let (changes, announced) = recorded(&desk, webhooks).await;
        assert_eq!((changes.len(), announced.len()), (1, 0), "it is the same change");
        let seen = desk.history.bases_seen().await.expect("is read");
        assert_eq!(seen[0].endpoints, ["base/1", "default"]);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_order_of_complete_reports_gives_the_same_history(
        edits in edits(),
        picks in vec(any::<Index>(), 36),
        // Also by a clock that is a little wrong, and closer together than that.
        apart_ms in prop_oneof![Just(2_000i64), 1i64..600],
        late in vec(-700i64..700, 12),
        with in prop_oneof![Just([true, true, true]), Just([true, true, false]), Just([true, false, true]), Just([false, true, true])],
        // A further webhook, to this computer or by a relay.
        another in prop_oneof![Just(None), Just(Some(Source::Local)), Just(Some(Source::Relay))],
    ) {
        let (ways, truth) = reports(&edits, apart_ms, &late);
        let another = another.filter(|_| with[0]).map(|source| at_another_address(&ways[0], source));
        let ways: Vec<_> = ways.into_iter().zip(with).filter(|(_, with)| *with).map(|(way, _)| way).chain(another).collect();
        let (changes, announced) = run(async { recorded(&desk(), interleaved(ways, &picks)).await });
        if with != [true, true, false] {
            prop_assert_eq!(told(&changes), told(&truth));
        } else {
            // Nobody told what was in the further rows of a batch before.
            let count = |changes: &[Change]| told(changes).into_iter().map(|(row, all)| (row, all.len())).collect::<BTreeMap<_, _>>();
            prop_assert_eq!(count(&changes), count(&truth));
        }
        let mut once = announced.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), announced.len());
    }

    #[test]
    fn webhooks_to_two_addresses_tell_each_change_once(
        edits in edits(),
        picks in vec(any::<Index>(), 24),
        apart_ms in prop_oneof![Just(2_000i64), 1i64..600],
        lost in vec(prop::bool::weighted(0.2), 24),
        another in prop_oneof![Just(Source::Local), Just(Source::Relay)],
    ) {
        let ([mut webhooks, _, _], _) = reports(&edits, apart_ms, &LATE);
        let mut second = at_another_address(&webhooks, another);
        let truth: Vec<Change> = webhooks.iter().flat_map(|(_, _, changes)| changes.clone()).collect();
        // One of the two may miss a change, but not both.
        let lost: Vec<bool> = lost.into_iter().cycle().take(webhooks.len() * 2).collect();
        let (mut first_lost, mut second_lost) = (lost.iter(), lost.iter().skip(webhooks.len()).zip(&lost));
        webhooks.retain(|_| !first_lost.next().copied().unwrap_or(false));
        second.retain(|_| !second_lost.next().is_some_and(|(second, first)| *second && !*first));
        let (changes, announced) = run(async { recorded(&desk(), interleaved(vec![webhooks, second], &picks)).await });
        let sorted = |changes: &[Change]| {
            let mut all: Vec<_> = changes.iter().map(|change| (change.at_ms, change.rows_affected, change.row.id.clone())).collect();
            all.sort();
            all
        };
        prop_assert_eq!(sorted(&changes), sorted(&truth));
        prop_assert_eq!(announced.len(), changes.len());
    }

    #[test]
    fn what_one_way_loses_another_brings(
        edits in edits(),
        picks in vec(any::<Index>(), 36),
        lost in vec(any::<bool>(), 24),
    ) {
        let (ways, truth) = reports(&edits, 2_000, &LATE);
        let [mut webhooks, mut realtime, log] = ways;
        let mut lost = lost.into_iter();
        webhooks.retain(|_| !lost.next().unwrap_or(false));
        realtime.retain(|_| !lost.next().unwrap_or(false));
        // The log comes last, as after a gap, and is complete.
        let mut all = interleaved(vec![webhooks, realtime], &picks);
        all.extend(log);
        let (changes, _) = run(async { recorded(&desk(), all).await });
        let multiset = |changes: &[Change]| {
            let mut all: Vec<_> = told(changes).into_iter().map(|(row, mut all)| { all.sort(); (row, all) }).collect();
            all.sort();
            all
        };
        prop_assert_eq!(multiset(&changes), multiset(&truth));
    }
}
