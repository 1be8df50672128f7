//! Has connections ask for what changes do not tell: names of rows, and rows that rules ask about.

use tokio::sync::{
    broadcast::{self, error::RecvError},
    mpsc,
};
use tracing::warn;

use super::Order;
use crate::{
    change::{ChangeKind, Dispatch, Entry, HoldReason},
    context::Event,
    dispatch::Dispatches,
    history::{Filter, History, Start},
    services::configuration::Configuration,
    sources::connected::{Command, WantedRow},
};

/// The most entries of a base that are looked through after events were missed.
const LOOKED_THROUGH: u64 = 1_000;

/// Follows what is recorded.
pub(crate) struct RowNaming {
    pub(crate) settings: Configuration,
    pub(crate) history: History,
    pub(crate) dispatches: Dispatches,
    pub(crate) events: broadcast::Receiver<Event>,
    pub(crate) orders: mpsc::Sender<Order>,
}

impl RowNaming {
    /// Runs until nothing is recorded any more. Of what was missed in a flood of events, the history tells.
    pub(crate) async fn run(mut self) {
        self.read_waiting().await;
        loop {
            match self.events.recv().await {
                Ok(Event::Recorded(entry)) => self.want(&entry).await,
                Ok(Event::Updated(_)) => {}
                Err(RecvError::Lagged(missed)) => {
                    self.look(missed).await;
                    self.read_waiting().await;
                }
                Err(RecvError::Closed) => return,
            }
        }
    }

    async fn look(&self, missed: u64) {
        for base in self.settings.settings().bases.iter().filter(|base| base.connected) {
            let filter = Filter { base: Some(base.uuid.clone()), ..Filter::default() };
            match self.history.page(filter, Start::Newest, missed.min(LOOKED_THROUGH) as usize).await {
                Ok(entries) => {
                    for entry in entries {
                        self.want(&entry).await;
                    }
                }
                Err(error) => warn!(%error, "rows without a name could not be looked for"),
            }
        }
    }

    /// Has the rows read of all that waits for it: at the start, what waited at the end.
    async fn read_waiting(&self) {
        let waiting = match self.dispatches.waiting(HoldReason::LookingUp).await {
            Ok(waiting) => self.history.entries(waiting).await,
            Err(error) => Err(error),
        };
        match waiting {
            Ok(entries) => {
                for entry in entries {
                    self.want(&entry).await;
                }
            }
            Err(error) => warn!(%error, "rows that rules ask about could not be looked for"),
        }
    }

    async fn want(&self, entry: &Entry) {
        let Some(change) = entry.change() else { return };
        let Some(base) = change.base.as_ref() else { return };
        if change.kind == ChangeKind::RowDeleted
            || !self.settings.settings().base(base).is_some_and(|base| base.connected)
        {
            return;
        }
        if matches!(entry.desktop, Some(Dispatch::Waiting { reason: HoldReason::LookingUp, .. })) {
            let row = WantedRow { table_id: change.table.id.clone(), row_id: change.row.id.clone() };
            let _ = self.orders.send((base.clone(), Command::ReadRow(row))).await;
        }
        let own = (&change.table.id, &change.row);
        let linked = change.linked.as_ref().map(|linked| (&linked.table.id, &linked.row));
        for (table_id, row) in std::iter::once(own).chain(linked) {
            if row.name.is_empty() && !row.id.is_empty() && !table_id.is_empty() {
                let row = WantedRow { table_id: table_id.clone(), row_id: row.id.clone() };
                let _ = self.orders.send((base.clone(), Command::NameRow(row))).await;
            }
        }
    }
}
