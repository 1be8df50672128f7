#![allow(clippy::unwrap_used)]
use seatable::{BaseUuid, Column};
use serde_json::{Value, json};

use super::*;
use crate::change::{Actor, CellChange, ChangeKind, DeliveryId, Dispatch, Loudness, Row, Source, Table, Verdict};

fn entry(id: i64, row: &str, kind: ChangeKind, cells: &[(&str, Value, Value)]) -> Entry {
    let cell = |(name, old, new): &(&str, Value, Value)| CellChange {
        column: Column { key: (*name).into(), name: (*name).into(), ..Column::default() },
        old: old.clone(),
        new: new.clone(),
    };
    Entry {
        id: EntryId(id),
        delivery: DeliveryId(id),
        source: Source::Local,
        endpoint: "default".into(),
        received_ms: id,
        authenticity: Authenticity::Verified,
        content: Content::Change(Change {
            base: Some(BaseUuid::new("fae0a3a42ba94df88e8303fd385e37de")),
            table: Table { id: "0000".into(), name: "Tasks".into() },
            row: Row { id: row.into(), name: String::new() },
            kind,
            op_type: String::new(),
            actor: Actor::default(),
            at_ms: id,
            cells: cells.iter().map(cell).collect(),
            cells_left_out: 0,
            rows_affected: 1,
            linked: None,
            operation: None,
        }),
        unread: true,
        verdict: Verdict::Announce { by: None, loudness: Loudness::default() },
        highlight: false,
        desktop: Some(Dispatch::UnderWay),
        announced_ms: None,
    }
}

/// The change that is told.
fn told(content: &mut Content) -> &mut Change {
    match content {
        Content::Change(change) => change,
        Content::Gap(_) => panic!("a gap"),
    }
}

fn added(id: i64) -> Entry {
    entry(id, &format!("row{id}"), ChangeKind::RowAdded, &[])
}

fn count(alert: &Alert) -> u64 {
    match &alert.content {
        AlertContent::Summary { summary, .. } => summary.count(),
        AlertContent::Entry { .. } => panic!("not a summary"),
    }
}

#[test]
fn a_row_filled_in_cell_by_cell_is_one_popup() {
    let mut alerts = Alerts::new(PopupSettings::default());
    let first = alerts.take(&[entry(1, "r", ChangeKind::RowAdded, &[])], 0).unwrap();
    let mut named = entry(2, "r", ChangeKind::RowChanged, &[("Name", json!(""), json!("Acme"))]);
    told(&mut named.content).row.name = "Acme".into();
    let second = alerts.take(&[named.clone()], 1_000).unwrap();
    let third = alerts
        .take(&[entry(3, "r", ChangeKind::RowChanged, &[("Name", json!("Acme"), json!("Acme Ltd"))])], 2_000)
        .unwrap();
    assert_eq!((second.key, second.update, third.key, third.update), (first.key, true, first.key, true));
    let AlertContent::Entry { mut content, entry, .. } = third.content else { panic!() };
    let change = told(&mut content);
    assert_eq!((change.kind, change.row.name.as_str(), entry), (ChangeKind::RowAdded, "Acme", EntryId(3)));
    assert_eq!((&change.cells[0].old, &change.cells[0].new), (&json!(""), &json!("Acme Ltd")));
    assert_eq!(third.entries, [EntryId(3)]);
}

#[test]
fn a_closed_popup_or_a_long_pause_or_another_row_starts_a_new_one() {
    let mut alerts = Alerts::new(PopupSettings::default());
    let change = |id| entry(id, "r", ChangeKind::RowChanged, &[]);
    let first = alerts.take(&[change(1)], 0).unwrap();
    alerts.dismissed(first.key, Dismissed::ByPerson);
    let second = alerts.take(&[change(2)], 1_000).unwrap();
    assert!(!second.update && second.key != first.key);
    assert!(!alerts.take(&[change(3)], 1_000 + ROW_MS + 1).unwrap().update);
    assert!(!alerts.take(&[entry(4, "other", ChangeKind::RowChanged, &[])], 400_000).unwrap().update);
}

#[test]
fn a_deleted_row_replaces_what_its_popup_said() {
    let mut alerts = Alerts::new(PopupSettings::default());
    let mut first = entry(1, "r", ChangeKind::RowAdded, &[]);
    told(&mut first.content).row.name = "Acme".into();
    alerts.take(&[first.clone()], 0);
    let gone = alerts.take(&[entry(2, "r", ChangeKind::RowDeleted, &[])], 10).unwrap();
    let AlertContent::Entry { mut content, .. } = gone.content else { panic!() };
    let change = told(&mut content);
    assert_eq!((change.kind, change.row.name.as_str()), (ChangeKind::RowDeleted, "Acme"));
}

#[test]
fn more_than_five_in_ten_seconds_become_one_summary_that_takes_them_in() {
    let mut alerts = Alerts::new(PopupSettings::default());
    let keys: Vec<_> = (1..=5).map(|id| alerts.take(&[added(id)], id).unwrap().key).collect();
    let summary = alerts.take(&[added(6)], 6).unwrap();
    assert_eq!((count(&summary), summary.update, &summary.absorbs), (6, false, &keys));
    assert_eq!(summary.entries, [EntryId(6)]);
    // Further ones wait for the next update, which names them all and loses none.
    for id in 7..=100 {
        assert_eq!(alerts.take(&[added(id)], 7), None);
    }
    assert_eq!((alerts.due_in_ms(7), alerts.tick(7)), (Some(499), None));
    let update = alerts.tick(506).unwrap();
    assert_eq!((update.key, count(&update), update.update), (summary.key, 100, true));
    assert_eq!(update.entries, (7..=100).map(EntryId).collect::<Vec<_>>());
    assert_eq!((alerts.due_in_ms(9_999), alerts.tick(9_999)), (None, None));
    // After ten quiet seconds a change is shown for itself again.
    assert!(matches!(alerts.take(&[added(101)], 10_008).unwrap().content, AlertContent::Entry { .. }));
}

