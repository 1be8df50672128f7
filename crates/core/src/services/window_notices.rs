//! What is said of the window in popups: that it could not be shown, and that closing it ends nothing.

use super::{health::Health, notices::Notices};
use crate::{database::Database, deliver::desktop::PopupWeight, error::ActionError};

/// The note that it was said once how to open the window again.
const SAID_NOTE: &str = "said_how_to_open_the_window";

/// Says it. Cheap to clone.
#[derive(Clone)]
pub struct WindowNotices {
    database: Database,
    health: Health,
    notices: Notices,
}

impl WindowNotices {
    pub(crate) fn new(database: Database, health: Health, notices: Notices) -> Self {
        Self { database, health, notices }
    }

    /// Whether the window could be shown when it was asked for last. That it could not is a problem, and told in a popup to
    /// whoever waits for it.
    pub fn note_shown(&self, has_failed: bool) {
        self.health.note_window(has_failed);
        if has_failed {
            let system = [("system", std::env::consts::OS.into())];
            self.notices.say(PopupWeight::Normal, |words| {
                (words.get("failed-window-title"), words.with("trouble-window", &system))
            });
        }
    }

    /// Says in a popup, once and never again, that closing the window ends nothing, and how to open it where no panel shows
    /// the tray icon.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn say_keeps_running(&self) -> Result<(), ActionError> {
        if self.database.note(SAID_NOTE).await?.unwrap_or(false) {
            return Ok(());
        }
        let said = self
            .notices
            .say(PopupWeight::Answer, |words| (words.get("keeps-running-title"), words.get("keeps-running")));
        if said {
            self.database.set_note(SAID_NOTE, Some(&true)).await?;
        }
        Ok(())
    }
}
