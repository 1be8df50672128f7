//! Rules, as the person adds and removes them.

use rowbell_rules::{Rule, RuleAction};

use super::configuration::Configuration;
use crate::{config::array_of_tables, error::ActionError};

/// The rules in the settings. Cheap to clone.
#[derive(Clone)]
pub struct Rules {
    settings: Configuration,
}

impl Rules {
    pub(crate) fn new(settings: Configuration) -> Self {
        Self { settings }
    }

    /// Adds a rule, at the end.
    ///
    /// # Errors
    /// When the name can't be given or is another's, or the settings can't be changed.
    pub fn add(&self, rule: &Rule) -> Result<(), ActionError> {
        if self.settings.settings().rules.iter().any(|known| known.name == rule.name) {
            return Err(ActionError::RuleExists { name: rule.name.clone() });
        }
        if rule.has_reserved_name() {
            return Err(ActionError::BadRuleName { name: rule.name.clone() });
        }
        let strings = |values: &[String]| toml_edit::value(values.iter().collect::<toml_edit::Array>());
        Ok(self.settings.edit(|document| {
            let mut new = toml_edit::Table::new();
            new["name"] = toml_edit::value(&rule.name);
            if let Some(base) = &rule.base {
                new["base"] = toml_edit::value(base.as_str());
            }
            if let Some(table) = &rule.table {
                new["table"] = toml_edit::value(table);
            }
            if !rule.kind.is_empty() {
                new["kind"] = strings(&rule.kind.iter().map(|kind| kind.as_str().to_owned()).collect::<Vec<_>>());
            }
            if !rule.person.is_empty() {
                new["person"] = strings(&rule.person);
            }
            new["action"] = toml_edit::value(match rule.action {
                RuleAction::Announce => "announce",
                RuleAction::Mute => "mute",
            });
            array_of_tables(document, "rule").push(new);
        })?)
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// When there is none of that name, or the settings can't be changed.
    pub fn remove(&self, name: &str) -> Result<(), ActionError> {
        let known = self.settings.settings().rules.iter().position(|rule| rule.name == name);
        let Some(index) = known else {
            return Err(ActionError::NoSuchRule { name: name.to_owned() });
        };
        Ok(self.settings.edit(|document| drop(array_of_tables(document, "rule").remove(index)))?)
    }
}
