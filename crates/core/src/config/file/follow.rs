//! Following the file as the person changes it.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Notify, time::timeout};
use tracing::warn;

use super::{SettingsFile, watching};

/// How long the file must have been left alone before it is read.
const SETTLE_TIME: Duration = Duration::from_millis(150);
/// How often the file is read while it can't be watched.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

impl SettingsFile {
    /// Follows the file until this future is dropped.
    pub async fn follow(&self) {
        let touched = Arc::new(Notify::new());
        let mut was_watched = true;
        loop {
            // Watched first, then read: what changes in between is not missed.
            let watching = watching::watch(&self.path, touched.clone());
            self.read();
            match &watching {
                Ok(_) => touched.notified().await,
                Err(error) => {
                    if was_watched {
                        warn!(%error, "the settings file can't be watched; it is looked at now and then");
                    }
                    let _ = timeout(POLL_INTERVAL, touched.notified()).await;
                }
            }
            was_watched = watching.is_ok();
            // A file that is being written is left alone until it is whole.
            while timeout(SETTLE_TIME, touched.notified()).await.is_ok() {}
        }
    }
}