#[test]
fn what_waits_when_a_summary_is_closed_is_counted_by_the_next() {
    let settings = PopupSettings { fold_above: 1, ..PopupSettings::default() };
    let mut alerts = Alerts::new(settings);
    alerts.take(&[added(1)], 0);
    let summary = alerts.take(&[added(2)], 30).unwrap();
    assert_eq!((count(&summary), alerts.take(&[added(3)], 60)), (2, None));
    // The person has seen two.
    alerts.dismissed(summary.key, Dismissed::ByPerson);
    let next = alerts.tick(530).unwrap();
    assert_eq!((count(&next), next.entries), (1, vec![EntryId(3)]));
    assert_eq!(alerts.take(&[added(4)], 600), None);
    assert_eq!(count(&alerts.tick(1_100).unwrap()), 2);
}

#[test]
fn a_popup_whose_time_is_over_was_not_closed_by_the_person() {
    let settings = PopupSettings { fold_above: 2, ..PopupSettings::default() };
    let mut alerts = Alerts::new(settings);
    for id in 1..=2 {
        let single = alerts.take(&[added(id)], id).unwrap();
        alerts.dismissed(single.key, Dismissed::Expired);
    }
    // They still count as shown just now, and are in the summary.
    let summary = alerts.take(&[added(3)], 3).unwrap();
    assert_eq!(count(&summary), 3);
    alerts.dismissed(summary.key, Dismissed::Expired);
    assert_eq!(alerts.take(&[added(4)], 10), None);
    assert_eq!(count(&alerts.tick(1_000).unwrap()), 4);
}

#[test]
fn a_batch_is_told_whole_however_it_is_told() {
    let batch = [added(7), added(8), added(9)];
    let mut alone = Alerts::new(PopupSettings::default());
    let mut told = alone.take(&batch, 0).unwrap();
    told.entries.sort();
    assert_eq!(told.entries, [EntryId(7), EntryId(8), EntryId(9)]);
    let AlertContent::Entry { content, .. } = &told.content else { panic!("{told:?}") };
    assert_eq!(content.change().unwrap().rows_affected, 3);
    // The one that begins a summary, and one that goes into it.
    let mut busy = Alerts::new(PopupSettings::default());
    (1..=5).for_each(|id| drop(busy.take(&[added(id)], 0)));
    let mut told = busy.take(&batch, 1).unwrap();
    told.entries.sort();
    assert_eq!((count(&told), told.entries), (8, vec![EntryId(7), EntryId(8), EntryId(9)]));
    assert_eq!(busy.take(&[added(10), added(11)], 2), None);
    let mut told = busy.tick(1_000).unwrap();
    told.entries.sort();
    assert_eq!((count(&told), told.entries), (10, vec![EntryId(10), EntryId(11)]));
}

#[test]
fn a_clock_that_is_set_back_holds_nothing_up() {
    let mut alerts = Alerts::new(PopupSettings::default());
    let hour = 3_600_000;
    for id in 1..=7 {
        alerts.take(&[added(id)], hour);
    }
    assert_eq!(alerts.due_in_ms(hour), Some(500));
    // The seventh waits for the summary's update when the clock jumps.
    assert_eq!(alerts.due_in_ms(0), Some(0));
    assert_eq!(alerts.tick(0).unwrap().entries, [EntryId(7)]);
    // What comes next does not count as coming fast on what came in the future.
    assert!(matches!(alerts.take(&[added(8)], 1).unwrap().content, AlertContent::Entry { .. }));
}

#[test]
fn five_in_ten_seconds_are_five_popups_however_long_it_goes_on() {
    let mut alerts = Alerts::new(PopupSettings::default());
    for id in 1..100 {
        let alert = alerts.take(&[added(id)], id * 2_000).unwrap();
        assert!(matches!(alert.content, AlertContent::Entry { .. }), "{id}");
    }
}

#[test]
fn every_entry_is_announced_once_whatever_comes_when() {
    use proptest::prelude::*;
    let steps = prop::collection::vec((-500i64..3_000, 0u8..6, 0usize..3, any::<bool>(), any::<bool>()), 1..200);
    proptest!(|(steps in steps)| {
        let mut alerts = Alerts::new(PopupSettings::default());
        let (mut now, mut told, mut keys) = (0, Vec::new(), Vec::new());
        for (id, (pause, row, kind, close, how)) in steps.iter().enumerate() {
            now += pause;
            let kind = [ChangeKind::RowAdded, ChangeKind::RowChanged, ChangeKind::RowDeleted][*kind];
            let mut out: Vec<_> = alerts.tick(now).into_iter().collect();
            out.extend(alerts.take(&[entry(id as i64, &format!("r{row}"), kind, &[])], now));
            for alert in out {
                keys.push(alert.key);
                if let AlertContent::Summary { summary, .. } = &alert.content {
                    prop_assert!(summary.count() >= alert.entries.len() as u64, "{summary:?}");
                }
                told.extend(alert.entries);
            }
            if *close && let Some(key) = keys.last() {
                alerts.dismissed(*key, if *how { Dismissed::ByPerson } else { Dismissed::Expired });
            }
        }
        if let Some(due) = alerts.due_in_ms(now) { told.extend(alerts.tick(now + due as i64).unwrap().entries); }
        told.sort();
        prop_assert_eq!(told, (0..steps.len() as i64).map(EntryId).collect::<Vec<_>>());
    });
}
