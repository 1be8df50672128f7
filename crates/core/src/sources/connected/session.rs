//! One connection of a base, from its beginning to its end.

use std::{convert::Infallible, time::Duration};

use seatable::{
    client::BaseClient,
    realtime::{Realtime, RealtimeError},
};
use secrecy::SecretString;
use tokio::time::{Instant, sleep_until};

use super::{
    Channel, Command, Connection, ConnectionError, ConnectionEvent, Disconnect,
    catch_up::CatchUp,
    directory::{account, address, fetch_directory},
    feed::next_events,
    queries::PendingQuery,
    reading::PendingRead,
    restored::{mark, marks},
    schedule::Schedule,
    timeline::Timeline,
    token_name,
    versions::VersionTracker,
};
use crate::{
    clock::now_ms,
    inbox::{Mark, Progress},
    sources::link::Backoff,
};

/// Access is asked for anew this long before it ends, in milliseconds.
const RENEW_MS: i64 = 60 * 60 * 1000;
/// How long access lasts that does not say so, in milliseconds.
const ACCESS_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// Where the feed does not get through, it is tried again after the log was read so often instead.
const RETRIED: u32 = 24;

/// What is known and under way while a connection lasts.
pub(super) struct Session<'c> {
    pub(super) connection: &'c mut Connection,
    pub(super) token: SecretString,
    pub(super) client: BaseClient,
    pub(super) log: CatchUp,
    /// The live feed; none where it does not get through.
    realtime: Option<Realtime>,
    pub(super) channel: Channel,
    /// When the connection is to be made anew.
    renew: Instant,
    /// Whether the base was never connected before.
    pub(super) is_first: bool,
    pub(super) versions: VersionTracker,
    /// What came up to here happened before the base was connected, so it is not missing.
    pub(super) before: i64,
    pub(super) timeline: Timeline,
    /// The newest operation that the feed told.
    pub(super) newest: Option<Mark>,
    pub(super) schedule: Schedule,
    pub(super) query: Option<PendingQuery>,
    pub(super) reading: Option<PendingRead>,
    /// The log could not be read the last time.
    pub(super) is_behind: bool,
}

impl<'c> Session<'c> {
    /// Connects: gets access, knows what the base is called, and joins its live feed.
    pub(super) async fn open(connection: &'c mut Connection) -> Result<Self, Disconnect> {
        connection.retry_signal.mark_unchanged();
        connection.access_ends_ms = None;
        // A locked keyring is not made to ask for its password here: each base would.
        connection.secrets.access().await.check()?;
        let Some(token) = connection.secrets.get(&token_name(&connection.base)).await? else {
            return Err(Disconnect::Failed(ConnectionError::NoToken));
        };
        let access = connection.server.connect(&token).await?;
        connection.tell_address().await;
        if access.base != connection.base {
            return Err(Disconnect::Failed(ConnectionError::OtherBase));
        }
        let client = BaseClient::new(connection.server.clone(), access.clone());
        connection.ensure_directory(&client).await?;
        let log = CatchUp {
            base: connection.base.clone(),
            client: client.clone(),
            secrets: connection.secrets.clone(),
            inbox: connection.inbox.clone(),
            events: connection.events.clone(),
            directory: connection.directory.clone(),
            pages: connection.pages,
        };
        let (version, timeline, is_first) = match connection.inbox.progress(&connection.base).await? {
            Some(progress) => (progress.version, Timeline::from(progress), false),
            // A base that is connected for the first time has missed nothing. Asked before the feed begins, so that none
            // of its events is taken for one that was known.
            None => {
                let mark = log.newest().await?.as_ref().map(mark);
                let version = mark.as_ref().map_or(Progress::UNKNOWN, |mark| mark.version);
                connection.set_progress(version, mark.into_iter().collect()).await?;
                (version, Timeline::new(version), true)
            }
        };
        let ends_ms = access.expires_at_ms.unwrap_or_else(|| now_ms() + ACCESS_MS);
        connection.access_ends_ms = Some(ends_ms);
        let renew = Instant::now() + Duration::from_millis((ends_ms - RENEW_MS - now_ms()).max(60_000).unsigned_abs());
        // Joined before the log is read, so that nothing falls between the two.
        let realtime = match Realtime::connect(&connection.server, &access).await {
            Err(RealtimeError::NoWebSocket) => None,
            realtime => Some(realtime?),
        };
        let channel = match &realtime {
            Some(realtime) if realtime.is_polling() => Channel::Requests,
            Some(_) => Channel::WebSocket,
            None => Channel::Log,
        };
        let log_interval = (channel == Channel::Log).then_some(connection.log_interval);
        let mut schedule = Schedule::new(log_interval);
        if connection.directory.as_ref().is_some_and(|directory| !directory.is_fresh(now_ms())) {
            schedule.names_failed();
        }
        Ok(Self {
            connection,
            token,
            client,
            log,
            realtime,
            channel,
            renew: log_interval.map_or(renew, |interval| renew.min(Instant::now() + RETRIED * interval)),
            is_first,
            versions: VersionTracker::up_to(version),
            before: Progress::UNKNOWN,
            timeline,
            newest: None,
            schedule,
            query: None,
            reading: None,
            is_behind: false,
        })
    }

