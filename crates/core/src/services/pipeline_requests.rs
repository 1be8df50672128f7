//! What services ask of the pipeline.

use tokio::sync::mpsc;

use crate::{
    change::{Entry, RowsRead},
    pipeline::Request,
};

/// Asks it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct PipelineRequests(mpsc::Sender<Request>);

impl PipelineRequests {
    pub(crate) fn new(requests: mpsc::Sender<Request>) -> Self {
        Self(requests)
    }

    /// All that was missed is in the inbox, and can be summed up once it is in the history.
    pub(super) async fn caught_up(&self) {
        // Nobody listens only at the end; it is told after the next start.
        let _ = self.0.send(Request::CaughtUp).await;
    }

    /// These entries tell more now.
    pub(super) async fn learnt(&self, entries: Vec<Entry>) {
        let _ = self.0.send(Request::Learnt(entries)).await;
    }

    /// Rows were read that rules ask about.
    pub(super) async fn rows_read(&self, rows: RowsRead) {
        // Nobody listens only at the end; they are read again after the next start.
        let _ = self.0.send(Request::RowsRead(rows)).await;
    }
}
