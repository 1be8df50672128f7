//! The window, and what is said of it.

use super::Engine;
use crate::{
    deliver::desktop::{PopupWeight, WindowPage},
    error::ActionError,
};

/// The note that it was said once how to open the window again.
const SAID_NOTE: &str = "said_how_to_open_the_window";

impl Engine {
    /// Opens the window, or where there is none the newest change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_window(&self, token: Option<&str>) -> Result<(), ActionError> {
        if self.0.window.show(WindowPage::Any, token) { Ok(()) } else { self.open_newest(token).await.map(drop) }
    }

    /// Opens the window where a relay is set up, for somebody who clicked an invitation's link.
    ///
    /// # Errors
    /// When there is no window.
    pub fn show_invitation(&self, link: &str, token: Option<&str>) -> Result<(), ActionError> {
        if self.0.window.show(WindowPage::Relay(link.to_owned()), token) {
            return Ok(());
        }
        Err(ActionError::NoWindow)
    }

    /// Whether the window could be shown when it was asked for last. That it could not is a trouble, and told in a popup to
    /// whoever waits for it.
    pub fn note_window(&self, failed: bool) {
        self.0.services.health.note_window(failed);
        if failed {
            let system = [("system", std::env::consts::OS.into())];
            self.0.services.notices.say(PopupWeight::Normal, |words| {
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
        if self.0.database.note(SAID_NOTE).await?.unwrap_or(false) {
            return Ok(());
        }
        let said = self
            .0
            .services
            .notices
            .say(PopupWeight::Answer, |words| (words.get("keeps-running-title"), words.get("keeps-running")));
        if said {
            self.0.database.set_note(SAID_NOTE, Some(&true)).await?;
        }
        Ok(())
    }
}
