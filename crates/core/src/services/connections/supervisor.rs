//! Keeps bases connected: one task for each that the settings name.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use seatable::{BaseUuid, client::Server};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::{ConnectionStates, Order, Reports};
use crate::{
    config::Secrets,
    context::Context,
    inbox::Inbox,
    services::{configuration::Configuration, retry::RetrySignal, servers::server, tasks::Tasks},
    sources::connected::{Command, Connection, ConnectionEvent, WantedRows},
    webhook_health::Intervals,
};

/// What each connection works with.
#[derive(Clone)]
pub(crate) struct ConnectionParts {
    pub(crate) secrets: Arc<dyn Secrets>,
    pub(crate) inbox: Inbox,
    pub(crate) retry: RetrySignal,
    pub(crate) intervals: Intervals,
}

impl ConnectionParts {
    fn connection(
        &self,
        base: &BaseUuid,
        (address, server): (&str, Server),
        context: &Context,
        news: mpsc::Sender<ConnectionEvent>,
        commands: mpsc::Receiver<Command>,
    ) -> Connection {
        Connection {
            address: address.to_owned(),
            log_interval: Duration::from_millis(self.intervals.poll_log_ms.unsigned_abs()),
            commands,
            row_names: WantedRows::for_names(),
            row_reads: WantedRows::for_rules(),
            access_ends_ms: None,
            server,
            secrets: self.secrets.clone(),
            inbox: self.inbox.clone(),
            directory: context.directories.get(base).cloned(),
            events: news,
            retry_signal: self.retry.subscribe(),
            pages: context.settings.catch_up.pages,
            base: base.clone(),
        }
    }
}

/// The tasks of connected bases.
type Running = BTreeMap<BaseUuid, Task>;

struct Task {
    server: String,
    stop: CancellationToken,
    commands: mpsc::Sender<Command>,
}

/// Runs the tasks.
pub(crate) struct ConnectionSupervisor {
    pub(crate) settings: Configuration,
    pub(crate) parts: ConnectionParts,
    pub(crate) reports: Reports,
    pub(crate) tasks: Tasks,
    pub(crate) states: ConnectionStates,
}

impl ConnectionSupervisor {
    /// Starts and ends connections as the settings say, and hands on what is wanted of each.
    pub(crate) async fn run(self, mut orders: mpsc::Receiver<Order>) {
        let (news, mut told) = mpsc::channel(64);
        let mut contexts = self.settings.contexts();
        let mut running = Running::new();
        self.reconcile(&mut running, &news);
        loop {
            let report = tokio::select! {
                Ok(()) = contexts.changed() => {
                    self.reconcile(&mut running, &news);
                    continue;
                }
                report = told.recv() => report,
                Some((base, command)) = orders.recv() => {
                    if let Some(task) = running.get(&base) {
                        let _ = task.commands.try_send(command);
                    }
                    continue;
                }
            };
            // One that is not to be connected any more may still have something to say.
            if let Some(report) = report.filter(|report| running.contains_key(report.base())) {
                self.reports.note(report).await;
            }
        }
    }

    fn reconcile(&self, running: &mut Running, news: &mpsc::Sender<ConnectionEvent>) {
        let context = self.settings.context();
        let wanted: BTreeMap<BaseUuid, String> = context
            .settings
            .bases
            .iter()
            .filter(|base| base.connected)
            .filter_map(|base| Some((base.uuid.clone(), base.parsed_address()?.server().to_owned())))
            .collect();
        running.retain(|base, task| {
            let stays = wanted.get(base) == Some(&task.server);
            if !stays {
                task.stop.cancel();
                self.states.0.change(|connections| drop(connections.remove(base)));
            }
            stays
        });
        for (base, address) in wanted {
            if running.contains_key(&base) {
                continue;
            }
            match server(&address) {
                Ok(server) => {
                    let task = self.start(&base, (&address, server), &context, news.clone());
                    running.insert(base, task);
                }
                Err(error) => error!(%error, "a base can't be connected"),
            }
        }
    }

    fn start(
        &self,
        base: &BaseUuid,
        at: (&str, Server),
        context: &Context,
        news: mpsc::Sender<ConnectionEvent>,
    ) -> Task {
        let server = at.0.to_owned();
        let stop = self.tasks.child_token();
        let (commands, ordered) = mpsc::channel(1024);
        let connection = self.parts.connection(base, at, context, news, ordered);
        let (settings, inbox, base, stopped) =
            (self.settings.clone(), self.parts.inbox.clone(), base.clone(), stop.clone());
        self.tasks.supervise("connection", async move {
            connection.run(stopped).await;
            forget_if_removed(&settings, &inbox, &base).await;
        });
        Task { server, stop, commands }
    }
}

/// A base that changes while it is removed has its progress noted once more before its connection ends.
async fn forget_if_removed(settings: &Configuration, inbox: &Inbox, base: &BaseUuid) {
    if settings.settings().bases.iter().any(|known| known.uuid == *base && known.address.is_some()) {
        return;
    }
    if let Err(error) = inbox.forget_progress(base).await {
        warn!(%error, "how far a base was that was removed is still noted");
    }
}
