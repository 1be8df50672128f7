//! Rules, as the person adds and removes them.

use rowbell_rules::Rule;

use super::configuration::Configuration;
use crate::{config::SettingsEdit, error::ActionError};

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
        Ok(self.settings.edit([SettingsEdit::AddRule(rule.clone())])?)
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// When there is none of that name, or the settings can't be changed.
    pub fn remove(&self, name: &str) -> Result<(), ActionError> {
        if !self.settings.settings().rules.iter().any(|rule| rule.name == name) {
            return Err(ActionError::NoSuchRule { name: name.to_owned() });
        }
        Ok(self.settings.edit([SettingsEdit::RemoveRule(name.to_owned())])?)
    }
}
