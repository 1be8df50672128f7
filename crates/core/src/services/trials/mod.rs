//! What rules said of changes, and what others would have said.

mod bench;
mod newest;
mod replay;
mod trial;

use std::path::Path;

pub use rowbell_rules::Fault;
use rowbell_rules::{Compiled, Decision, Rule};

use self::{bench::Benching, replay::replay, trial::Trying};
pub use self::{
    bench::{Bench, BenchDay, Fitting},
    replay::MOST_TRIED,
    trial::{RuleTrial, Trial},
};
use super::configuration::Configuration;
use crate::{
    change::{Entry, EntryId},
    error::ActionError,
    history::{Filter, History},
};

/// Decisions that were made, and trials of rules over the history. Cheap to clone.
#[derive(Clone)]
pub struct Trials {
    settings: Configuration,
    history: History,
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
        let trying = Trying::of(rules, self.settings.context());
        Ok(replay(&self.history, Filter::default(), changes, trying).await?.trial)
    }

    /// Asks a rule about the newest changes of its place, at most [`MOST_TRIED`], as if it were in force: in place of the one
    /// of this name, or else below all others.
    ///
    /// # Errors
    /// When it has a mistake, or the database fails.
    pub async fn bench(&self, rule: Rule, replaces: Option<&str>, changes: usize) -> Result<Bench, ActionError> {
        rule.check().map_err(ActionError::BadRule)?;
        let place = Filter { base: rule.base.clone(), table: rule.table.clone(), ..Filter::default() };
        let benching = Benching::of(rule, replaces, self.settings.context());
        Ok(replay(&self.history, place, changes, benching).await?.bench)
    }
}

/// What is wrong with a rule as it is compiled; nothing: it can be asked.
fn faults(compiled: &Compiled, rule: &Rule) -> Vec<Fault> {
    let broken = compiled.broken().find(|(broken, _)| *broken == rule);
    broken.map(|(_, faults)| faults.to_vec()).unwrap_or_default()
}
