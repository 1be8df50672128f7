//! What is known of a row from before, by what happened.

use proptest::{collection::vec, option, prelude::*, sample::select};
use seatable::{BaseUuid, ColumnType};
use serde_json::json;

use super::*;
use crate::change::{Actor, Authenticity, CellChange, Gap, Missing, Row, Table};

const KEYS: [&str; 3] = ["stat", "amnt", "form"];

fn column(key: &str) -> Column {
    let kind = match key {
        "form" => ColumnType::Formula,
        "amnt" => ColumnType::Number,
        _ => ColumnType::Text,
    };
    Column { key: key.into(), name: key.to_uppercase(), kind, data: json!({}) }
}

fn change(kind: ChangeKind, row: &str, at_ms: i64, cells: &[(&str, Value)]) -> Change {
    let cell = |(key, new): &(&str, Value)| CellChange { column: column(key), old: Value::Null, new: new.clone() };
    Change {
        base: Some(BaseUuid::new("fae0a3a4-2ba9-4df8-8e83-03fd385e37de")),
        table: Table { id: "9g8f".into(), name: "Opportunities".into() },
        row: Row { id: row.into(), name: String::new() },
        kind,
        op_type: String::new(),
        actor: Actor::default(),
        at_ms,
        cells: cells.iter().map(cell).collect(),
        cells_left_out: 0,
        rows_affected: 1,
        linked: None,
        operation: None,
    }
}

fn gap(base: Option<BaseUuid>, at_ms: i64) -> Content {
    Gap { base, missing: Missing::Webhooks, at_ms }.into()
}

/// What is known of each of [`KEYS`] beside what the change tells: the value before and where from, if any.
fn known(earlier: &[Content], now: &Change) -> [Option<(Value, i64)>; 3] {
    let columns = KEYS.map(column);
    let row = RowBefore::of(now, earlier);
    let content = Content::from(now.clone());
    let cells = row.cells(&content, Some(&columns));
    KEYS.map(|key| {
        let mut cells = cells.iter().filter(|cell| cell.column.key == key);
        let (cell, other) = (cells.next(), cells.next());
        assert!(other.is_none(), "{key} is there twice");
        match cell?.origin {
            Origin::Change | Origin::Read(_) => None,
            Origin::Seen(at) | Origin::OldSeen(at) => Some((cell?.old?.clone(), at.as_millisecond())),
        }
    })
}

#[test]
fn the_last_value_told_counts_until_something_may_have_changed_it_unseen() {
    use ChangeKind::{LinkAdded, Other, RowAdded, RowChanged, RowDeleted};
    let added = Content::from(change(RowAdded, "a", 1, &[("amnt", json!(5)), ("form", json!(7))]));
    let set = |at, value| Content::from(change(RowChanged, "a", at, &[("stat", json!(value))]));
    let now = change(RowChanged, "a", 9, &[("amnt", json!(8))]);
    let none = [None, None, None];
    let both = |stat: Value, at, amount: Value| [Some((stat, at)), Some((amount, 1)), None];
    let of = |told: Change| Content::from(Change { at_ms: 3, ..told });
    let [mut left_out, mut elsewhere, mut of_several, mut added_several] = [
        change(RowChanged, "a", 3, &[]),
        change(RowChanged, "a", 3, &[("stat", json!("x"))]),
        change(RowChanged, "b", 3, &[]),
        change(RowAdded, "b", 3, &[]),
    ];
    left_out.cells_left_out = 1;
    elsewhere.table.id = "0000".into();
    (of_several.rows_affected, added_several.rows_affected) = (2, 2);
    let with = |told: Content| known(&[added.clone(), set(2, "Open"), told], &now);
    let open = both(json!("Open"), 2, json!(5));
    assert_eq!(known(&[], &now), none);
    assert_eq!(known(std::slice::from_ref(&added), &now), both(Value::Null, 1, json!(5)), "what is not told is empty");
    assert_eq!(with(set(3, "Won")), both(json!("Won"), 3, json!(5)));
    assert_eq!(with(of(change(LinkAdded, "a", 3, &[]))), open);
    assert_eq!(with(of(change(RowChanged, "b", 3, &[("stat", json!("x"))]))), open, "another row");
    assert_eq!(with(elsewhere.into()), open);
    assert_eq!(with(added_several.into()), open);
    assert_eq!(with(gap(Some(BaseUuid::new("another")), 3)), open);
    for ends in [
        gap(now.base.clone(), 3),
        gap(None, 3),
        of(change(RowDeleted, "a", 3, &[("amnt", json!(5))])),
        of(change(Other, "a", 3, &[])),
        left_out.into(),
        of_several.into(),
    ] {
        assert_eq!(with(ends.clone()), none, "{ends:?}");
        assert_eq!(known(&[ends, set(4, "Won")], &now), [Some((json!("Won"), 4)), None, None]);
    }
    let deleted = Change { kind: RowDeleted, ..now.clone() };
    assert_eq!(known(std::slice::from_ref(&added), &deleted), [Some((Value::Null, 1)), None, None]);
    for kind in [RowAdded, LinkAdded, Other] {
        assert_eq!(known(std::slice::from_ref(&added), &Change { kind, ..now.clone() }), none);
    }
}

