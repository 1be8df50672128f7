//! What was seen of a row before a change.

use serde_json::json;

use super::{AT_MS, Desk, base, change, desk, muted};
use crate::{
    change::{Authenticity, Change, ChangeKind, Content, Gap, Missing, Operation},
    database::Durability,
};

/// A change of the row "row" in the table "a", so many seconds after the beginning.
fn of_row(second: i64) -> Change {
    let mut change = change(AT_MS + second * 1000, "a");
    change.row.id = "row".into();
    change.cells[0].new = json!(second);
    change
}

fn of_other_row(second: i64) -> Change {
    let mut change = of_row(second);
    change.row.id = "another".into();
    change
}

/// The seconds of what is told to have been before.
async fn before(desk: &Desk, change: Change) -> Vec<i64> {
    let seen = desk.history.before(change).await.expect("is read");
    seen.iter().map(|content: &Content| (content.at_ms() - AT_MS) / 1000).collect()
}

async fn add(desk: &Desk, content: impl Into<Content>) {
    desk.add(content, muted("Rest"), "").await;
}

#[tokio::test]
async fn it_is_what_happened_to_the_row_by_then() {
    let desk = desk();
    assert_eq!(before(&desk, of_row(9)).await, [] as [i64; 0]);
    for second in [10, 30, 20] {
        add(&desk, of_row(second)).await;
    }
    add(&desk, of_other_row(15)).await;
    let mut elsewhere = of_row(16);
    elsewhere.table.id = "b".into();
    add(&desk, elsewhere).await;
    add(&desk, Change { base: Some(base(2)), ..of_row(17) }).await;
    let mut forged = desk.recording(vec![(of_row(18), muted("forged"), "")]).await;
    forged.entries[0].authenticity = Authenticity::Forged;
    desk.record_one(forged).await;
    assert_eq!(before(&desk, of_row(40)).await, [10, 20, 30]);
    assert_eq!(before(&desk, of_row(25)).await, [10, 20], "what came late is of its own time");
    // Where a base counts its operations, their order counts and not a clock.
    let operation = |version| Some(Operation { version, index: 0 });
    add(&desk, Change { operation: operation(7), ..of_row(50) }).await;
    add(&desk, Change { operation: operation(9), ..of_row(51) }).await;
    assert_eq!(before(&desk, Change { operation: operation(8), ..of_row(51) }).await, [10, 20, 30, 50]);
    assert_eq!(before(&desk, of_row(50)).await, [10, 20, 30, 50, 51], "its clock is a little behind");
    for second in 100..200 {
        add(&desk, of_row(second)).await;
    }
    assert_eq!(before(&desk, of_row(200)).await, (150..200).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_is_older_than_something_that_does_not_name_its_rows_is_left_out() {
    let gap = |base, second: i64| Content::from(Gap { base, missing: Missing::Restored, at_ms: AT_MS + second * 1000 });
    let none = || Gap { base: None, missing: Missing::Webhooks, at_ms: AT_MS + 20_000 };
    let one = Missing::Operations { count: 1, before: Some(3) };
    let several = |change: Change| Content::from(Change { rows_affected: 3, ..change });
    let elsewhere = || {
        let mut change = of_other_row(20);
        change.table.id = "b".into();
        change
    };
    for (between, expected) in [
        (gap(Some(base(1)), 20), vec![30]),
        (Gap { base: Some(base(1)), missing: one, at_ms: AT_MS + 20_000 }.into(), vec![30]),
        (none().into(), vec![30]),
        (several(of_other_row(20)), vec![30]),
        // The change may lie in the gap, which stands at its end.
        (gap(Some(base(1)), 50), vec![]),
        (gap(Some(base(2)), 20), vec![10, 30]),
        (several(of_row(20)), vec![10, 20, 30]),
        (several(Change { kind: ChangeKind::RowAdded, ..of_other_row(20) }), vec![10, 30]),
        (several(elsewhere()), vec![10, 30]),
        (several(of_other_row(50)), vec![10, 30]),
    ] {
        let desk = desk();
        for content in [of_row(10).into(), between.clone(), of_row(30).into()] {
            add(&desk, content).await;
        }
        assert_eq!(before(&desk, of_row(40)).await, expected, "{between:?}");
    }
}

/// However much there is, it is found by indexes.
#[tokio::test]
async fn what_names_no_rows_is_found_by_its_index() {
    let desk = desk();
    let explain = |connection: &rusqlite::Connection| {
        let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", super::super::before::LAST_UNNAMED))?;
        let numbers = ["1"; 8];
        let steps = explain.query_map(numbers, |step| step.get::<_, String>(3))?;
        Ok(steps.collect::<rusqlite::Result<Vec<_>>>()?)
    };
    let plan = desk.database.write(Durability::Lazy, explain).await.expect("is explained");
    let of_entries: Vec<_> = plan.iter().filter(|step| step.contains(" entry ")).collect();
    assert_eq!(of_entries.len(), 2, "{plan:?}");
    let searched = "SEARCH entry USING INDEX entry_unnamed (base_table=? AND rowid>?";
    assert!(of_entries.iter().all(|step| step.starts_with(searched)), "{plan:?}");
}
