//! A connected base: a live feed of its operations over a connection that this computer opens, and the log for what was
//! missed. One task for each base; it holds its API token and its access.

mod catch_up;
mod known;
mod report;
mod row_names;

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use seatable::{
    BaseUuid,
    client::{Access, ApiError, BaseClient, Server},
    operation,
    realtime::{Realtime, RealtimeError, RealtimeEvent},
};
use secrecy::SecretString;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

use self::{
    catch_up::CatchUp,
    known::{Hole, Known},
};
pub use self::{
    report::{ConnectionNews, ConnectionState, Why},
    row_names::{RowNames, WantedRow},
};
use crate::{
    change::{Authenticity, Delivery, Source, Told, ToldOperation},
    clock::now_ms,
    config::{Access as SecretsAccess, Secrets, SecretsError},
    database::DatabaseError,
    enrich::Directory,
    inbox::Inbox,
};

/// How long to wait before a connection is tried again: at first, and at most. The wait is random up to that (full
/// jitter), so that not all laptops of a company come back at once.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(120));
/// Names are asked for anew after so long, and when the base says that its tables or columns changed.
const DIRECTORY_MS: i64 = 24 * 60 * 60 * 1000;
/// How often it is looked whether a locked keyring was unlocked.
const UNLOCKED: Duration = Duration::from_secs(5);
/// Access is asked for anew this long before it ends.
const RENEW_MS: i64 = 60 * 60 * 1000;
/// How long access lasts that does not say so.
const ACCESS_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// How long after joining, and how often then, the log is asked for what the feed may have lost.
const LOOK: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(2 * 60 * 60));
/// What is missing before an event may still be on its way; only then the log is read.
const MISSED: Duration = Duration::from_millis(300);
/// A burst of structure changes is over when none came for so long.
const SETTLED: Duration = Duration::from_secs(2);

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
            info!(base = %self.base, why = why.code(), "not connected");
            let locked = matches!(why, Why::Secrets(SecretsError::Locked | SecretsError::Missing));
            // Refused because the access has ended: it is asked for anew.
            let ended = self.access_ends_ms.is_some_and(|ends_ms| ends_ms <= now_ms());
            let wait = why.wait().filter(|_| !ended).unwrap_or_else(|| backoff.mul_f64(random_share()));
            backoff = (backoff * 2).min(BACKOFF.1);
            self.tell(ConnectionState::Waiting { why, until_ms: now_ms() + wait.as_millis() as i64 }).await;
            tokio::select! {
                () = sleep(wait) => {}
                () = until_unlocked(&*self.secrets), if locked => {}
                Ok(()) = self.nudges.changed() => backoff = BACKOFF.0,
                () = shutdown.cancelled() => return,
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

    async fn follow(&mut self, backoff: &mut Duration) -> Result<std::convert::Infallible, Over> {
        self.nudges.mark_unchanged();
        self.access_ends_ms = None;
        // A locked keyring is not made to ask for its password here: each base would.
        match self.secrets.access().await {
            SecretsAccess::Open => {}
            SecretsAccess::Locked => return Err(SecretsError::Locked.into()),
            SecretsAccess::Missing => return Err(SecretsError::Missing.into()),
        }
        let token: SecretString = match self.secrets.get(&token_name(&self.base)).await? {
            Some(token) => token,
            None => return Err(Over::Failed(Why::NoToken)),
        };
        let access = self.server.connect(&token).await?;
        if access.base != self.base {
            return Err(Over::Failed(Why::OtherBase));
        }
        let client = BaseClient::new(self.server.clone(), access.clone());
        self.ask_for_names(&client, &access, false).await?;
        let mut realtime = Realtime::connect(&self.server, &access).await?;
        let log = CatchUp {
            base: self.base.clone(),
            client: client.clone(),
            inbox: self.inbox.clone(),
            news: self.news.clone(),
            pages: self.pages,
        };
        // Joined before the log is read, so that nothing falls between the two.
        let mut known: Option<Known> = self.inbox.progress(&self.base).await?.map(Known::up_to);
        let ends_ms = access.expires_at_ms.unwrap_or_else(|| now_ms() + ACCESS_MS);
        self.access_ends_ms = Some(ends_ms);
        let renew = Instant::now() + Duration::from_millis((ends_ms - RENEW_MS - now_ms()).max(60_000).unsigned_abs());
        let mut structure_settled: Option<Instant> = None;
        let mut look = renew;
        // When to read the log, and the reading.
        let mut due: Option<Instant> = None;
        let mut reading: Option<BoxFuture<'static, Result<i64, Over>>> = None;
        loop {
            if reading.is_none() && due.is_some_and(|due| due <= Instant::now()) {
                due = None;
                reading = known.as_ref().map(|known| log.clone().run(known.last()).boxed());
            }
            let names_due = self.names.due();
            let event = tokio::select! {
                event = realtime.next() => event?,
                () = sleep_until(renew) => return Err(Over::Again),
                Ok(()) = self.nudges.changed() => return Err(Over::Again),
                newest = async { Some(reading.as_mut()?.await) }, if reading.is_some() => {
                    reading = None;
                    if let (Some(newest), Some(known)) = (newest, known.as_mut()) {
                        due = self.caught_up(known, newest?, &log).await?.map(|wait| Instant::now() + wait);
                    }
                    continue;
                }
                () = sleep_until(due.unwrap_or(renew)), if due.is_some() && reading.is_none() => continue,
                Some(wanted) = self.wanted.recv() => {
                    match wanted {
                        Wanted::Name(row) => self.names.want(row),
                        Wanted::Older { known, first } => {
                            reading = Some(log.clone().older(known, first).boxed());
                        }
                    }
                    continue;
                }
                () = sleep_until(names_due.unwrap_or(renew)), if names_due.is_some() => {
                    self.ask_for_row_names(&client).await;
                    continue;
                }
                () = sleep_until(look) => {
                    // An event can be lost without a trace: there is no jump of the version before the next one.
                    look = Instant::now() + LOOK.1;
                    self.notice_rename(&client, &token).await?;
                    let newest = log.newest().await?;
                    if known.as_mut().is_some_and(|known| known.tell(newest)) {
                        due.get_or_insert_with(Instant::now);
                    }
                    continue;
                }
                () = sleep_until(structure_settled.unwrap_or(renew)), if structure_settled.is_some() => {
                    structure_settled = None;
                    self.ask_for_names(&client, &access, true).await?;
                    continue;
                }
            };
            match event {
                RealtimeEvent::Joined { version } => {
                    let version = match version {
                        Some(version) => version,
                        None => log.newest().await?,
                    };
                    match known.as_mut() {
                        Some(known) => {
                            if known.tell(version) {
                                due = Some(Instant::now());
                            }
                        }
                        // A base that is connected for the first time has missed nothing.
                        None => {
                            self.inbox.set_progress(&self.base, version).await?;
                            known = Some(Known::up_to(version));
                        }
                    }
                    *backoff = BACKOFF.0;
                    look = Instant::now() + LOOK.0;
                    self.tell(ConnectionState::Live { since_ms: now_ms() }).await;
                }
                RealtimeEvent::Operation { operation, version } => {
                    let new = version.zip(known.as_ref()).is_none_or(|(version, known)| known.is_new(version));
                    if !new {
                        continue;
                    }
                    let changes_structure =
                        operation::read(&operation).is_ok_and(|operation| operation.changes_structure());
                    // At once: it does not wait for what was missed before it.
                    let told = Told::Operation(self.told(operation, version));
                    store(&self.inbox, &self.base, Source::Realtime, vec![told]).await?;
                    if changes_structure {
                        structure_settled = Some(Instant::now() + SETTLED);
                    }
                    if let Some((version, known)) = version.zip(known.as_mut()) {
                        if known.add(version) {
                            debug!(base = %self.base, version, "operations were missed");
                            due.get_or_insert_with(|| Instant::now() + MISSED);
                        } else if reading.is_none() {
                            self.inbox.set_progress(&self.base, known.last()).await?;
                        }
                    }
                }
                RealtimeEvent::Notification(_) | RealtimeEvent::Other(_) => {}
            }
        }
    }

    /// The log was read up to this operation. When to read it again, if something is missing still.
    async fn caught_up(&self, known: &mut Known, newest: i64, log: &CatchUp) -> Result<Option<Duration>, Over> {
        let again = match known.caught_up(newest) {
            Hole::None => None,
            Hole::Again(wait) => Some(wait),
            Hole::Lost { known, first } => {
                log.gap(known, first).await?;
                None
            }
        };
        self.inbox.set_progress(&self.base, known.last()).await?;
        Ok(again)
    }

    /// A base's new name or place comes by no event.
    async fn notice_rename(&mut self, client: &BaseClient, token: &SecretString) -> Result<(), Over> {
        let access = self.server.connect(token).await?;
        client.replace_access(access.clone());
        let address = access.base_address(self.server.address()).and_then(Result::ok).map(|address| address.base_url());
        let moved = self.directory.as_ref().is_some_and(|known| Some(&known.address) != address.as_ref());
        self.ask_for_names(client, &access, moved).await
    }

    /// Asks for names when it is time, or at once.
    async fn ask_for_names(&mut self, client: &BaseClient, access: &Access, at_once: bool) -> Result<(), Over> {
        let now = now_ms();
        let known = self
            .directory
            .as_ref()
            .filter(|known| !at_once && now - known.asked_ms < DIRECTORY_MS && known.name == access.base_name);
        if known.is_some() {
            return Ok(());
        }
        let metadata = client.metadata().await?;
        let people = client.related_users().await?;
        let address = access.base_address(self.server.address()).and_then(Result::ok);
        let directory = Arc::new(Directory {
            name: access.base_name.clone(),
            address: address.map(|address| address.base_url()).unwrap_or_default(),
            metadata,
            people: people.into_iter().map(|person| (person.email, person.name)).collect(),
            asked_ms: now,
        });
        self.directory = Some(directory.clone());
        // In force before operations are read that need it.
        let (done, in_force) = tokio::sync::oneshot::channel();
        let news = ConnectionNews::Directory { base: self.base.clone(), directory, done };
        if self.news.send(news).await.is_ok() {
            let _ = in_force.await;
        }
        Ok(())
    }

    fn told(&self, operation: String, version: Option<i64>) -> ToldOperation {
        ToldOperation { base: self.base.clone(), version, author: None, app: None, at_ms: None, operation }
    }

    async fn tell(&self, state: ConnectionState) {
        // Nobody listens only at the end.
        let _ = self.news.send(ConnectionNews::State { base: self.base.clone(), state }).await;
    }
}

async fn until_unlocked(secrets: &dyn Secrets) {
    while secrets.access().await != SecretsAccess::Open {
        sleep(UNLOCKED).await;
    }
}

/// Stores what a base told, in its order. It is on the disk when this resolves.
async fn store(inbox: &Inbox, base: &BaseUuid, source: Source, told: Vec<Told>) -> Result<(), Over> {
    let received_ms = now_ms();
    let deliveries = told.into_iter().filter_map(|told| {
        Some(Delivery {
            source,
            endpoint: token_name(base),
            received_ms,
            authenticity: Authenticity::Verified,
            headers: Vec::new(),
            body: serde_json::to_vec(&told).ok()?,
        })
    });
    let mut deliveries: Vec<Delivery> = deliveries.collect();
    match deliveries.len() {
        // The short way to the pipeline.
        1 => drop(inbox.append(deliveries.remove(0)).await?),
        _ => inbox.append_all(deliveries).await?,
    }
    Ok(())
}

/// Between 0 and 1.
fn random_share() -> f64 {
    let mut bytes = [0; 4];
    // Without random numbers all wait the whole time, which is fine.
    if getrandom::fill(&mut bytes).is_err() {
        return 1.0;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}
