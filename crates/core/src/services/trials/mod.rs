//! What rules said of changes, and what others would have said.

mod bench;
mod candidate;
mod newest;
mod replay;
mod trial;

use std::path::Path;

pub use rowbell_rules::Fault;
use rowbell_rules::{Decision, Idle, Rule};

use self::{bench::Benching, candidate::Candidate, replay::replay, trial::Trying};
pub use self::{
    bench::{Bench, BenchDay, Fitting},
    replay::MOST_TRIED,
    trial::{RuleTrial, Trial},
};
use super::{
    configuration::Configuration,
    examples::{Example, Examples},
};
use crate::{
    change::{Entry, EntryId},
    context::Context,
    error::ActionError,
    history::{Filter, History},
};

/// Decisions that were made, and trials of rules over the history. Cheap to clone.
#[derive(Clone)]
pub struct Trials {
    settings: Configuration,
    history: History,
    examples: Examples,
}

/// An example, and whether the rule does with it what it must.
#[derive(Clone, Debug)]
pub struct CheckedExample {
    /// The example.
    pub example: Example,
    /// Whether its entry is still in the history.
    pub is_kept: bool,
    /// Whether the rule rings for what it must not, or does not for what it must.
    pub is_breached: bool,
}

/// What is to be said of a rule in force.
#[derive(Clone, Debug)]
pub struct RuleCheck {
    /// Its name.
    pub rule: String,
    /// Why it can't be asked; empty: it can.
    pub faults: Vec<Fault>,
    /// Why it can do nothing, whatever happens.
    pub idle: Option<Idle>,
    /// Its examples.
    pub examples: Vec<CheckedExample>,
}

impl Trials {
    pub(crate) fn new(settings: Configuration, history: History, examples: Examples) -> Self {
        Self { settings, history, examples }
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
        let trying = Trying::of(rules, self.settings.context());
        Ok(replay(&self.history, Filter::default(), changes, trying).await?.trial)
    }

    /// Asks a rule about the newest changes of its place, at most [`MOST_TRIED`], and about these examples, each of which it
    /// must ring for or not, as if it were in force: in place of the one of this name, or else below all others.
    ///
    /// # Errors
    /// When it has a mistake, there is no such example, or the database fails.
    pub async fn bench(
        &self,
        rule: Rule,
        replaces: Option<&str>,
        examples: &[(EntryId, bool)],
        changes: usize,
    ) -> Result<Bench, ActionError> {
        rule.check().map_err(ActionError::BadRule)?;
        let place = Filter { base: rule.base.clone(), table: rule.table.clone(), ..Filter::default() };
        let context = self.settings.context();
        let candidate = Candidate::of(rule, replaces, &context);
        let checked = self.checked(&candidate, self.examples.meant(examples).await?, &context).await?;
        let benching = Benching::of(candidate, context);
        let mut bench = replay(&self.history, place, changes, benching).await?.bench;
        bench.examples = checked;
        Ok(bench)
    }

    /// What is to be said of each rule in force, in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check(&self) -> Result<Vec<RuleCheck>, ActionError> {
        let context = self.settings.context();
        let idle = context.idle(&context.rules);
        let mut checks = Vec::new();
        for (at, rule) in context.settings.rules.iter().enumerate() {
            let broken = context.rules.broken().find(|(broken, _)| broken.name == rule.name);
            let faults = broken.map(|(_, faults)| faults.to_vec()).unwrap_or_default();
            let examples = self.examples.of(&rule.name).await?;
            let examples = if examples.is_empty() {
                Vec::new()
            } else {
                let candidate = Candidate::of(rule.clone(), Some(&rule.name), &context);
                self.checked(&candidate, examples, &context).await?
            };
            let idle = idle.iter().find(|(idle, _)| *idle == at).map(|(_, why)| why.clone());
            checks.push(RuleCheck { rule: rule.name.clone(), faults, idle, examples });
        }
        Ok(checks)
    }

    async fn checked(
        &self,
        candidate: &Candidate,
        examples: Vec<Example>,
        context: &Context,
    ) -> Result<Vec<CheckedExample>, ActionError> {
        let ids = examples.iter().map(|example| example.id).collect();
        let kept: Vec<EntryId> = self.history.entries(ids).await?.into_iter().map(|entry| entry.id).collect();
        let check = |example: Example| {
            let rings = candidate.rings(context, &example.content, &example.before);
            let (is_kept, is_breached) = (kept.contains(&example.id), rings != example.rings);
            CheckedExample { example, is_kept, is_breached }
        };
        Ok(examples.into_iter().map(check).collect())
    }
}
