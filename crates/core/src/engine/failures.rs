//! What is said when a click or a line of the tray's menu could not be answered.

use tracing::warn;

use super::{ActionError, Engine};
use crate::{
    config::SettingsError,
    database::DatabaseError,
    deliver::desktop::{Popup, PopupWeight, Target},
    words::Words,
};

impl Engine {
    /// Shows a popup about something that was clicked and not done: there is nobody else whom it could be told.
    pub fn say_failed(&self, error: &ActionError) {
        warn!(%error, "a click could not be answered");
        let words = self.context().words.clone();
        let is_open = matches!(error, ActionError::NotOpened { .. });
        let title = if is_open { "failed-open-title" } else { "failed-title" };
        let popup = Popup {
            key: self.new_popup_key(),
            title: words.get(title),
            body: what_failed(error, &words),
            weight: PopupWeight::Answer,
            default_label: words.get("close"),
            buttons: Vec::new(),
        };
        let nothing_further = Target::Details { entries: Vec::new() };
        if !self.0.desktop.show(popup, nothing_further) {
            warn!("too many popups wait; what failed is not shown");
        }
    }
}

/// What happened and what to do.
fn what_failed(error: &ActionError, words: &Words) -> String {
    match error {
        ActionError::Database(DatabaseError::Full) => words.get("failed-disk-full"),
        ActionError::Database(error) => words.with("failed-database", &[("detail", error.to_string().into())]),
        ActionError::Settings(SettingsError::Unusable(problem) | SettingsError::Unfit(problem)) => {
            let mut arguments =
                vec![("file", problem.file.as_str().into()), ("message", problem.message.as_str().into())];
            let Some(line) = problem.line else { return words.with("failed-settings-file", &arguments) };
            arguments.push(("line", line.to_string().into()));
            words.with("failed-settings-line", &arguments)
        }
        ActionError::Settings(SettingsError::NotWritten { path, source }) => {
            let arguments = [("file", path.as_str().into()), ("detail", source.to_string().into())];
            words.with("failed-settings", &arguments)
        }
        ActionError::NotOpened { .. } => words.get("failed-open"),
        ActionError::NoSuchEntry { .. } => words.get("failed-gone"),
        // Clicks and the tray ask for nothing else that can be refused.
        _ => words.get("failed-other"),
    }
}
