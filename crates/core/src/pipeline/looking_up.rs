//! Changes whose rules ask for cells that only SeaTable knows: the row is read, which nothing waits for.
//!
//! For two seconds the entry is held. If the rules have it announced without the row, it is then. If not, it goes on waiting,
//! and is announced late if the row says so.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tracing::{error, warn};

use super::{Pipeline, route::route_later, settling::announced};
use crate::{
    change::{Authenticity, Content, Dispatch, Entry, HoldReason, ReadRow, RowBefore, RowsRead, Verdict},
    clock::now_ms,
    context::{Context, Pause},
    database::DatabaseError,
    dispatch::Dispatches,
    history::{DecidedLater, Filter, History, Start},
};

/// How long a change waits for its row before it is decided without it. Milliseconds.
pub(super) const LOOK_UP_MS: i64 = 2_000;
/// After so long the row is not waited for any more: longer than a connection that has to be sparing waits between two
/// questions. Milliseconds.
const AT_MOST_MS: i64 = 65 * 60_000;
/// How many are looked at together.
const PAGE: usize = 64;
/// Where more happened since a change, nobody looks at what its row was like then.
const LATER: usize = 200;

impl Pipeline {
    /// Decides what has waited long enough.
    pub(super) async fn look_up_due(&self) -> Result<(), DatabaseError> {
        let (context, paused) = (self.context.borrow().clone(), *self.pause.borrow());
        let decided = decide_without(&self.history, &self.dispatches, &context, paused, now_ms()).await?;
        self.decided(decided).await;
        Ok(())
    }

    /// Decides what waited for these rows.
    pub(super) async fn rows_read(&self, rows: RowsRead) {
        let (context, paused) = (self.context.borrow().clone(), *self.pause.borrow());
        match decide_knowing(&self.history, &self.dispatches, &rows, &context, paused).await {
            Ok(decided) => self.decided(decided).await,
            Err(error) => warn!(%error, "changes could not be decided by rows that were read; they go without"),
        }
    }
}

/// Decides what was put off until `now_ms`, without the row. What is not announced so goes on waiting for it.
async fn decide_without(
    history: &History,
    dispatches: &Dispatches,
    context: &Context,
    paused: Option<Pause>,
    now_ms: i64,
) -> Result<Vec<Entry>, DatabaseError> {
    let mut decided = Vec::new();
    let mut waits_on = Vec::new();
    let due = dispatches.due(HoldReason::LookingUp, now_ms, PAGE).await?;
    for entry in history.entries(due).await? {
        let later = decide(history, &entry, None, context, paused).await?;
        let until_ms = entry.received_ms.min(now_ms).saturating_add(AT_MOST_MS);
        if matches!(later.verdict, Verdict::Announce { .. }) || until_ms <= now_ms {
            decided.extend(history.decide(later, HoldReason::LookingUp).await?);
        } else {
            waits_on.push((entry.id, Dispatch::Waiting { reason: HoldReason::LookingUp, until_ms: Some(until_ms) }));
        }
    }
    dispatches.set(waits_on, now_ms).await?;
    Ok(decided)
}

/// Decides what waits for these rows.
async fn decide_knowing(
    history: &History,
    dispatches: &Dispatches,
    rows: &RowsRead,
    context: &Context,
    paused: Option<Pause>,
) -> Result<Vec<Entry>, DatabaseError> {
    let mut decided = Vec::new();
    let waiting = dispatches.waiting(HoldReason::LookingUp).await?;
    for entry in history.entries(waiting).await? {
        let Some(change) = entry.change() else { continue };
        let is_there = change.base.as_ref() == Some(&rows.base) && change.table.id == rows.table_id;
        let Some(row) = rows.rows.get(&change.row.id).filter(|_| is_there) else { continue };
        let read = match (row, since(history, &entry).await?) {
            (Some(cells), Some(later)) => ReadRow::at(change, rows.read_ms, cells.clone(), &later),
            _ => None,
        };
        let later = decide(history, &entry, read, context, paused).await?;
        decided.extend(history.decide(later, HoldReason::LookingUp).await?);
    }
    Ok(decided)
}

