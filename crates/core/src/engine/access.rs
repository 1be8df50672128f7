//! What the agent reaches of the engine.

use std::sync::Arc;

use tokio::sync::broadcast;

use super::Engine;
use crate::{
    config::SettingsFile,
    context::{Context, Event},
    history::History,
    inbox::Inbox,
    services::Services,
    status::StatusFeed,
};

impl Engine {
    /// What can be asked for.
    pub fn services(&self) -> &Services {
        &self.0.services
    }

    /// The state, as it changes.
    pub fn status(&self) -> StatusFeed {
        StatusFeed::new(self.0.services.clone())
    }

    /// The settings and words in force.
    pub fn context(&self) -> Arc<Context> {
        self.0.services.settings.context()
    }

    /// The history.
    pub fn history(&self) -> &History {
        &self.0.history
    }

    /// The deliveries behind it.
    pub fn inbox(&self) -> &Inbox {
        &self.0.inbox
    }

    /// What happens, from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// The settings file.
    pub fn settings_file(&self) -> &Arc<SettingsFile> {
        &self.0.file
    }

    /// Frees the memory that only makes the next look at the history quicker.
    pub fn rest(&self) {
        self.0.database.rest();
    }
}
