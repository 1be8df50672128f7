//! Many changes in words.

use crate::{
    change::{Summary, SummaryReason},
    words::Words,
};

/// The most tables a summary names.
const TABLES: usize = 3;

/// Title and the lines of the text of a summary: which tables, then why and when. `base` is the name of the base, where
/// all changes are in one whose name is known.
pub fn sum_up(
    summary: &Summary,
    base: Option<&str>,
    reason: &SummaryReason,
    words: &Words,
    now_ms: i64,
) -> (String, [String; 2]) {
    let count = ("count", summary.count().into());
    let title = match base {
        Some(base) => words.with("summary-title-in", &[count, ("base", base.into())]),
        None => words.with("summary-title", &[count]),
    };
    let mut tables: Vec<_> = summary.tables().filter(|(name, _)| !name.is_empty()).collect();
    tables.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let mut parts: Vec<_> = tables
        .iter()
        .take(TABLES)
        .map(|(table, count)| words.with("summary-table", &[("table", (*table).into()), ("count", (*count).into())]))
        .collect();
    if tables.len() > TABLES {
        parts.push(words.with("cells-more", &[("count", (tables.len() - TABLES).into())]));
    }
    let mut second = Vec::new();
    match reason {
        SummaryReason::Fast => {}
        SummaryReason::WhileAway => second.push(words.get("summary-while-away")),
        SummaryReason::CaughtUp => second.push(words.get("summary-caught-up")),
        SummaryReason::WhilePaused => second.push(words.get("summary-while-paused")),
        SummaryReason::WhileNoServer => second.push(words.get("summary-while-no-server")),
        SummaryReason::WhileDoNotDisturb => second.push(words.get("summary-while-do-not-disturb")),
        SummaryReason::WhileQuiet => second.push(words.get("summary-while-quiet")),
        SummaryReason::WhileSnoozed => second.push(words.get("summary-while-snoozed")),
        SummaryReason::Digest(rule) => second.push(words.with("summary-digest", &[("rule", rule.as_str().into())])),
        SummaryReason::Unanswered => second.push(words.get("summary-unanswered")),
    }
    if let Some((from, to)) = summary.span_ms() {
        let (from, to) = (words.time(from, now_ms), words.time(to, now_ms));
        second.push(if from == to {
            from
        } else {
            words.with("summary-span", &[("from", from.into()), ("to", to.into())])
        });
    }
    (title, [parts.join(", "), second.join(" · ")])
}