/// What follows if this was read of the row, beside what was known of it before.
async fn decide(
    history: &History,
    entry: &Entry,
    read: Option<ReadRow>,
    context: &Context,
    paused: Option<Pause>,
) -> Result<DecidedLater, DatabaseError> {
    let before = match entry.change() {
        Some(change) => RowBefore::of(change, &history.before_entry(entry.id, change.clone()).await?).with_read(read),
        None => RowBefore::default(),
    };
    let decide = || route_later(entry, &before, context, paused);
    Ok(catch_unwind(AssertUnwindSafe(decide)).unwrap_or_else(|_| {
        error!(entry = entry.id.0, "a change could not be decided by a mistake in Rowbell, and is announced");
        announced(entry)
    }))
}

/// What happened since a change, the oldest first; none if that is too much to look at.
async fn since(history: &History, entry: &Entry) -> Result<Option<Vec<Content>>, DatabaseError> {
    let mut later = history.page(Filter::default(), Start::After(entry.id), LATER).await?;
    if later.len() == LATER {
        return Ok(None);
    }
    later.sort_unstable_by_key(|later| later.id);
    later.retain(|later| later.authenticity != Authenticity::Forged);
    Ok(Some(later.into_iter().map(|later| later.content).collect()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;
    use rowbell_rules::{ColumnCondition, IfUnknown, Item, Rule, RuleAction};
    use seatable::{
        Column, ColumnType,
        filter::Predicate,
        metadata::{Metadata, Table},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        change::{CellChange, Change, EntryId, Gap, Missing},
        config::Settings,
        enrich::Directory,
        history::tests::{AT_MS, Desk, Follows, base, change, desk, muted, pending},
    };

    const READ_MS: i64 = AT_MS + 60_000;

    /// "Name is Acme and Price over 10", and else nothing.
    fn context(unknown: IfUnknown) -> Arc<Context> {
        let condition = |column: &str, predicate, term| {
            Item::Column(ColumnCondition { column_name: column.into(), predicate, term, ..ColumnCondition::default() })
        };
        let mut large = Rule { unknown, ..Rule::new("Large", RuleAction::Announce) };
        large.conditions.filters =
            vec![condition("Name", Predicate::Is, json!("Acme")), condition("Price", Predicate::Greater, json!(10))];
        let rules = vec![large, Rule::new("Rest", RuleAction::Mute)];
        let table = Table { id: "a".into(), columns: vec![column("0000"), column("prce")], ..Table::default() };
        let metadata = Metadata { tables: vec![table], ..Metadata::default() };
        let directory = Directory { metadata, ..Directory::default() };
        let directories = Arc::new([(base(1), Arc::new(directory))].into());
        Context::new(Arc::new(Settings { rules, ..Settings::default() }), &TimeZone::UTC, directories)
    }

    fn column(key: &str) -> Column {
        let (name, kind) = if key == "prce" { ("Price", ColumnType::Number) } else { ("Name", ColumnType::Text) };
        Column { key: key.into(), name: name.into(), kind, data: json!({}) }
    }

    fn of_row(after_ms: i64, key: &str, old: Value, new: Value) -> Change {
        let mut change = change(AT_MS + after_ms, "a");
        change.row.id = "row".into();
        change.cells = vec![CellChange { column: column(key), old, new }];
        change
    }

    /// The name became Acme, and the row is being read.
    async fn named(desk: &Desk) -> EntryId {
        let waits = Dispatch::Waiting { reason: HoldReason::LookingUp, until_ms: Some(AT_MS + LOOK_UP_MS) };
        let change = of_row(0, "0000", json!("Ac"), json!("Acme"));
        desk.add(change, Follows { desktop: Some(waits), ..pending() }, "").await
    }

    fn read(price: Value) -> RowsRead {
        let cells = json!({"_id": "row", "0000": "Acme", "prce": price}).as_object().cloned();
        RowsRead { base: base(1), table_id: "a".into(), read_ms: READ_MS, rows: [("row".into(), cells)].into() }
    }

    async fn knowing(desk: &Desk, rows: &RowsRead) -> Vec<Entry> {
        let dispatches = Dispatches::new(desk.database.clone());
        let context = context(IfUnknown::No);
        decide_knowing(&desk.history, &dispatches, rows, &context, None).await.expect("is decided")
    }

    async fn without(desk: &Desk, unknown: IfUnknown, after_ms: i64) -> Vec<Entry> {
        let dispatches = Dispatches::new(desk.database.clone());
        let context = context(unknown);
        decide_without(&desk.history, &dispatches, &context, None, AT_MS + after_ms).await.expect("is decided")
    }

    fn is_told(decided: &[Entry]) -> bool {
        assert_eq!(decided.len(), 1);
        decided[0].desktop == Some(Dispatch::UnderWay)
    }

    /// What the row was like at the change, whatever became of it before it was read.
    #[tokio::test]
    async fn the_row_is_asked_as_it_was_at_the_change() {
        let price = |after_ms, old, new| Content::from(of_row(after_ms, "prce", old, new));
        let gap = Content::from(Gap { base: None, missing: Missing::Webhooks, at_ms: AT_MS + 500 });
        let others = Content::from(Change { rows_affected: 3, ..change(AT_MS + 500, "a") });
        for (what, later, now, told) in [
            ("large", vec![], json!(20), true),
            ("small", vec![], json!(5), false),
            ("empty", vec![], json!(null), false),
            ("it was large", vec![price(500, json!(20), json!(5))], json!(5), true),
            ("it was small", vec![price(500, json!(5), json!(20))], json!(20), false),
            ("twice", vec![price(500, json!(5), json!(20)), price(900, json!(20), json!(30))], json!(30), false),
            ("nobody told what it was", vec![price(500, json!(null), json!(20))], json!(20), false),
            ("something is missing", vec![gap], json!(20), false),
            ("nobody told which rows", vec![others], json!(20), false),
        ] {
            let desk = desk();
            let id = named(&desk).await;
            for content in later {
                desk.add(content, muted("Rest"), "").await;
            }
            assert_eq!(is_told(&knowing(&desk, &read(now)).await), told, "{what}");
            assert_eq!(knowing(&desk, &read(json!(20))).await, [], "it is decided once");
            let decision = desk.history.decision(id).await.expect("is read").expect("is kept");
            let price = &decision.rules[0].conditions[1];
            assert_eq!(price.read, price.unknown.is_none(), "{what}: {price:?}");
        }
    }

    #[tokio::test]
    async fn after_two_seconds_it_is_decided_without_and_late_once() {
        let desk = desk();
        named(&desk).await;
        assert_eq!(without(&desk, IfUnknown::No, LOOK_UP_MS - 1).await, []);
        // It is not announced without the row, so that is waited for.
        assert_eq!(without(&desk, IfUnknown::No, LOOK_UP_MS).await, []);
        assert!(is_told(&knowing(&desk, &read(json!(20))).await));
        assert_eq!(without(&desk, IfUnknown::No, i64::MAX - AT_MS).await, []);
    }

    #[tokio::test]
    async fn what_counts_as_yes_is_announced_after_two_seconds_and_not_again() {
        let desk = desk();
        named(&desk).await;
        assert!(is_told(&without(&desk, IfUnknown::Yes, LOOK_UP_MS).await));
        assert_eq!(knowing(&desk, &read(json!(20))).await, []);
    }

    #[tokio::test]
    async fn a_row_that_is_not_to_be_had_stays_unknown() {
        let desk = desk();
        let id = named(&desk).await;
        let other = RowsRead { table_id: "b".into(), ..read(json!(20)) };
        assert_eq!(knowing(&desk, &other).await, []);
        let gone = RowsRead { rows: [("row".into(), None)].into(), ..read(json!(20)) };
        assert!(!is_told(&knowing(&desk, &gone).await));
        assert_eq!(desk.history.get(id).await.expect("is read").expect("is there").outcome().0, "muted");
        // And where the server never answers, in the end.
        named(&desk).await;
        assert_eq!(without(&desk, IfUnknown::No, LOOK_UP_MS).await, []);
        assert!(!is_told(&without(&desk, IfUnknown::No, AT_MOST_MS + 1_000).await));
    }
}