    /// Catches up and follows, until it can't.
    pub(super) async fn run(mut self, backoff: &mut Backoff) -> Result<Infallible, Disconnect> {
        if self.realtime.is_none() {
            self.on_joined(None).await?;
        }
        loop {
            if self.schedule.paused_until().is_none() {
                self.begin_reading();
                self.begin_query();
            }
            let wake = self.next_wake();
            tokio::select! {
                (events, end) = next_events(&mut self.realtime) => {
                    self.on_events(events).await?;
                    end.map_or(Ok(()), Err)?;
                }
                Ok(()) = self.connection.retry_signal.changed() => return Err(Disconnect::Reconnect),
                read = async { Some(self.reading.as_mut()?.await) }, if self.reading.is_some() => {
                    self.reading = None;
                    if let Some(read) = read {
                        self.on_log_read(read).await?;
                    }
                }
                answer = async { Some(self.query.as_mut()?.await) }, if self.query.is_some() => {
                    self.query = None;
                    if let Some(answer) = answer {
                        self.on_answer(answer, backoff).await?;
                    }
                }
                Some(command) = self.connection.commands.recv() => match command {
                    Command::Reconnect => return Err(Disconnect::Reconnect),
                    Command::NameRow(row) => self.connection.row_names.want(row),
                    Command::ReadRow(row) => self.connection.row_reads.want(row),
                    Command::LoadGap { known, first } => self.schedule.load_gap(known, first),
                },
                () = sleep_until(wake) => {
                    if Instant::now() >= self.renew {
                        return Err(Disconnect::Reconnect);
                    }
                }
            }
        }
    }

    /// When something is due that is not under way.
    fn next_wake(&self) -> Instant {
        let query = self.schedule.next_query(self.connection.next_rows()).filter(|_| self.query.is_none());
        let restarts = self.timeline.restarted().is_some();
        let log = if restarts { Some(Instant::now()) } else { self.schedule.next_log() };
        let due = [query, log.filter(|_| self.reading.is_none())].into_iter().flatten().min();
        let due = due.max(self.schedule.paused_until().filter(|_| due.is_some()));
        due.map_or(self.renew, |due| due.min(self.renew))
    }

    /// What is to be known at the next start, if the feed told the last operation and that is newer than this one.
    pub(super) fn newest_marks(&self, newer_than: i64) -> Vec<Mark> {
        let is_last = |newest: &&Mark| newest.version == self.versions.last() && newest.version > newer_than;
        let newest = self.newest.as_ref().filter(is_last).cloned();
        newest.map(|newest| marks(self.timeline.unchecked(), newest)).unwrap_or_default()
    }
}

impl Connection {
    /// The settings are to have the address at which the server is asked.
    async fn tell_address(&self) {
        let server = self.server.address().to_owned();
        if server != self.address {
            let _ = self.events.send(ConnectionEvent::Secure { base: self.base.clone(), server }).await;
        }
    }

    /// Asks what the base is called, unless that is known well enough.
    async fn ensure_directory(&mut self, client: &BaseClient) -> Result<(), Disconnect> {
        let address = address(&client.access(), &self.server);
        let known = self.directory.as_ref().filter(|known| known.is_fresh(now_ms()) && known.address == address);
        // An account may have come since it was asked.
        let may_name_departments = known.is_some_and(|known| known.metadata.lacks_departments())
            && account(&self.server, &*self.secrets).await.is_some();
        if known.is_none() || may_name_departments {
            let fetched = fetch_directory(client.clone(), self.secrets.clone(), self.directory.clone()).await?;
            self.set_directory(fetched).await;
        }
        Ok(())
    }
}
