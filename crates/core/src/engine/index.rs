//! Keeping the search index whole: what an update or a damage has left to do.

use std::{sync::Arc, time::Duration};

use tracing::{error, info, warn};

use super::Engine;
use crate::{change::Change, database::DatabaseError, pipeline::search_text};

/// How long to wait after an error.
const RETRY: Duration = Duration::from_secs(5);

impl Engine {
    pub(super) async fn keep_index(self) {
        tokio::select! {
            () = self.mend_index() => {}
            () = self.0.shutdown.cancelled() => {}
        }
    }

    async fn mend_index(&self) {
        let mut damage = self.0.database.index_damage();
        // How often it had been found damaged when it was last made anew.
        let mut mended = 0;
        loop {
            if *damage.borrow_and_update() != mended {
                match self.0.history.renew_index().await {
                    Ok(()) => warn!("the search index was damaged and is made anew from the history"),
                    Err(
                        error
                        @ (DatabaseError::IndexDamaged(_) | DatabaseError::Damaged(_) | DatabaseError::Refused(_)),
                    ) => {
                        error!(%error, "the search index can't be made anew in this file");
                        self.0.database.give_up_on_index();
                    }
                    Err(error) => {
                        warn!(%error, "the search index can't be made anew now");
                        tokio::time::sleep(RETRY).await;
                        continue;
                    }
                }
                // Who met it until now met the old one.
                mended = *damage.borrow_and_update();
            }
            match self.fill_index().await {
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

    async fn fill_index(&self) -> Result<(), DatabaseError> {
        if !self.0.history.index_is_behind().await? {
            return Ok(());
        }
        self.set_status(|status| status.index_behind = true);
        let contexts = self.contexts();
        let text = Arc::new(move |change: &Change| search_text(change, &contexts.borrow().clone()));
        let changes = self.0.history.rebuild_index(text).await?;
        info!(changes, "changes were indexed anew for searches");
        self.set_status(|status| status.index_behind = false);
        Ok(())
    }
}
