//! Popups that are on the screen, and what is done when they are no longer needed there.

use std::sync::Arc;

use crate::{
    change::EntryId,
    deliver::desktop::{Desktop, Dismissed, Popups},
};

/// Takes popups away. Cheap to clone.
#[derive(Clone)]
pub(crate) struct OpenPopups {
    desktop: Desktop,
    popups: Arc<dyn Popups>,
}

impl OpenPopups {
    pub(crate) fn new(desktop: Desktop, popups: Arc<dyn Popups>) -> Self {
        Self { desktop, popups }
    }

    /// What was read elsewhere, or is gone, need not stay on the screen.
    pub(crate) async fn take_away(&self, is_read: impl Fn(EntryId) -> bool) {
        for key in self.desktop.take_read(is_read) {
            self.desktop.dismissed(key, Dismissed::ByPerson);
            self.popups.close(key).await;
        }
    }
}