#[test]
fn a_column_of_another_kind_has_other_values_and_one_that_is_told_keeps_the_options_of_both() {
    let seen = Content::from(change(ChangeKind::RowChanged, "a", 1, &[("amnt", json!(5)), ("stat", json!("111"))]));
    let mut now = change(ChangeKind::RowChanged, "a", 2, &[]);
    let mut columns = KEYS.map(column);
    columns[1].kind = ColumnType::Text;
    let row = RowBefore::of(&now, [&seen]);
    let content = Content::from(now.clone());
    let keys: Vec<_> = row.cells(&content, Some(&columns)).iter().map(|cell| cell.column.key.clone()).collect();
    assert_eq!(keys, ["stat"]);

    let option = |id: &str| json!({"id": id, "name": id});
    let told = |id: &str| {
        let data = json!({ "options": [option(id)] });
        let column = Column { kind: ColumnType::SingleSelect, data, ..column("stat") };
        CellChange { column, old: Value::Null, new: json!(id) }
    };
    let mut before = now.clone();
    (before.at_ms, before.cells, now.cells) = (1, vec![told("111")], vec![told("222")]);
    let row = RowBefore::of(&now, [&before.into()]);
    let content = Content::from(now);
    let cells = row.cells(&content, None);
    assert_eq!((cells[0].old, cells[0].new), (Some(&json!("111")), &json!("222")));
    assert_eq!(cells[0].column.data, json!({"options": [option("222"), option("111")]}));
}

fn told() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    vec((select(KEYS.to_vec()), (0..3).prop_map(Value::from)), 0..3)
}

fn happened() -> impl Strategy<Value = Content> {
    let kind = select(ChangeKind::ALL.to_vec());
    let change = (kind, select(vec!["a", "b"]), told(), 1..3_u64, 0..2_u32).prop_map(
        |(kind, row, cells, rows_affected, cells_left_out)| {
            Content::from(Change { rows_affected, cells_left_out, ..change(kind, row, 0, &cells) })
        },
    );
    prop_oneof![8 => change, 1 => option::of(Just(BaseUuid::new("another"))).prop_map(|base| gap(base, 0))]
}

proptest! {
    /// Whatever happened before: what the change tells stays, and what is known from before was told by the last change
    /// of the row that named it, after which nothing may have changed it unseen; or by the row's being new.
    #[test]
    fn what_the_change_tells_is_never_overridden(mut earlier in vec(happened(), 0..8), mut cells in told(), with_old: bool) {
        cells.sort_by_key(|(key, _)| *key);
        cells.dedup_by_key(|(key, _)| *key);
        for (at_ms, content) in (1..).zip(&mut earlier) {
            match content {
                Content::Change(change) => change.at_ms = at_ms,
                Content::Gap(gap) => gap.at_ms = at_ms,
            }
        }
        let mut now = change(ChangeKind::RowChanged, "a", 99, &cells);
        if with_old {
            now.cells.iter_mut().for_each(|cell| cell.old = json!(17));
        }
        let content = Content::from(now.clone());
        let row = RowBefore::of(&now, &earlier);
        let columns = KEYS.map(column);
        for (told, fact) in now.cells.iter().zip(row.cells(&content, Some(&columns))) {
            prop_assert_eq!(&told.new, fact.new);
            prop_assert_eq!(&told.column.key, &fact.column.key);
            prop_assert!(!with_old || fact.old == Some(&told.old));
        }
        for (key, known) in KEYS.iter().zip(known(&earlier, &now)) {
            let Some((value, at)) = known else { continue };
            let from = earlier[usize::try_from(at).unwrap_or_default() - 1].change().expect("a change");
            let cell = from.cells.iter().rfind(|cell| cell.column.key == *key);
            prop_assert!(from.row.id == "a" && *key != "form");
            match cell {
                Some(cell) => prop_assert_eq!(&cell.new, &value),
                None => prop_assert!(from.kind == ChangeKind::RowAdded && value.is_null()),
            }
            let later = &earlier[usize::try_from(at).unwrap_or_default()..];
            for content in later {
                let is_gap = matches!(content, Content::Gap(Gap { base: None, .. }));
                let names_it = content.change().is_some_and(|change| {
                    use ChangeKind::{LinkAdded, LinkRemoved, LinksChanged};
                    change.row.id == "a"
                        && !matches!(change.kind, LinkAdded | LinkRemoved | LinksChanged)
                        && change.cells.iter().any(|cell| cell.column.key == *key)
                });
                prop_assert!(!is_gap && !names_it, "{:?}", content);
            }
        }
    }

    /// Followed from one change to the next, as much is known of a row as by looking back at each, whenever that was begun.
    #[test]
    fn following_rows_is_looking_back(happened in vec(happened(), 0..12), asked in vec(any::<bool>(), 12)) {
        let mut rows = RowsBefore::default();
        for (at, (content, asked)) in happened.iter().zip(asked).enumerate() {
            let looking_back = |_: &Change| Ok::<_, ()>(happened[..at].to_vec());
            if let Some(change) = content.change().filter(|change| asked && change.can_be_known_from_before()) {
                let followed = rows.of(change, looking_back).expect("is known");
                prop_assert_eq!(followed, &RowBefore::of(change, &happened[..at]));
            }
            rows.pass(content, Authenticity::Verified);
        }
    }
}
