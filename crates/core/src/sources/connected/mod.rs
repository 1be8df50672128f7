//! A connected base: a live feed of its operations over a connection that this computer opens, and the log for what was
//! missed. One task for each base; it holds its API token and its access.

mod asking;
mod catch_up;
mod feed;
mod known;
mod report;
mod restored;
mod row_names;
mod timeline;

use std::{sync::Arc, time::Duration};

use seatable::{
    BaseUuid,
    client::{ApiError, Server},
    realtime::RealtimeError,
};
use tokio::{
    sync::{mpsc, watch},
    time::sleep,
};
use tokio_util::sync::CancellationToken;
use tracing::info;

pub use self::{
    report::{Channel, ConnectionNews, ConnectionState, Why},
    row_names::{RowNames, WantedRow},
};
use super::{random_share, until_unlocked};
use crate::{
    change::{Authenticity, Delivery, Source, SourceReport},
    clock::now_ms,
    config::{Access as SecretsAccess, Secrets, SecretsError},
    database::DatabaseError,
    enrich::Directory,
    inbox::Inbox,
};

/// How long to wait before a connection is tried again: at first, and at most. The wait is random up to that (full
/// jitter), so that not all laptops of a company come back at once.
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
    pub sparing: Duration,
    /// Where its API token is kept.
    pub secrets: Arc<dyn Secrets>,
    /// Where its operations go.
    pub inbox: Inbox,
    /// What is known of it already.
    pub directory: Option<Arc<Directory>>,
    /// Tells what happens.
    pub news: mpsc::Sender<ConnectionNews>,
    /// Those that are to be asked for.
    pub names: RowNames,
    /// Counts how often the computer woke up, or something else made trying again at once worthwhile.
    pub nudges: watch::Receiver<u64>,
    /// What is wanted of it.
    pub wanted: mpsc::Receiver<Wanted>,
    /// How many pages of the log are read at most to catch up.
    pub pages: u32,
    /// When the access ends that is in use. Unix milliseconds.
    pub access_ends_ms: Option<i64>,
}

/// What is wanted of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// That it connects anew: there may be another API token, or somebody does not want to wait.
    Again,
    /// The name of a row.
    Name(WantedRow),
    /// The operations between these two, of which the history shows that they are missing.
    Older {
        /// The last one before the gap.
        known: i64,
        /// The first one after it.
        first: i64,
    },
}

/// Why a connection is not used any more.
#[derive(Debug)]
enum Over {
    /// The computer woke up, or the access ends: connect again at once.
    Again,
    /// It failed.
    Failed(Why),
}

impl From<ApiError> for Over {
    fn from(error: ApiError) -> Self {
        Self::Failed(Why::Api(error))
    }
}

impl From<RealtimeError> for Over {
    fn from(error: RealtimeError) -> Self {
        Self::Failed(Why::Realtime(error))
    }
}

impl From<DatabaseError> for Over {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(Why::Database(error))
    }
}

impl From<SecretsError> for Over {
    fn from(error: SecretsError) -> Self {
        Self::Failed(Why::Secrets(error))
    }
}

impl Connection {
    /// Keeps the base connected until `shutdown`.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut backoff = BACKOFF.0;
        loop {
            self.tell(ConnectionState::Connecting).await;
            let over = tokio::select! {
                over = self.connect(&mut backoff) => over,
                () = shutdown.cancelled() => return,
            };
            let Over::Failed(why) = over else { continue };
            info!(base = %self.base, why = why.code(), said = %why, "not connected");
            let locked = matches!(why, Why::Secrets(_)) && self.secrets.access().await != SecretsAccess::Open;
            // Refused because the access has ended: it is asked for anew.
            let wait =
                why.wait().filter(|_| !self.access_has_ended()).unwrap_or_else(|| backoff.mul_f64(random_share()));
            backoff = (backoff * 2).min(BACKOFF.1);
            self.tell(ConnectionState::Waiting { why, until_ms: now_ms() + wait.as_millis() as i64 }).await;
            let mut waited = std::pin::pin!(sleep(wait));
            loop {
                tokio::select! {
                    () = &mut waited => {}
                    () = until_unlocked(&*self.secrets), if locked => {}
                    Ok(()) = self.nudges.changed() => backoff = BACKOFF.0,
                    Some(wanted) = self.wanted.recv() => match wanted {
                        Wanted::Again => backoff = BACKOFF.0,
                        Wanted::Name(row) => {
                            self.names.want(row);
                            continue;
                        }
                        // A gap is only loaded while it is connected.
                        Wanted::Older { .. } => continue,
                    },
                    () = shutdown.cancelled() => return,
                }
                break;
            }
        }
    }

    /// Connects, catches up and follows, until it can't.
    async fn connect(&mut self, backoff: &mut Duration) -> Over {
        match self.follow(backoff).await {
            Ok(never) => match never {},
            Err(over) => over,
        }
    }

    fn access_has_ended(&self) -> bool {
        self.access_ends_ms.is_some_and(|ends_ms| ends_ms <= now_ms())
    }

    async fn tell(&self, state: ConnectionState) {
        // Nobody listens only at the end.
        let _ = self.news.send(ConnectionNews::State { base: self.base.clone(), state }).await;
    }

    async fn tell_behind(&self, why: Option<Why>) {
        let _ = self.news.send(ConnectionNews::Behind { base: self.base.clone(), why }).await;
    }
}

/// Stores what a base reports, in its order. It is on the disk when this resolves.
async fn store(inbox: &Inbox, base: &BaseUuid, source: Source, reports: Vec<SourceReport>) -> Result<(), Over> {
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
