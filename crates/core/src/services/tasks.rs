//! The tasks of the services: watched while they run, and ended together.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::error;

/// Runs tasks until all are ended together. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    shutdown: CancellationToken,
    failed: CancellationToken,
}

impl Tasks {
    /// Runs a task. One that panics ends the engine: a program that looks alive and does nothing would be worse, and
    /// everything is stored for when it is started again.
    pub fn supervise(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let failed = self.failed.clone();
        self.tracker.spawn(async move {
            let ended = AssertUnwindSafe(task).catch_unwind().await;
            if ended.is_err() {
                error!(task = name, "a task failed by a mistake in Rowbell");
                failed.cancel();
            }
        });
    }

    /// Runs a task that is dropped at the end, wherever it waits then.
    pub fn supervise_until_end(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let shutdown = self.shutdown.clone();
        self.supervise(name, async move {
            shutdown.run_until_cancelled(task).await;
        });
    }

    /// What ends one task earlier than the others.
    pub fn child_token(&self) -> CancellationToken {
        self.shutdown.child_token()
    }

    /// Resolves when all are to end.
    pub async fn ending(&self) {
        self.shutdown.cancelled().await;
    }

    /// Resolves when a task failed.
    pub async fn failed(&self) {
        self.failed.cancelled().await;
    }

    /// Ends all tasks and waits for them.
    pub async fn end(&self) {
        self.shutdown.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}
