//! Opening a change: its row in the browser, or what is known of it where there is no row. It is read then.

use std::sync::Arc;

use super::{configuration::Configuration, details::Details, marking::Marking};
use crate::{
    change::{Dispatch, EntryId},
    clock::now_ms,
    deliver::desktop::Opener,
    dispatch::Dispatches,
    error::ActionError,
    history::{Filter, History, Start},
    present,
};

const CLICKED: Dispatch = Dispatch::Done { clicked: true };

/// What was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The row, or the table, in the browser.
    Row,
    /// What is known of the change: it has no row to open.
    Details,
}

/// Opens changes. Cheap to clone.
#[derive(Clone)]
pub struct Opening {
    pub(crate) settings: Configuration,
    pub(crate) history: History,
    pub(crate) dispatches: Dispatches,
    pub(crate) opener: Arc<dyn Opener>,
    pub(crate) marking: Marking,
    pub(crate) details: Details,
}

impl Opening {
    /// Opens a change. `token` is that of the click that asks for it, if there was one.
    ///
    /// # Errors
    /// When there is no such change, or the database fails.
    pub async fn open(&self, id: EntryId, token: Option<&str>) -> Result<Opened, ActionError> {
        self.open_one_of(id, vec![id], false, token).await
    }

    /// Opens the newest change; none when there is none yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_newest(&self, token: Option<&str>) -> Result<Option<Opened>, ActionError> {
        let newest = self.history.page(Filter::default(), Start::Newest, 1).await?;
        let Some(entry) = newest.first() else { return Ok(None) };
        Ok(Some(self.open(entry.id, token).await?))
    }

    /// Opens the change that a popup shows, which may stand for earlier ones of the same row.
    pub(super) async fn open_clicked(
        &self,
        id: EntryId,
        entries: Vec<EntryId>,
        token: Option<&str>,
    ) -> Result<(), ActionError> {
        self.open_one_of(id, entries, true, token).await.map(drop)
    }

    /// Shows the changes that a popup sums up.
    pub(super) async fn open_summary(&self, entries: Vec<EntryId>, token: Option<&str>) -> Result<(), ActionError> {
        self.note(entries.clone(), true).await?;
        self.details.show(entries, token).await
    }

    async fn open_one_of(
        &self,
        id: EntryId,
        entries: Vec<EntryId>,
        by_click: bool,
        token: Option<&str>,
    ) -> Result<Opened, ActionError> {
        let Some(entry) = self.history.get(id).await? else {
            return Err(ActionError::NoSuchEntry { id });
        };
        match entry.change().and_then(|change| present::link(change, &self.settings.context())) {
            None => {
                self.note(entries, by_click).await?;
                self.details.show(vec![id], token).await?;
                Ok(Opened::Details)
            }
            Some(url) => {
                let opened = self.opener.open(&url, token).await;
                opened.map_err(|reason| ActionError::NotOpened { reason })?;
                self.note(entries, by_click).await?;
                Ok(Opened::Row)
            }
        }
    }

    /// Notes that they were opened, by a click on their popup or otherwise. The click comes first, so that whoever sees that they
    /// are read sees it as well.
    async fn note(&self, entries: Vec<EntryId>, by_click: bool) -> Result<(), ActionError> {
        if by_click {
            self.dispatches.set_all(entries.clone(), &CLICKED, now_ms()).await?;
        }
        self.marking.mark(entries, false).await.map(drop)
    }
}
