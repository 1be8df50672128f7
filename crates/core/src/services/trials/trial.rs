//! Several rules, and no others, asked about what happened.

use std::sync::Arc;

use rowbell_rules::{Answer, Compiled, ConditionSaid, Fault, Outcome, Rule};

use super::{
    newest::Newest,
    replay::{Listener, known_before},
};
use crate::{
    change::{Entry, RowsBefore},
    context::Context,
    database::DatabaseError,
    history::Reader,
};

/// What rules would have said of the newest changes.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// How many changes were looked at.
    pub changes: u64,
    /// The oldest of them.
    pub oldest: Option<Arc<Entry>>,
    /// How many would have been announced.
    pub announced: u64,
    /// What each rule would have said, in their order.
    pub rules: Vec<RuleTrial>,
}

/// What a rule would have said.
#[derive(Clone, Debug)]
pub struct RuleTrial {
    /// The rule.
    pub rule: Rule,
    /// Why it can't be asked; empty: it can.
    pub faults: Vec<Fault>,
    /// How many changes it fits.
    pub fits: u64,
    /// Of how many it is not known whether it fits.
    pub unknown: u64,
    newest: Newest<Arc<Entry>>,
    near_misses: Newest<(Arc<Entry>, ConditionSaid)>,
}

impl RuleTrial {
    fn of(rule: Rule, compiled: &Compiled) -> Self {
        let broken = compiled.broken().find(|(broken, _)| **broken == rule);
        let faults = broken.map(|(_, faults)| faults.to_vec()).unwrap_or_default();
        Self { rule, faults, fits: 0, unknown: 0, newest: Newest::default(), near_misses: Newest::default() }
    }

    /// The newest that it fits.
    pub fn newest(&self) -> impl Iterator<Item = &Entry> {
        self.newest.iter().map(Arc::as_ref)
    }

    /// The newest that it does not fit for one condition only.
    pub fn near_misses(&self) -> impl Iterator<Item = (&Entry, &ConditionSaid)> {
        self.near_misses.iter().map(|(entry, missed)| (entry.as_ref(), missed))
    }
}

/// Asks rules about each change.
pub(super) struct Trying {
    compiled: Compiled,
    context: Arc<Context>,
    rows: RowsBefore,
    pub(super) trial: Trial,
}

impl Trying {
    pub(super) fn of(rules: Vec<Rule>, context: Arc<Context>) -> Self {
        let compiled = context.compile(&rules);
        let rules = rules.into_iter().map(|rule| RuleTrial::of(rule, &compiled)).collect();
        Self { compiled, context, rows: RowsBefore::default(), trial: Trial { rules, ..Trial::default() } }
    }

    fn ask(&mut self, entry: &Arc<Entry>, reader: &Reader<'_>) -> Result<(), DatabaseError> {
        let Self { compiled, context, rows, trial } = self;
        let before = known_before(rows, entry.id, reader);
        context.ask(compiled, &entry.content, entry.authenticity, before, |route, facts| {
            trial.announced += u64::from(matches!(route.outcome, Outcome::Announce(_)));
            for (at, fits, answer) in route.trace.tried() {
                let rule = &mut trial.rules[at];
                rule.unknown += u64::from(matches!(answer, Answer::Unknown(_)));
                if fits {
                    rule.fits += 1;
                    rule.newest.add(entry.clone());
                }
            }
            if route.trace.nearly().next().is_none() {
                return;
            }
            let decision = context.told(&route.trace, compiled, facts, usize::MAX);
            for ((at, ..), said) in route.trace.tried().zip(decision.iter().flat_map(|decision| &decision.rules)) {
                if let Some(missed) = said.near_miss() {
                    trial.rules[at].near_misses.add((entry.clone(), missed.clone()));
                }
            }
        })
    }
}

impl Listener for Trying {
    fn take(&mut self, entry: Entry, reader: &Reader<'_>) -> Result<(), DatabaseError> {
        let entry = Arc::new(entry);
        if entry.change().is_some() {
            self.trial.changes += 1;
            self.trial.oldest.get_or_insert_with(|| entry.clone());
            self.ask(&entry, reader)?;
        }
        self.rows.pass(&entry.content, entry.authenticity);
        Ok(())
    }
}
