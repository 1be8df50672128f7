//! Rows that were added and may still be filled in: a spreadsheet adds a row when somebody begins to type, and tells each
//! cell as a change. A rule that asks for cells of an added row is asked once the row has settled.
//!
//! That it is not decided yet is in the table of dispatches, with when it is due, and survives a restart. Nothing waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tracing::error;

use super::{Pipeline, route::route_later};
use crate::{
    change::{Authenticity, CellChange, Change, ChangeKind, Content, Dispatch, Entry, EntryId, HoldReason, RowBefore},
    clock::now_ms,
    context::{Context, Pause},
    database::DatabaseError,
    dispatch::Dispatches,
    history::{DecidedLater, Filter, History, Start},
};

/// A row has settled when nobody has changed it for so long. Milliseconds.
pub(super) const SETTLED_MS: i64 = 5_000;
/// And after so long in any case. Milliseconds.
const AT_MOST_MS: i64 = 60_000;
/// How many are looked at together.
const PAGE: usize = 64;
/// How many changes of a row are looked at: more than a person makes in that time.
const CHANGES: usize = 200;

impl Pipeline {
    /// Decides about the rows that have settled by now.
    pub(super) async fn settle(&self) -> Result<(), DatabaseError> {
        let (context, paused) = (self.context.borrow().clone(), *self.pause.borrow());
        let settled = settle(&self.history, &self.dispatches, &context, paused, now_ms()).await?;
        self.decided(settled).await;
        Ok(())
    }
}

/// Decides about up to a page of the rows that have settled by `now_ms`, and puts off those that have not. Gives the entries
/// that were decided, with the cells that their rows have now.
async fn settle(
    history: &History,
    dispatches: &Dispatches,
    context: &Context,
    paused: Option<Pause>,
    now_ms: i64,
) -> Result<Vec<Entry>, DatabaseError> {
    let mut settled = Vec::new();
    let mut put_off = Vec::new();
    let due: Vec<EntryId> = dispatches.due(HoldReason::Settling, now_ms, PAGE).await?;
    for mut entry in history.entries(due).await? {
        let later = match entry.change() {
            Some(added) => changes_after(history, &entry, added).await?,
            None => Vec::new(),
        };
        let until_ms = settles_ms(entry.received_ms, later.iter().map(|change| change.received_ms), now_ms);
        if until_ms > now_ms {
            put_off.push((entry.id, Dispatch::Waiting { reason: HoldReason::Settling, until_ms: Some(until_ms) }));
            continue;
        }
        if let Content::Change(added) = &mut entry.content {
            later.iter().filter_map(Entry::change).for_each(|change| fill_in(added, change));
        }
        let decide = || route_later(&entry, &RowBefore::default(), context, paused);
        let decided = catch_unwind(AssertUnwindSafe(decide)).unwrap_or_else(|_| {
            error!(entry = entry.id.0, "a new row could not be decided by a mistake in Rowbell, and is announced");
            announced(&entry)
        });
        if let Some(stored) = history.decide(decided, HoldReason::Settling).await? {
            settled.push(Entry { content: entry.content, ..stored });
        }
    }
    dispatches.set(put_off, now_ms).await?;
    Ok(settled)
}

/// It is announced as it was when nothing was decided yet.
pub(super) fn announced(entry: &Entry) -> DecidedLater {
    DecidedLater {
        id: entry.id,
        verdict: entry.verdict.clone(),
        highlight: false,
        decision: None,
        desktop: Some(Dispatch::UnderWay),
        unread: true,
    }
}

/// When a row settles that was reported then, and changed in reports that came then. All in Unix milliseconds. What came
/// after `now_ms` came by another clock, and puts nothing off.
fn settles_ms(added_ms: i64, changed_ms: impl Iterator<Item = i64>, now_ms: i64) -> i64 {
    if added_ms > now_ms {
        return now_ms;
    }
    let last_ms = changed_ms.filter(|changed_ms| *changed_ms <= now_ms).fold(added_ms, i64::max);
    last_ms.saturating_add(SETTLED_MS).min(added_ms.saturating_add(AT_MOST_MS))
}

