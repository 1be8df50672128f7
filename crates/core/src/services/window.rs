//! The window, and what is shown where there is none.

use std::sync::Arc;

use super::{counts::Counts, details::Details, opening::Opening};
use crate::{
    deliver::desktop::{Window, WindowPage},
    error::ActionError,
    history::{Filter, History, Start},
};

/// The most unread changes that are shown where there is no window.
const MOST_UNREAD: usize = 1000;

/// Opens the window. Cheap to clone.
#[derive(Clone)]
pub struct MainWindow {
    window: Arc<dyn Window>,
    history: History,
    counts: Counts,
    opening: Opening,
    details: Details,
}

impl MainWindow {
    pub(crate) fn new(
        window: Arc<dyn Window>,
        history: History,
        counts: Counts,
        opening: Opening,
        details: Details,
    ) -> Self {
        Self { window, history, counts, opening, details }
    }

    /// Opens the window, or where there is none the newest change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(&self, token: Option<&str>) -> Result<(), ActionError> {
        if self.window.show(WindowPage::Any, token) {
            return Ok(());
        }
        self.opening.open_newest(token).await.map(drop)
    }

    /// Opens the window, or where there is none shows what is unread in a popup. Returns how much that is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn show_unread(&self, token: Option<&str>) -> Result<u64, ActionError> {
        if self.window.show(WindowPage::Any, token) {
            return Ok(self.counts.now().unread);
        }
        let unread = Filter { unread: true, ..Filter::default() };
        let newest = self.history.page(unread, Start::Newest, MOST_UNREAD).await?;
        let ids: Vec<_> = newest.into_iter().rev().map(|entry| entry.id).collect();
        if !ids.is_empty() {
            self.details.show(ids, None).await?;
        }
        Ok(self.counts.now().unread)
    }

    /// Opens the window where a relay is set up, for somebody who clicked an invitation's link.
    ///
    /// # Errors
    /// When there is no window.
    pub fn show_invitation(&self, link: &str, token: Option<&str>) -> Result<(), ActionError> {
        if self.window.show(WindowPage::Relay(link.to_owned()), token) {
            return Ok(());
        }
        Err(ActionError::NoWindow)
    }
}
