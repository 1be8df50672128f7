//! What comes back from popups, and what clicks open.

use tokio::sync::mpsc;

use super::Engine;
use crate::{
    change::{Dispatch, EntryId},
    clock::now_ms,
    deliver::desktop::{Dismissed, PopupAction, PopupEvent, Target, WindowPage, details},
    error::ActionError,
    history::{Filter, Start},
    present,
};

/// How many changes a popup with details lists.
const DETAILS: usize = 5;

const CLICKED: Dispatch = Dispatch::Done { clicked: true };

/// What was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The row, or the table, in the browser.
    Row,
    /// What is known of the change: it has no row to open.
    Details,
}

impl Engine {
    /// Does what is clicked.
    pub(super) async fn follow_popups(self, mut events: mpsc::Receiver<PopupEvent>) {
        while let Some(event) = tokio::select! {
            event = events.recv() => event,
            () = self.0.tasks.ending() => None,
        } {
            match event {
                PopupEvent::Closed { key, by_person } => {
                    self.0.desktop.dismissed(key, if by_person { Dismissed::ByPerson } else { Dismissed::Expired });
                }
                PopupEvent::Invoked { key, action, token } => {
                    self.0.desktop.dismissed(key, Dismissed::ByPerson);
                    if let Some(target) = self.0.desktop.target(key)
                        && let Err(error) = self.invoked(target, &action, token.as_deref()).await
                    {
                        self.0.services.notices.failed(&error);
                    }
                }
            }
        }
    }

    async fn invoked(&self, target: Target, action: &PopupAction, token: Option<&str>) -> Result<(), ActionError> {
        match (target, action) {
            (Target::Host(host), PopupAction::AllowHost) => self.0.services.refusals.allow(&host),
            (Target::Host(_), _) => Ok(()),
            (
                Target::Change { entries, .. } | Target::Summary { entries } | Target::Details { entries },
                PopupAction::MarkRead,
            ) => self.mark(entries, false).await.map(drop),
            (Target::Details { .. }, _) => Ok(()),
            (Target::Change { entry, entries }, _) => self.open_entries(entry, entries, true, token).await.map(drop),
            (Target::Summary { entries }, _) => {
                self.note_opened(entries.clone(), true).await?;
                self.show_details(entries, token).await
            }
        }
    }

    /// Opens a change: its row in the browser, or its details where it has none. It is read then.
    ///
    /// # Errors
    /// When there is no such change, or the database fails.
    pub async fn open_entry(&self, id: EntryId, token: Option<&str>) -> Result<Opened, ActionError> {
        self.open_entries(id, vec![id], false, token).await
    }

    /// Opens the newest change; none when there is none yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_newest(&self, token: Option<&str>) -> Result<Option<Opened>, ActionError> {
        let newest = self.0.history.page(Filter::default(), Start::Newest, 1).await?;
        let Some(entry) = newest.first() else { return Ok(None) };
        Ok(Some(self.open_entry(entry.id, token).await?))
    }

    /// Opens the window, or where there is none shows what is unread in a popup. Returns how much that is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn show_unread(&self, token: Option<&str>) -> Result<u64, ActionError> {
        if self.0.window.show(WindowPage::Any, token) {
            return Ok(self.0.services.counts.now().unread);
        }
        let unread = Filter { unread: true, ..Filter::default() };
        let mut ids: Vec<_> =
            self.0.history.page(unread, Start::Newest, 1000).await?.into_iter().map(|entry| entry.id).collect();
        ids.reverse();
        if !ids.is_empty() {
            self.show_details(ids, None).await?;
        }
        Ok(self.0.services.counts.now().unread)
    }

    async fn open_entries(
        &self,
        id: EntryId,
        entries: Vec<EntryId>,
        by_click: bool,
        token: Option<&str>,
    ) -> Result<Opened, ActionError> {
        let Some(entry) = self.0.history.get(id).await? else {
            return Err(ActionError::NoSuchEntry { id });
        };
        match present::link(&entry.change, &self.context()) {
            None => {
                self.note_opened(entries, by_click).await?;
                self.show_details(vec![id], token).await?;
                Ok(Opened::Details)
            }
            Some(url) => {
                let opened = self.0.opener.open(&url, token).await;
                opened.map_err(|reason| ActionError::NotOpened { reason })?;
                self.note_opened(entries, by_click).await?;
                Ok(Opened::Row)
            }
        }
    }

    /// They were opened, by a click on their popup or otherwise. Whoever sees that they are read sees the click as well.
    async fn note_opened(&self, entries: Vec<EntryId>, by_click: bool) -> Result<(), ActionError> {
        if by_click {
            self.0.dispatches.set_all(entries.clone(), &CLICKED, now_ms()).await?;
        }
        self.mark(entries, false).await.map(drop)
    }

    /// Shows changes in the window, or where there is none in a popup.
    async fn show_details(&self, ids: Vec<EntryId>, token: Option<&str>) -> Result<(), ActionError> {
        let page = match ids[..] {
            [id] => WindowPage::Change(id),
            [first, .., last] => WindowPage::Span { from_ms: first.at_ms(), until_ms: last.at_ms() },
            [] => WindowPage::Any,
        };
        if self.0.window.show(page, token) {
            return Ok(());
        }
        let newest = ids[ids.len().saturating_sub(DETAILS)..].to_vec();
        let entries = self.0.history.entries(newest).await?;
        if let Some(popup) = details(self.0.services.notices.new_key(), &entries, ids.len(), &self.context(), now_ms())
        {
            self.0.desktop.show(popup, Target::Details { entries: ids });
        }
        Ok(())
    }
}
