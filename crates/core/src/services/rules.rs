//! Rules, as the person adds, changes and removes them.

use rowbell_rules::Rule;

use super::{configuration::Configuration, examples::Examples};
use crate::{change::EntryId, config::SettingsEdit, error::ActionError};

/// The rules in the settings. Cheap to clone.
#[derive(Clone)]
pub struct Rules {
    settings: Configuration,
    examples: Examples,
}

impl Rules {
    pub(crate) fn new(settings: Configuration, examples: Examples) -> Self {
        Self { settings, examples }
    }

    /// Adds a rule, at the end.
    ///
    /// # Errors
    /// When it has a mistake, the name can't be given or is another's, or the settings can't be changed.
    pub async fn add(&self, rule: &Rule) -> Result<(), ActionError> {
        self.check_name(rule)?;
        rule.check().map_err(ActionError::BadRule)?;
        self.settings.edit([SettingsEdit::AddRule(rule.clone())])?;
        // One that was called so before, and was taken out of the file by hand, was another.
        self.examples.forget(&rule.name).await
    }

    /// Puts a rule in the place of the one of this name, whose examples it has from now on.
    ///
    /// # Errors
    /// When there is none of that name, it has a mistake, its new name can't be given or is another's, or the settings or the
    /// database can't be changed.
    pub async fn replace(&self, name: &str, rule: &Rule) -> Result<(), ActionError> {
        if !self.is_known(name) {
            return Err(ActionError::NoSuchRule { name: name.to_owned() });
        }
        if rule.name != name {
            self.check_name(rule)?;
        }
        rule.check().map_err(ActionError::BadRule)?;
        self.settings.edit([SettingsEdit::ReplaceRule { name: name.to_owned(), rule: rule.clone() }])?;
        if rule.name != name {
            self.examples.give(name, &rule.name).await?;
        }
        Ok(())
    }

    /// Removes a rule, and its examples.
    ///
    /// # Errors
    /// When there is none of that name, or the settings or the database can't be changed.
    pub async fn remove(&self, name: &str) -> Result<(), ActionError> {
        if !self.is_known(name) {
            return Err(ActionError::NoSuchRule { name: name.to_owned() });
        }
        self.settings.edit([SettingsEdit::RemoveRule(name.to_owned())])?;
        self.examples.forget(name).await
    }

    /// Keeps changes with a rule, each of which it must ring for or not, and no others.
    ///
    /// # Errors
    /// When there is no such rule or change, or the database can't be changed.
    pub async fn set_examples(&self, name: &str, examples: &[(EntryId, bool)]) -> Result<(), ActionError> {
        if !self.is_known(name) {
            return Err(ActionError::NoSuchRule { name: name.to_owned() });
        }
        self.examples.set(name, examples).await
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
