//! Rules, as the person adds, changes and removes them.

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
    /// When it has a mistake, the name can't be given or is another's, or the settings can't be changed.
    pub fn add(&self, rule: &Rule) -> Result<(), ActionError> {
        self.check_name(rule)?;
        rule.check().map_err(ActionError::BadRule)?;
        Ok(self.settings.edit([SettingsEdit::AddRule(rule.clone())])?)
    }

    /// Puts a rule in the place of the one of this name.
    ///
    /// # Errors
    /// When there is none of that name, it has a mistake, its new name can't be given or is another's, or the settings
    /// can't be changed.
    pub fn replace(&self, name: &str, rule: &Rule) -> Result<(), ActionError> {
        if !self.is_known(name) {
            return Err(ActionError::NoSuchRule { name: name.to_owned() });
        }
        if rule.name != name {
            self.check_name(rule)?;
        }
        rule.check().map_err(ActionError::BadRule)?;
        Ok(self.settings.edit([SettingsEdit::ReplaceRule { name: name.to_owned(), rule: rule.clone() }])?)
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// When there is none of that name, or the settings can't be changed.
    pub fn remove(&self, name: &str) -> Result<(), ActionError> {
        if !self.is_known(name) {
            return Err(ActionError::NoSuchRule { name: name.to_owned() });
        }
        Ok(self.settings.edit([SettingsEdit::RemoveRule(name.to_owned())])?)
    }

    fn is_known(&self, name: &str) -> bool {
        self.settings.settings().rules.iter().any(|known| known.name == name)
    }

    fn check_name(&self, rule: &Rule) -> Result<(), ActionError> {
        let name = &rule.name;
        match () {
            () if self.is_known(name) => Err(ActionError::RuleExists { name: name.clone() }),
            () if rule.has_reserved_name() => Err(ActionError::BadRuleName { name: name.clone() }),
            () => Ok(()),
        }
    }
}
