//! What rules said of changes, and what others would have said.

use std::path::Path;

use rowbell_rules::{Answer, Compiled, ConditionSaid, Decision, Fault, Outcome, Route, Rule};

use super::configuration::Configuration;
use crate::{
    change::{Entry, EntryId},
    context::Context,
    error::ActionError,
    history::{Filter, History, Start},
};

/// How many entries are looked at in one go: few enough that nothing else waits for the database.
const PAGE: usize = 500;
/// The most changes that a trial looks at.
pub const MOST_TRIED: usize = 100_000;
/// How many changes of each sort are named for a rule.
const NAMED: usize = 20;

/// Decisions that were made, and trials of rules over the history. Cheap to clone.
#[derive(Clone)]
pub struct Trials {
    settings: Configuration,
    history: History,
}

/// What rules would have said of the newest changes.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// How many changes were looked at.
    pub changes: u64,
    /// The oldest of them.
    pub oldest: Option<Entry>,
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
    /// The newest that it fits.
    pub newest: Vec<Entry>,
    /// The newest that it does not fit for one condition only.
    pub near_misses: Vec<(Entry, ConditionSaid)>,
}

impl Trials {
    pub(crate) fn new(settings: Configuration, history: History) -> Self {
        Self { settings, history }
    }

    /// What the rules said of a change when it came; no decision: none was kept.
    ///
    /// # Errors
    /// When there is no such change, or the database fails.
    pub async fn why(&self, id: EntryId) -> Result<(Entry, Option<Decision>), ActionError> {
        let entry = self.history.get(id).await?.ok_or(ActionError::NoSuchEntry { id })?;
        Ok((entry, self.history.decision(id).await?))
    }

    /// The rules in the text of a file, in the form of the settings file.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn read(&self, text: &str, file: &Path) -> Result<Vec<Rule>, ActionError> {
        self.settings.settings().parse_rules(text, file).map_err(ActionError::BadRules)
    }

    /// Asks these rules, and no others, about the newest changes, at most [`MOST_TRIED`]. Days are those of each change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run(&self, rules: Vec<Rule>, changes: usize) -> Result<Trial, ActionError> {
        let context = self.settings.context();
        let compiled = context.compile(&rules);
        let mut trial = Trial { rules: trials(rules, &compiled), ..Trial::default() };
        let wanted = changes.min(MOST_TRIED) as u64;
        let mut from = Start::Newest;
        while trial.changes < wanted {
            let page = self.history.page(Filter::default(), from, PAGE).await?;
            let Some(last) = page.last() else { break };
            from = Start::Before(last.id);
            for entry in page.into_iter().filter(|entry| entry.change().is_some()) {
                if trial.changes == wanted {
                    break;
                }
                trial.ask(&compiled, &context, entry);
            }
        }
        Ok(trial)
    }
}

fn trials(rules: Vec<Rule>, compiled: &Compiled) -> Vec<RuleTrial> {
    let faults = |rule: &Rule| {
        let broken = compiled.broken().find(|(broken, _)| *broken == rule);
        broken.map(|(_, faults)| faults.to_vec()).unwrap_or_default()
    };
    let trial = |rule: Rule| RuleTrial {
        faults: faults(&rule),
        rule,
        fits: 0,
        unknown: 0,
        newest: Vec::new(),
        near_misses: Vec::new(),
    };
    rules.into_iter().map(trial).collect()
}

impl Trial {
    fn ask(&mut self, compiled: &Compiled, context: &Context, entry: Entry) {
        self.changes += 1;
        context.ask(compiled, &entry.content, entry.authenticity, |Route { outcome, trace }, facts| {
            self.announced += u64::from(matches!(outcome, Outcome::Announce { .. }));
            let mut wants_misses = false;
            for (at, fits, answer) in trace.tried() {
                let rule = &mut self.rules[at];
                rule.fits += u64::from(fits);
                rule.unknown += u64::from(matches!(answer, Answer::Unknown(_)));
                if fits && rule.newest.len() < NAMED {
                    rule.newest.push(entry.clone());
                }
                wants_misses |= !fits && rule.near_misses.len() < NAMED;
            }
            let decision = if wants_misses { context.told(&trace, compiled, facts, usize::MAX) } else { None };
            for said in decision.iter().flat_map(|decision| &decision.rules) {
                let known = self.rules.iter_mut().find(|trial| trial.rule.name == said.rule);
                if let Some((trial, missed)) = known.zip(said.near_miss()).filter(|(t, _)| t.near_misses.len() < NAMED)
                {
                    trial.near_misses.push((entry.clone(), missed.clone()));
                }
            }
        });
        self.oldest = Some(entry);
    }
}
