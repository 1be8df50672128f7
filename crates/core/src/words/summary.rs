//! Many changes in words.

use std::collections::BTreeMap;

use seatable::BaseUuid;

use super::Words;
use crate::change::Entry;

/// The most tables a summary names.
const TABLES: usize = 3;

/// Why changes are summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// They came too fast to be shown one by one.
    Fast,
    /// They were stored but not announced before the agent ended.
    WhileAway,
    /// Popups were paused.
    WhilePaused,
    /// There was no notification server.
    WhileNoServer,
}

/// Changes gathered for a summary: how many, where and when; not the changes themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    count: u64,
    tables: BTreeMap<String, u64>,
    bases: Vec<Option<BaseUuid>>,
    span_ms: Option<(i64, i64)>,
}

impl Gathered {
    /// Takes a change in; a batch counts its rows.
    pub fn add(&mut self, entry: &Entry) {
        let change = &entry.change;
        self.count += change.rows_affected;
        *self.tables.entry(change.table.name.clone()).or_default() += change.rows_affected;
        if self.bases.len() < 2 && !self.bases.contains(&change.base) {
            self.bases.push(change.base.clone());
        }
        let (from, to) = self.span_ms.unwrap_or((change.at_ms, change.at_ms));
        self.span_ms = Some((from.min(change.at_ms), to.max(change.at_ms)));
    }

    /// How many changes were taken in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The one base of all of them, if there is just one.
    pub fn only_base(&self) -> Option<&BaseUuid> {
        match &self.bases[..] {
            [Some(base)] => Some(base),
            _ => None,
        }
    }
}

impl Words {
    /// Title and text of a summary. `base` is the name of the base, where all changes are in one whose name is known.
    pub fn sum_up(&self, gathered: &Gathered, base: Option<&str>, reason: Reason, now_ms: i64) -> (String, String) {
        let count = ("count", gathered.count.into());
        let title = match base {
            Some(base) => self.with("summary-title-in", &[count, ("base", base.into())]),
            None => self.with("summary-title", &[count]),
        };
        let mut tables: Vec<_> = gathered.tables.iter().filter(|(name, _)| !name.is_empty()).collect();
        tables.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), *name));
        let mut parts: Vec<_> = tables
            .iter()
            .take(TABLES)
            .map(|(table, count)| {
                self.with("summary-table", &[("table", table.as_str().into()), ("count", (**count).into())])
            })
            .collect();
        if tables.len() > TABLES {
            parts.push(self.with("cells-more", &[("count", (tables.len() - TABLES).into())]));
        }
        let mut second = Vec::new();
        match reason {
            Reason::Fast => {}
            Reason::WhileAway => second.push(self.get("summary-while-away")),
            Reason::WhilePaused => second.push(self.get("summary-while-paused")),
            Reason::WhileNoServer => second.push(self.get("summary-while-no-server")),
        }
        if let Some((from, to)) = gathered.span_ms {
            let (from, to) = (self.time(from, now_ms), self.time(to, now_ms));
            second.push(if from == to {
                from
            } else {
                self.with("summary-span", &[("from", from.into()), ("to", to.into())])
            });
        }
        let lines = [parts.join(", "), second.join(" · ")];
        (title, lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
    }
}