/// The changes of the row since it was added, the oldest first.
async fn changes_after(history: &History, entry: &Entry, added: &Change) -> Result<Vec<Entry>, DatabaseError> {
    let filter = Filter { base: added.base.clone(), row: Some(added.row.id.clone()), ..Filter::default() };
    let mut later = history.page(filter, Start::After(entry.id), CHANGES).await?;
    later.retain(|later| {
        let is_of_row = |change: &Change| change.kind == ChangeKind::RowChanged && change.is_in_table_of(added);
        later.authenticity != Authenticity::Forged && later.change().is_some_and(is_of_row)
    });
    later.sort_unstable_by_key(|later| later.id);
    Ok(later)
}

/// Takes what a change tells into the row that was added before it.
fn fill_in(added: &mut Change, change: &Change) {
    for cell in &change.cells {
        let (column, new) = (cell.column.clone(), cell.new.clone());
        match added.cells.iter_mut().find(|known| known.column.key == column.key) {
            Some(known) => (known.column, known.new) = (column, new),
            None => added.cells.push(CellChange { column, old: serde_json::Value::Null, new }),
        }
    }
    added.cells_left_out = added.cells_left_out.max(change.cells_left_out);
    if !change.row.name.is_empty() {
        added.row.name.clone_from(&change.row.name);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;
    use rowbell_rules::{ColumnCondition, Item, Rule, RuleAction};
    use seatable::filter::Predicate;
    use serde_json::json;

    use super::*;
    use crate::{
        change::{Delivery, DeliveryId, Reading, Source, Verdict},
        config::Settings,
        history::tests::{AT_MS, Desk, Follows, change, desk, muted, pending},
        pipeline::route::route_all,
    };

    fn context(rules: Vec<Rule>) -> Arc<Context> {
        Context::new(Arc::new(Settings { rules, ..Settings::default() }), &TimeZone::UTC, Arc::default())
    }

    /// "Added where Name is Acme", and else nothing.
    fn acme() -> Rule {
        let condition = ColumnCondition {
            column_name: "Name".into(),
            predicate: Predicate::Is,
            term: json!("Acme"),
            ..ColumnCondition::default()
        };
        let mut rule = Rule { kind: vec![ChangeKind::RowAdded.into()], ..Rule::new("Acme", RuleAction::Announce) };
        rule.conditions.filters = vec![Item::Column(condition)];
        rule
    }

    fn rest() -> Rule {
        Rule::new("Rest", RuleAction::Mute)
    }

    fn of_row(kind: ChangeKind, at_ms: i64, name: Option<&str>) -> Change {
        let mut change = change(at_ms, "a");
        (change.kind, change.row.id, change.row.name) = (kind, "row".into(), String::new());
        match name {
            Some(name) => change.cells[0].new = json!(name),
            None => change.cells.clear(),
        }
        change
    }

    /// An empty row was added, and is not decided yet. It was received 300 ms after that, as everything of the desk is.
    async fn added(desk: &Desk) -> EntryId {
        let waits = Dispatch::Waiting { reason: HoldReason::Settling, until_ms: Some(AT_MS + SETTLED_MS) };
        desk.add(of_row(ChangeKind::RowAdded, AT_MS, None), Follows { desktop: Some(waits), ..pending() }, "").await
    }

    async fn typed(desk: &Desk, after_ms: i64, name: &str) {
        desk.add(of_row(ChangeKind::RowChanged, AT_MS + after_ms, Some(name)), muted("Rest"), "").await;
    }

    /// What is decided that long after the row was added.
    async fn settled(desk: &Desk, rules: Vec<Rule>, after_ms: i64) -> Vec<Entry> {
        let dispatches = Dispatches::new(desk.database.clone());
        settle(&desk.history, &dispatches, &context(rules), None, AT_MS + after_ms).await.expect("is decided")
    }

    #[tokio::test]
    async fn a_row_typed_cell_by_cell_is_told_once_and_with_its_cells() {
        let desk = desk();
        let id = added(&desk).await;
        typed(&desk, 2_000, "Ac").await;
        typed(&desk, 4_000, "Acme").await;
        let rules = || vec![acme(), rest()];
        for after_ms in [5_000, 5_300, 9_299] {
            assert_eq!(settled(&desk, rules(), after_ms).await, [], "{after_ms}");
        }
        let mut told = settled(&desk, rules(), 9_300).await;
        let told = told.pop().filter(|_| told.is_empty()).expect("one");
        assert_eq!((told.id, told.desktop.as_ref(), told.unread), (id, Some(&Dispatch::UnderWay), true));
        assert!(matches!(&told.verdict, Verdict::Announce { by: Some(by), .. } if by == "Acme"), "{told:?}");
        let cells = &told.change().expect("a change").cells;
        assert_eq!(cells.iter().map(|cell| &cell.new).collect::<Vec<_>>(), [&json!("Acme")]);
        assert_eq!(settled(&desk, rules(), 60_000).await, []);
        // The history has what was reported, and why it was told.
        let kept = desk.history.get(id).await.expect("is read").expect("is there");
        assert_eq!((kept.change().expect("a change").cells.len(), kept.verdict), (0, told.verdict));
        let decision = desk.history.decision(id).await.expect("is read").expect("is kept");
        assert!(decision.rules[0].fits, "{decision:?}");
    }

    #[tokio::test]
    async fn a_row_that_does_not_fit_in_the_end_is_muted() {
        let desk = desk();
        let id = added(&desk).await;
        typed(&desk, 1_000, "Acme").await;
        typed(&desk, 2_000, "Acme Ltd").await;
        let decided = settled(&desk, vec![acme(), rest()], 7_300).await;
        assert_eq!(decided.iter().map(|entry| (entry.id, entry.unread)).collect::<Vec<_>>(), [(id, false)]);
        let kept = desk.history.get(id).await.expect("is read").expect("is there");
        assert_eq!((kept.outcome(), kept.desktop.clone()), (("muted", Some("Rest".into())), None));
        assert_eq!(desk.counts().await.unread, 0);
    }

    #[tokio::test]
    async fn a_row_that_is_never_left_alone_is_decided_after_a_minute() {
        let desk = desk();
        added(&desk).await;
        for second in (3..90).step_by(3) {
            typed(&desk, second * 1_000, "Acme").await;
        }
        for after_ms in [5_300, 30_000, 60_299] {
            assert_eq!(settled(&desk, vec![acme()], after_ms).await, [], "{after_ms}");
        }
        assert_eq!(settled(&desk, vec![acme()], 60_300).await.len(), 1);
    }

    #[tokio::test]
    async fn what_the_person_has_seen_meanwhile_is_not_announced() {
        let desk = desk();
        let id = added(&desk).await;
        typed(&desk, 1_000, "Acme").await;
        desk.history.mark_read(vec![id]).await.expect("is marked");
        let read = settled(&desk, vec![acme()], 60_000).await;
        assert!(matches!(read[0].desktop, Some(Dispatch::Cancelled { .. })), "{read:?}");
    }

    #[test]
    fn only_a_row_whose_cells_are_asked_for_waits() {
        use ChangeKind::{RowAdded, RowChanged};
        let delivery = Delivery {
            source: Source::Local,
            endpoint: "default".into(),
            received_ms: AT_MS,
            authenticity: Authenticity::Verified,
            headers: Vec::new(),
            body: Vec::new(),
        };
        let all = Rule::new("All", RuleAction::Announce);
        let quiet = Rule { action: RuleAction::Mute, ..acme() };
        for (what, rules, change, waits) in [
            ("no rule", vec![], of_row(RowAdded, AT_MS, None), false),
            ("a rule without conditions", vec![all.clone()], of_row(RowAdded, AT_MS, None), false),
            ("cells", vec![acme(), rest()], of_row(RowAdded, AT_MS, None), true),
            ("cells that fit already", vec![acme()], of_row(RowAdded, AT_MS, Some("Acme")), true),
            ("it may yet be muted", vec![quiet.clone(), all.clone()], of_row(RowAdded, AT_MS, None), true),
            ("it is announced anyway", vec![all, quiet], of_row(RowAdded, AT_MS, None), false),
            ("it is muted anyway", vec![rest(), acme()], of_row(RowAdded, AT_MS, None), false),
            ("another kind", vec![acme()], of_row(RowChanged, AT_MS, Some("Acme")), false),
            ("many rows", vec![acme()], Change { rows_affected: 9, ..of_row(RowAdded, AT_MS, None) }, false),
        ] {
            let reading = Reading { contents: vec![change.into()], timed: true, unreadable: None };
            let routed = route_all(DeliveryId(1), &delivery, reading, &context(rules), None);
            let desktop = routed.recording.entries[0].desktop.clone();
            let until = Dispatch::Waiting { reason: HoldReason::Settling, until_ms: Some(AT_MS + SETTLED_MS) };
            assert_eq!(desktop == Some(until), waits, "{what}");
        }
    }
}
