//! What connections report: their state for the person, and what is to be done for each.

use std::{collections::HashMap, sync::Arc};

use seatable::{BaseUuid, Column, value};
use serde_json::Value;
use tracing::warn;

use super::{ConnectionStates, Gaps};
use crate::{
    change::Entry,
    database::Database,
    enrich::{self, Directory},
    history::History,
    services::{
        configuration::Configuration, pipeline_requests::PipelineRequests, plain_http::SecureAddresses, tasks::Tasks,
    },
    sources::connected::ConnectionEvent,
};

/// Acts on the reports.
pub(crate) struct Reports {
    pub(crate) names: Names,
    pub(crate) gaps: Gaps,
    pub(crate) secure: SecureAddresses,
    pub(crate) requests: PipelineRequests,
    pub(crate) tasks: Tasks,
    pub(crate) states: ConnectionStates,
}

/// Keeps names that bases tell.
pub(crate) struct Names {
    pub(crate) settings: Configuration,
    pub(crate) history: History,
    pub(crate) database: Database,
}

impl Reports {
    pub(super) async fn note(&self, report: ConnectionEvent) {
        match report {
            ConnectionEvent::State { base, state } => {
                let name = self.names.settings.context().base_name(&base).unwrap_or_else(|| base.to_string());
                self.states.0.change(|connections| {
                    let connection = connections.entry(base).or_default();
                    (connection.name, connection.state, connection.behind) = (name, Some(state), None);
                });
            }
            ConnectionEvent::Secure { base, server } => self.secure.base_is_secure(&base, &server),
            ConnectionEvent::Directory { base, directory, done } => {
                self.names.keep(&base, directory).await;
                let _ = done.send(());
            }
            ConnectionEvent::RowNames { base, table_id, column, names } => {
                self.requests.learnt(self.names.name_rows(&base, table_id, &column, names).await).await;
            }
            ConnectionEvent::RowsRead(rows) => self.requests.rows_read(rows).await,
            ConnectionEvent::GapLoaded { base, before } => {
                let gaps = self.gaps.clone();
                self.tasks.supervise_until_end("gap", async move {
                    if let Err(error) = gaps.loaded(&base, before).await {
                        warn!(%error, "a gap that was loaded is still shown");
                    }
                });
            }
            ConnectionEvent::Restored { base, after, done } => {
                if let Err(error) = self.names.history.forget_versions(&base, after).await {
                    warn!(%error, "versions of before the server was restored are still there");
                }
                self.gaps.found(base, 1);
                let _ = done.send(());
            }
            ConnectionEvent::Gap { base, missed } => self.gaps.found(base, missed),
            ConnectionEvent::Behind { base, why } => {
                self.states.0.change(|connections| connections.entry(base).or_default().behind = why);
            }
            ConnectionEvent::CaughtUp { .. } => self.requests.caught_up().await,
        }
    }
}

impl Names {
    /// What a base tells of itself is in force, and there at the next start.
    async fn keep(&self, base: &BaseUuid, directory: Arc<Directory>) {
        if let Err(error) = enrich::keep(&self.database, base, Some(&directory)).await {
            warn!(%error, "names were not kept for the next start");
        }
        self.settings.set_directory(base, directory);
    }

    /// Names rows in the history. Gives the entries that tell more now.
    async fn name_rows(
        &self,
        base: &BaseUuid,
        table_id: String,
        column: &Column,
        names: HashMap<String, Value>,
    ) -> Vec<Entry> {
        let context = self.settings.context();
        let format = context.words.format();
        // An empty checkbox or a deleted option is no name.
        let is_named = |name: &Value| !value::is_empty(name) && !value::shows_nothing(column, name, format);
        let named = names.into_iter().filter(|(_, name)| is_named(name));
        let names = named.map(|(row, name)| (row, value::text(column, &name, format))).collect();
        match self.history.name_rows(base.clone(), table_id, names).await {
            Ok(entries) => entries,
            Err(error) => {
                warn!(%error, "rows were not named");
                Vec::new()
            }
        }
    }
}
