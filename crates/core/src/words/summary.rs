//! Many changes in words.

use super::Words;
use crate::change::{Summary, SummaryReason};

/// The most tables a summary names.
const TABLES: usize = 3;

impl Words {
    /// Title and the lines of the text of a summary: which tables, then why and when. `base` is the name of the base, where
    /// all changes are in one whose name is known.
    pub fn sum_up(
        &self,
        summary: &Summary,
        base: Option<&str>,
        reason: SummaryReason,
        now_ms: i64,
    ) -> (String, [String; 2]) {
        let count = ("count", summary.count().into());
        let title = match base {
            Some(base) => self.with("summary-title-in", &[count, ("base", base.into())]),
            None => self.with("summary-title", &[count]),
        };
        let mut tables: Vec<_> = summary.tables().filter(|(name, _)| !name.is_empty()).collect();
        tables.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        let mut parts: Vec<_> = tables
            .iter()
            .take(TABLES)
            .map(|(table, count)| self.with("summary-table", &[("table", (*table).into()), ("count", (*count).into())]))
            .collect();
        if tables.len() > TABLES {
            parts.push(self.with("cells-more", &[("count", (tables.len() - TABLES).into())]));
        }
        let mut second = Vec::new();
        match reason {
            SummaryReason::Fast => {}
            SummaryReason::WhileAway => second.push(self.get("summary-while-away")),
            SummaryReason::CaughtUp => second.push(self.get("summary-caught-up")),
            SummaryReason::WhilePaused => second.push(self.get("summary-while-paused")),
            SummaryReason::WhileNoServer => second.push(self.get("summary-while-no-server")),
            SummaryReason::WhileDoNotDisturb => second.push(self.get("summary-while-do-not-disturb")),
        }
        if let Some((from, to)) = summary.span_ms() {
            let (from, to) = (self.time(from, now_ms), self.time(to, now_ms));
            second.push(if from == to {
                from
            } else {
                self.with("summary-span", &[("from", from.into()), ("to", to.into())])
            });
        }
        (title, [parts.join(", "), second.join(" · ")])
    }
}
