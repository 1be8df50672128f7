//! What is known of changes, shown: by the window, or where there is none in a popup.

use std::sync::Arc;

use super::{configuration::Configuration, notices::Notices};
use crate::{
    change::EntryId,
    clock::now_ms,
    deliver::desktop::{Desktop, Target, Window, WindowPage, details},
    error::ActionError,
    history::History,
};

/// How many changes a popup with details lists.
const LISTED: usize = 5;

/// Shows them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Details {
    settings: Configuration,
    history: History,
    window: Arc<dyn Window>,
    desktop: Desktop,
    notices: Notices,
}

impl Details {
    pub(crate) fn new(
        settings: Configuration,
        history: History,
        window: Arc<dyn Window>,
        desktop: Desktop,
        notices: Notices,
    ) -> Self {
        Self { settings, history, window, desktop, notices }
    }

    /// Shows what is known of these changes, the oldest first. `token` is the click's.
    pub(super) async fn show(&self, ids: Vec<EntryId>, token: Option<&str>) -> Result<(), ActionError> {
        let page = match ids[..] {
            [id] => WindowPage::Change(id),
            [first, .., last] => WindowPage::Span { from_ms: first.at_ms(), until_ms: last.at_ms() },
            [] => WindowPage::Any,
        };
        if self.window.show(page, token) {
            return Ok(());
        }
        let newest = ids[ids.len().saturating_sub(LISTED)..].to_vec();
        let entries = self.history.entries(newest).await?;
        let context = self.settings.context();
        if let Some(popup) = details(self.notices.new_key(), &entries, ids.len(), &context, now_ms()) {
            self.desktop.show(popup, Target::Details { entries: ids });
        }
        Ok(())
    }
}
