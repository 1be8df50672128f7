//! How the things are that the engine was given: the database, popups, the window.

use std::{sync::Arc, time::Duration};

use super::published::{Changes, Published};
use crate::{
    database::{Database, Health as DatabaseHealth, Mishap},
    deliver::desktop::{PopupState, Popups},
};

/// How often a database that fails is looked at.
const LOOK: Duration = Duration::from_secs(10);

/// Tells how they are. Cheap to clone.
#[derive(Clone)]
pub struct Health {
    database: Database,
    popups: Arc<dyn Popups>,
    /// What happened to the database's file when it was opened.
    at_start: Option<Mishap>,
    has_window_failed: Published<bool>,
    changes: Changes,
}

impl Health {
    pub(crate) fn new(
        database: Database,
        popups: Arc<dyn Popups>,
        at_start: Option<Mishap>,
        changes: &Changes,
    ) -> Self {
        let has_window_failed = Published::new(false, changes);
        Self { database, popups, at_start, has_window_failed, changes: changes.clone() }
    }

    /// How the database is doing.
    pub fn database(&self) -> DatabaseHealth {
        self.database.health().borrow().clone()
    }

    /// What happened to the database's file since the start.
    pub fn mishap(&self) -> Option<Mishap> {
        self.database.mishap().borrow().clone().or_else(|| self.at_start.clone())
    }

    /// Whether popups can be shown.
    pub fn popups(&self) -> PopupState {
        self.popups.state().borrow().clone()
    }

    /// Whether the window could not be shown when it was asked for last.
    pub fn has_window_failed(&self) -> bool {
        self.has_window_failed.get()
    }

    /// Whether the window could be shown now.
    pub(crate) fn note_window(&self, has_failed: bool) {
        self.has_window_failed.set(has_failed);
    }

    /// Tells of changes, and looks at a database that fails now and then, so that the problem goes away by itself.
    pub(crate) async fn follow(self) {
        let (mut popups, mut database, mut mishap) =
            (self.popups.state(), self.database.health(), self.database.mishap());
        loop {
            let is_failing = *database.borrow_and_update() != DatabaseHealth::Fine;
            tokio::select! {
                Ok(()) = popups.changed() => {}
                Ok(()) = database.changed() => {}
                Ok(()) = mishap.changed() => {}
                () = tokio::time::sleep(LOOK), if is_failing => drop(self.database.probe().await),
                else => return,
            }
            self.changes.tell();
        }
    }
}
