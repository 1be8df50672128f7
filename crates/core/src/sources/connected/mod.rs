//! A connected base: a live feed of its operations over a connection that this computer opens, and the log for what was
//! missed. One task for each base; it holds its API token and its access.

mod catch_up;
mod directory;
mod error;
mod feed;
mod pages;
mod queries;
mod reading;
mod report;
mod restored;
mod schedule;
mod session;
mod timeline;
mod versions;
mod wanted_rows;

use std::{convert::Infallible, sync::Arc, time::Duration};

use seatable::{BaseUuid, client::Server, metadata::Table};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

pub use self::{
    error::ConnectionError,
    report::{Channel, ConnectionEvent, ConnectionState},
    wanted_rows::{WantedRow, WantedRows},
};
use self::{error::Disconnect, session::Session};
use crate::{
    change::{Authenticity, Delivery, Source, SourceReport},
    clock::now_ms,
    config::Secrets,
    enrich::Directory,
    inbox::{Inbox, Mark},
    sources::link::{Backoff, Link, LinkError, supervise},
};

/// How long to wait before a connection is tried again: at first, and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(120));

/// The name under which a base's API token is kept.
pub fn token_name(base: &BaseUuid) -> String {
    format!("base/{base}")
}

/// A base to be connected.
pub struct Connection {
    /// Which one.
    pub base: BaseUuid,
    /// Where it is.
    pub server: Server,
    /// The server's address as the settings have it.
    pub address: String,
    /// How often its log is read where the live feed does not get through: calls are counted by the month.
    pub log_interval: Duration,
    /// Where its API token is kept.
    pub secrets: Arc<dyn Secrets>,
    /// Where its operations go.
    pub inbox: Inbox,
    /// What is known of it already.
    pub directory: Option<Arc<Directory>>,
    /// Tells what happens.
    pub events: mpsc::Sender<ConnectionEvent>,
    /// Rows whose names are to be asked for.
    pub row_names: WantedRows,
    /// Rows that rules ask about.
    pub row_reads: WantedRows,
    /// Counts how often the computer woke up, or something else made trying again at once worthwhile.
    pub retry_signal: watch::Receiver<u64>,
    /// What it is to do.
    pub commands: mpsc::Receiver<Command>,
    /// How many pages of the log are read at most to catch up.
    pub pages: u32,
    /// When the access ends that is in use. Unix milliseconds.
    pub access_ends_ms: Option<i64>,
}

/// What a connection is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Connect anew: there may be another API token, or somebody does not want to wait.
    Reconnect,
    /// Ask for the name of a row.
    NameRow(WantedRow),
    /// Read a row.
    ReadRow(WantedRow),
    /// Load the operations between these two, of which the history shows that they are missing.
    LoadGap {
        /// The last one before the gap.
        known: i64,
        /// The first one after it.
        first: i64,
    },
}

impl Connection {
    /// Keeps the base connected until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        supervise(self, Backoff::new(BACKOFF), shutdown).await;
    }

    fn access_has_ended(&self) -> bool {
        self.access_ends_ms.is_some_and(|ends_ms| ends_ms <= now_ms())
    }

    /// Rows whose names are to be asked for now, and their table.
    fn take_row_names(&mut self) -> Option<(Table, Vec<String>)> {
        take(&mut self.row_names, self.directory.as_deref())
    }

    /// Rows that are to be read now, and their table.
    fn take_row_reads(&mut self) -> Option<(Table, Vec<String>)> {
        take(&mut self.row_reads, self.directory.as_deref())
    }

    /// When the next rows are to be asked for.
    fn next_rows(&self) -> Option<Instant> {
        [self.row_names.due(), self.row_reads.due()].into_iter().flatten().min()
    }

    /// Applies what is known of the base. Operations are read with it once this returns.
    async fn set_directory(&mut self, directory: Arc<Directory>) {
        self.directory = Some(directory.clone());
        tell_directory(&self.events, &self.base, directory).await;
    }

    async fn set_progress(&self, version: i64, marks: Vec<Mark>) -> Result<(), Disconnect> {
        Ok(self.inbox.set_progress(&self.base, version, marks).await?)
    }

    async fn tell_behind(&self, why: Option<ConnectionError>) {
        let _ = self.events.send(ConnectionEvent::Behind { base: self.base.clone(), why }).await;
    }
}

impl Link for Connection {
    type Live = Channel;
    type Error = ConnectionError;

    fn name(&self) -> String {
        format!("base {}", self.base)
    }

    fn secrets(&self) -> &Arc<dyn Secrets> {
        &self.secrets
    }

    async fn follow(&mut self, backoff: &mut Backoff) -> Result<Infallible, Disconnect> {
        Session::open(self).await?.run(backoff).await
    }

    async fn tell(&self, state: ConnectionState) {
        // Nobody listens only at the end.
        let _ = self.events.send(ConnectionEvent::State { base: self.base.clone(), state }).await;
    }

    async fn retry_requested(&mut self) {
        loop {
            tokio::select! {
                Ok(()) = self.retry_signal.changed() => return,
                Some(command) = self.commands.recv() => match command {
                    Command::Reconnect => return,
                    Command::NameRow(row) => self.row_names.want(row),
                    Command::ReadRow(row) => self.row_reads.want(row),
                    // A gap is only loaded while it is connected.
                    Command::LoadGap { .. } => {}
                },
                else => std::future::pending().await,
            }
        }
    }

    fn wait(&self, why: &ConnectionError) -> Option<Duration> {
        // Refused because the access has ended: it is asked for anew.
        why.wait().filter(|_| !self.access_has_ended())
    }
}

fn take(rows: &mut WantedRows, directory: Option<&Directory>) -> Option<(Table, Vec<String>)> {
    rows.due().filter(|due| *due <= Instant::now())?;
    rows.take(|id| directory?.metadata.table(id).cloned())
}

/// Has the engine apply what is known of a base; it has when this returns.
async fn tell_directory(events: &mpsc::Sender<ConnectionEvent>, base: &BaseUuid, directory: Arc<Directory>) {
    let (done, applied) = oneshot::channel();
    if events.send(ConnectionEvent::Directory { base: base.clone(), directory, done }).await.is_ok() {
        let _ = applied.await;
    }
}

/// Stores what a base reports, in its order. It is on the disk when this resolves.
async fn store(inbox: &Inbox, base: &BaseUuid, source: Source, reports: Vec<SourceReport>) -> Result<(), Disconnect> {
    let received_ms = now_ms();
    let deliveries = reports.into_iter().map(|report| Delivery {
        source,
        endpoint: token_name(base),
        received_ms,
        authenticity: Authenticity::Verified,
        headers: Vec::new(),
        body: report.to_body(),
    });
    let mut deliveries: Vec<Delivery> = deliveries.collect();
    match deliveries.len() {
        // The short way to the pipeline.
        1 => drop(inbox.append(deliveries.remove(0)).await?),
        _ => inbox.append_all(deliveries).await?,
    }
    Ok(())
}
