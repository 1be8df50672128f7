//! Keeping the search index whole: what an update or a damage has left to do.

use std::{sync::Arc, time::Duration};

use tracing::{error, info, warn};

use super::{
    configuration::Configuration,
    published::{Changes, Published},
};
use crate::{
    change::Content,
    database::{Database, DatabaseError},
    history::History,
    pipeline::search_text,
};

/// How long to wait after an error.
const RETRY: Duration = Duration::from_secs(5);

/// The search index of the history. Cheap to clone.
#[derive(Clone)]
pub struct SearchIndex {
    database: Database,
    history: History,
    settings: Configuration,
    is_behind: Published<bool>,
}

impl SearchIndex {
    pub(crate) fn new(database: Database, history: History, settings: Configuration, changes: &Changes) -> Self {
        Self { database, history, settings, is_behind: Published::new(false, changes) }
    }

    /// Whether it does not have all of the history yet.
    pub fn is_behind(&self) -> bool {
        self.is_behind.get()
    }

    /// Makes it anew where it is damaged, and fills it where it is behind, until the end.
    pub(crate) async fn keep_whole(self) {
        let mut damage = self.database.index_damage();
        // How often it had been found damaged when it was last made anew.
        let mut renewed = 0;
        loop {
            if *damage.borrow_and_update() != renewed {
                match self.history.renew_index().await {
                    Ok(()) => warn!("the search index was damaged and is made anew from the history"),
                    Err(
                        error
                        @ (DatabaseError::IndexDamaged(_) | DatabaseError::Damaged(_) | DatabaseError::Refused(_)),
                    ) => {
                        error!(%error, "the search index can't be made anew in this file");
                        self.database.give_up_on_index();
                    }
                    Err(error) => {
                        warn!(%error, "the search index can't be made anew now");
                        tokio::time::sleep(RETRY).await;
                        continue;
                    }
                }
                // Who met it until now met the old one.
                renewed = *damage.borrow_and_update();
            }
            match self.fill().await {
                Ok(()) => {}
                Err(DatabaseError::IndexDamaged(_)) => continue,
                Err(error) => {
                    warn!(%error, "not all changes could be indexed anew; it is tried again");
                    tokio::time::sleep(RETRY).await;
                    continue;
                }
            }
            if damage.changed().await.is_err() {
                return;
            }
        }
    }

    async fn fill(&self) -> Result<(), DatabaseError> {
        if !self.history.index_is_behind().await? {
            return Ok(());
        }
        self.is_behind.set(true);
        let contexts = self.settings.contexts();
        let text = Arc::new(move |content: &Content| search_text(content, &contexts.borrow().clone()));
        let changes = self.history.rebuild_index(text).await?;
        info!(changes, "changes were indexed anew for searches");
        self.is_behind.set(false);
        Ok(())
    }
}
