//! People who change things, as the person names them.

use super::configuration::Configuration;
use crate::{config::SettingsEdit, error::ActionError};

/// The people in the settings. Cheap to clone.
#[derive(Clone)]
pub struct People {
    settings: Configuration,
}

impl People {
    pub(crate) fn new(settings: Configuration) -> Self {
        Self { settings }
    }

    /// Says that one of the people seen is the person themself, or is not, and what to call them.
    ///
    /// # Errors
    /// When the settings can't be changed.
    pub fn set_me(&self, user: &str, name: Option<&str>, is_me: bool) -> Result<(), ActionError> {
        let user = user.to_owned();
        let named = name.map(|name| SettingsEdit::NamePerson { user: user.clone(), name: name.to_owned() });
        Ok(self.settings.edit([SettingsEdit::Me { user, is_me }].into_iter().chain(named))?)
    }
}
