//! The second stage once more, for a change whose rules ask for what it does not tell: what the row was like before.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tracing::{error, warn};

use super::route::route_again;
use crate::{
    change::{Authenticity, Change, Content, Delivery, RowBefore},
    context::{Context, Pause},
    history::{History, Recording},
};

/// Decides about an entry again, named by its recording and its place there. What was seen of its row is in the history, or
/// in what is to be recorded before it. Where that can't be read, what was decided stays. Gives what [`route_again`] does, where
/// it was decided again.
pub(super) async fn route_knowing(
    history: &History,
    recordings: &mut [Recording],
    (at, entry): (usize, usize),
    delivery: &Delivery,
    context: &Context,
    paused: Option<Pause>,
) -> Option<Option<u32>> {
    let change = recordings[at].entries[entry].content.change()?;
    let mut seen = match history.before(change.clone()).await {
        Ok(seen) => seen,
        Err(error) => {
            warn!(%error, "what a row was like before could not be read; its rules go without");
            return None;
        }
    };
    let of_earlier = recordings[..at].iter().flat_map(|recording| &recording.entries);
    let waiting = of_earlier.chain(&recordings[at].entries[..entry]);
    let waiting = waiting.filter(|entry| entry.authenticity != Authenticity::Forged).map(|entry| &entry.content);
    sort_in(&mut seen, waiting, change);
    let before = RowBefore::of(change, &seen);
    let entry = &mut recordings[at].entries[entry];
    let again = || route_again(entry, &before, delivery, context, paused);
    let decided = catch_unwind(AssertUnwindSafe(again));
    if decided.is_err() {
        error!("a change could not be decided by a mistake in Rowbell, with what was known of its row before");
    }
    decided.ok()
}

/// Puts what waits where it belongs by its time. What happened after the change is none of it; a gap stands at its end, so
/// that the change may be in it, and counts.
fn sort_in<'w>(seen: &mut Vec<Content>, waiting: impl Iterator<Item = &'w Content>, change: &Change) {
    let concerns = |content: &&Content| match content.change() {
        None => true,
        Some(other) => other.at_ms <= change.at_ms && (other.row.id == change.row.id || other.rows_affected > 1),
    };
    for content in waiting.filter(concerns) {
        let after = seen.iter().rposition(|known| known.at_ms() <= content.at_ms());
        seen.insert(after.map_or(0, |after| after + 1), content.clone());
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
        change::{CellChange, ChangeKind, Gap, Missing, Source, Verdict},
        config::Settings,
        history::tests::{AT_MS, change, desk, muted},
    };

    /// "Status is Won and Price over 10000", and else nothing.
    fn context() -> Arc<Context> {
        let condition = |column: &str, predicate, term| {
            Item::Column(ColumnCondition { column_name: column.into(), predicate, term, ..ColumnCondition::default() })
        };
        let mut large = Rule { stop: true, ..Rule::new("Large", RuleAction::Announce) };
        large.conditions.filters = vec![
            condition("Status", Predicate::Is, json!("Won")),
            condition("Price", Predicate::Greater, json!(10_000)),
        ];
        let rules = vec![large, Rule::new("Rest", RuleAction::Mute)];
        Context::new(Arc::new(Settings { rules, ..Settings::default() }), &TimeZone::UTC, Arc::default())
    }

    fn of_row(kind: ChangeKind, second: i64, column: &str, old: &str, new: serde_json::Value) -> Change {
        let mut change = change(AT_MS + second * 1000, "a");
        (change.kind, change.row.id) = (kind, "row".into());
        let mut told = change.cells[0].column.clone();
        (told.key, told.name) = (column.into(), column.into());
        if new.is_number() {
            told.kind = seatable::ColumnType::Number;
        }
        change.cells = vec![CellChange { column: told, old: json!(old), new }];
        change
    }

    /// The last of what waits to be recorded asks for what is before it there, in the order of time.
    #[tokio::test]
    async fn what_waits_to_be_recorded_was_seen_too() {
        let price =
            |second, price: u32| Content::from(of_row(ChangeKind::RowChanged, second, "Price", "", json!(price)));
        let won = || Content::from(of_row(ChangeKind::RowChanged, 50, "Status", "Open", json!("Won")));
        let gap =
            |second: i64| Content::from(Gap { base: None, missing: Missing::Webhooks, at_ms: AT_MS + second * 1000 });
        let (context, desk) = (context(), desk());
        let delivery = Delivery {
            source: Source::Local,
            endpoint: "default".into(),
            received_ms: AT_MS + 60_000,
            authenticity: Authenticity::Verified,
            headers: Vec::new(),
            body: Vec::new(),
        };
        desk.add(price(10, 20_000), muted("Rest"), "").await;
        for (waiting, is_large) in [
            (vec![], true),
            (vec![price(20, 5)], false),
            (vec![price(5, 5)], true),
            (vec![price(20, 30_000), price(15, 5)], true),
            (vec![price(70, 5)], true),
            (vec![gap(20)], false),
            (vec![gap(20), price(30, 20_000)], true),
            (vec![gap(70)], false),
        ] {
            let told = |content: &Content| (content.clone(), muted("Rest"), "");
            let mut recordings = vec![
                desk.recording(waiting.iter().map(told).collect()).await,
                desk.recording(vec![told(&won())]).await,
            ];
            route_knowing(&desk.history, &mut recordings, (1, 0), &delivery, &context, None).await;
            let verdict = &recordings[1].entries[0].verdict;
            assert_eq!(matches!(verdict, Verdict::Announce { .. }), is_large, "{waiting:?}");
        }
    }
}
