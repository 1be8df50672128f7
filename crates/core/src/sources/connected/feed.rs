//! One connection of a base, from joining to its end: the live feed, and beside it what is asked of the server.

use std::{convert::Infallible, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use seatable::{
    client::BaseClient,
    operation,
    realtime::{Realtime, RealtimeError, RealtimeEvent},
};
use secrecy::SecretString;
use tokio::time::{Instant, sleep_until};
use tracing::debug;

use super::{
    Channel, Connection, ConnectionNews, ConnectionState, Over, Wanted, Why,
    asking::{Asked, Asking, Patience, account, address, directory, look, named, row_names},
    catch_up::{Begin, CatchUp, Read},
    known::{Hole, Known},
    restored::{Stories, mark, mark_of_feed, marks},
    store,
    timeline::{Fed, Timeline},
    token_name,
};
use crate::{
    change::{OperationReport, Source, SourceReport},
    clock::now_ms,
    enrich::Directory,
    inbox::{Mark, Progress},
};

/// Changes of tables and columns come in bursts: names are asked for so long after the first.
const SETTLED: Duration = Duration::from_secs(2);
/// Names are asked for at most this often.
const NAMES: Duration = Duration::from_secs(10 * 60);
/// Access is asked for anew this long before it ends, in milliseconds.
const RENEW_MS: i64 = 60 * 60 * 1000;
/// How long access lasts that does not say so, in milliseconds.
const ACCESS_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// How long after joining, and how often then, the log is asked for what the feed may have lost.
const LOOK: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(2 * 60 * 60));
/// How long names are not asked for that were not to be had: at first, and at most.
const UNNAMED: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(60 * 60));
/// Where the feed does not get through, it is tried again after the log was read so often instead.
const RETRIED: u32 = 24;
/// The most events that are stored together.
const TOGETHER: usize = 128;
/// What is missing before an event may still be on its way; only then the log is read.
const MISSED: Duration = Duration::from_millis(300);

/// What is known and under way while a connection lasts.
struct Feed {
    token: SecretString,
    client: BaseClient,
    log: CatchUp,
    known: Known,
    /// What came up to here happened before the base was connected, so it is not missing.
    before: i64,
    timeline: Timeline,
    /// The newest operation that the feed told.
    newest: Option<Mark>,
    patience: Patience,
    asking: Option<Asking>,
    /// The log is being read.
    reading: Option<BoxFuture<'static, Result<Read, Over>>>,
    /// A gap that is to be loaded.
    older: Option<(i64, i64)>,
    /// When to read the log.
    due: Option<Instant>,
    /// The log could not be read the last time.
    behind: bool,
    channel: Channel,
    /// When to look, and whether that was done before.
    look: Instant,
    looked: bool,
    /// When to ask for names, and when that was done.
    names_due: Option<Instant>,
    names_asked: Option<Instant>,
    unnamed: Duration,
}

impl Connection {
    /// Connects and follows, until it can't.
    pub(super) async fn follow(&mut self, backoff: &mut Duration) -> Result<Infallible, Over> {
        self.nudges.mark_unchanged();
        self.access_ends_ms = None;
        // A locked keyring is not made to ask for its password here: each base would.
        self.secrets.access().await.check()?;
        let Some(token) = self.secrets.get(&token_name(&self.base)).await? else {
            return Err(Over::Failed(Why::NoToken));
        };
        let access = self.server.connect(&token).await?;
        self.tell_address().await;
        if access.base != self.base {
            return Err(Over::Failed(Why::OtherBase));
        }
        let client = BaseClient::new(self.server.clone(), access.clone());
        let address = address(&access, &self.server);
        let known = self.directory.as_ref().filter(|known| known.is_fresh(now_ms()) && known.address == address);
        // An account may have come since they were asked for.
        let may_name_departments = known.is_some_and(|known| known.metadata.lacks_departments())
            && account(&self.server, &*self.secrets).await.is_some();
        if known.is_none() || may_name_departments {
            self.put_in_force(directory(client.clone(), self.secrets.clone(), self.directory.clone()).await?).await;
        }
        let log = CatchUp {
            base: self.base.clone(),
            client: client.clone(),
            secrets: self.secrets.clone(),
            inbox: self.inbox.clone(),
            news: self.news.clone(),
            directory: self.directory.clone(),
            pages: self.pages,
        };
        let (version, timeline, first) = match self.inbox.progress(&self.base).await? {
            Some(progress) => (progress.version, Timeline::from(progress), false),
            // A base that is connected for the first time has missed nothing. Asked before the feed begins, so that none
            // of its events is taken for one that was known.
            None => {
                let mark = log.newest().await?.as_ref().map(mark);
                let version = mark.as_ref().map_or(Progress::UNKNOWN, |mark| mark.version);
                self.inbox.set_progress(&self.base, version, mark.into_iter().collect()).await?;
                (version, Timeline::new(version), true)
            }
        };
        let ends_ms = access.expires_at_ms.unwrap_or_else(|| now_ms() + ACCESS_MS);
        self.access_ends_ms = Some(ends_ms);
        let renew = Instant::now() + Duration::from_millis((ends_ms - RENEW_MS - now_ms()).max(60_000).unsigned_abs());
        // Joined before the log is read, so that nothing falls between the two.
        let mut realtime = match Realtime::connect(&self.server, &access).await {
            Err(RealtimeError::NoWebSocket) => None,
            realtime => Some(realtime?),
        };
        let channel = match &realtime {
            Some(realtime) if realtime.is_polling() => Channel::Requests,
            Some(_) => Channel::WebSocket,
            None => Channel::Log,
        };
        let renew = if channel == Channel::Log { renew.min(Instant::now() + RETRIED * self.sparing) } else { renew };
        let mut feed = Feed {
            token,
            client,
            log,
            known: Known::up_to(version),
            before: Progress::UNKNOWN,
            timeline,
            newest: None,
            patience: Patience::default(),
            asking: None,
            reading: None,
            older: None,
            due: None,
            behind: false,
            channel,
            look: Instant::now() + LOOK.0,
            looked: false,
            names_due: None,
            names_asked: None,
            unnamed: UNNAMED.0,
        };
        if self.directory.as_ref().is_some_and(|directory| !directory.is_fresh(now_ms())) {
            feed.names_later();
        }
        if realtime.is_none() {
            self.joined(&mut feed, None, first).await?;
        }
        loop {
            self.begin(&mut feed);
            let wake = [feed.next_wake(self.names.due()), Some(renew)].into_iter().flatten().min().unwrap_or(renew);
            tokio::select! {
                (events, over) = come(&mut realtime) => {
                    self.events(&mut feed, events, first).await?;
                    over.map_or(Ok(()), Err)?;
                }
                Ok(()) = self.nudges.changed() => return Err(Over::Again),
                read = async { Some(feed.reading.as_mut()?.await) }, if feed.reading.is_some() => {
                    feed.reading = None;
                    if let Some(read) = read {
                        self.read(&mut feed, read).await?;
                    }
                }
                asked = async { Some(feed.asking.as_mut()?.await) }, if feed.asking.is_some() => {
                    feed.asking = None;
                    if let Some(asked) = asked {
                        self.asked(&mut feed, asked, backoff).await?;
                    }
                }
                Some(wanted) = self.wanted.recv() => match wanted {
                    Wanted::Again => return Err(Over::Again),
                    Wanted::Name(row) => self.names.want(row),
                    Wanted::Older { known, first } => feed.older = Some((known, first)),
                },
                () = sleep_until(wake) => {
                    if Instant::now() >= renew {
                        return Err(Over::Again);
                    }
                }
            }
        }
    }

    /// The settings are to have the address at which the server is asked.
    async fn tell_address(&self) {
        let server = self.server.address().to_owned();
        if server != self.address {
            let _ = self.news.send(ConnectionNews::Secure { base: self.base.clone(), server }).await;
        }
    }

    /// Begins what is due, one question and one reading at a time.
    fn begin(&mut self, feed: &mut Feed) {
        if feed.patience.until().is_some() {
            return;
        }
        let now = Instant::now();
        if feed.reading.is_none() {
            if let Some((known, version)) = feed.timeline.anew() {
                let anew = feed.log.clone().begin_anew(known, version);
                feed.reading = Some(anew.map(|last| last.map(Read::Anew)).boxed());
            } else if feed.due.is_some_and(|due| due <= now) {
                feed.due = None;
                let unchecked = feed.timeline.unchecked().to_vec();
                let begin = Begin { known: feed.known.last(), before: feed.before, unchecked };
                feed.reading = Some(feed.log.clone().run(begin).boxed());
            } else if let Some((known, first)) = feed.older.take() {
                feed.reading = Some(feed.log.clone().older(known, first).boxed());
            }
        }
        if feed.asking.is_some() {
            return;
        }
        if feed.look <= now {
            // The access was just asked for when the connection began.
            let token = (feed.looked && feed.channel != Channel::Log).then(|| feed.token.clone());
            let known = feed.timeline.unchecked().to_vec();
            feed.asking = Some(look(feed.log.clone(), self.server.clone(), token, known).boxed());
        } else if feed.names_due.is_some_and(|due| due <= now) {
            (feed.names_due, feed.names_asked) = (None, Some(now));
            let answer = directory(feed.client.clone(), self.secrets.clone(), self.directory.clone());
            feed.asking = Some(answer.map(|told| named(told.map(Asked::Directory))).boxed());
        } else if self.names.due().is_some_and(|due| due <= now) {
            let tables = self.directory.as_ref().map(|directory| &directory.metadata);
            if let Some((table, rows)) = self.names.take(|id| tables?.table(id).cloned()) {
                feed.asking = Some(row_names(feed.client.clone(), table, rows).map(named).boxed());
            }
        }
    }

    async fn events(&mut self, feed: &mut Feed, events: Vec<RealtimeEvent>, first: bool) -> Result<(), Over> {
        let mut operations = Vec::new();
        for event in events {
            match event {
                RealtimeEvent::Joined { version } => {
                    self.store(feed, std::mem::take(&mut operations)).await?;
                    self.joined(feed, version, first).await?;
                }
                RealtimeEvent::Operation { operation, version } => operations.push((operation, version)),
                RealtimeEvent::Notification(_) | RealtimeEvent::Other(_) => {}
            }
        }
        self.store(feed, operations).await
    }

    async fn joined(&mut self, feed: &mut Feed, version: Option<i64>, first: bool) -> Result<(), Over> {
        let last = feed.known.last();
        if let Some(version) = version.filter(|_| first || last == Progress::UNKNOWN) {
            feed.before = version;
            if last == Progress::UNKNOWN {
                feed.known = Known::up_to(version);
                self.inbox.set_progress(&self.base, version, Vec::new()).await?;
            }
        }
        match version {
            // The server was restored to an earlier state, from which it counts anew.
            Some(version) if version < last => feed.timeline.goes_back(version),
            Some(version) if feed.known.tell(version) => feed.due = Some(Instant::now()),
            // Nothing was missed, but something may wait for being told that caught up was before a crash.
            Some(_) => feed.log.tell_caught_up().await,
            None => feed.look = Instant::now(),
        }
        self.tell(ConnectionState::Live { since_ms: now_ms(), channel: feed.channel }).await;
        Ok(())
    }

    /// Stores operations at once: they do not wait for what was missed before them.
    async fn store(&mut self, feed: &mut Feed, operations: Vec<Fed>) -> Result<(), Over> {
        let (mut told, mut versions) = (Vec::new(), Vec::new());
        for (operation, version) in operations {
            if version.is_some_and(|version| !feed.known.is_new(version) || versions.contains(&version)) {
                if feed.timeline.told_again((operation, version)) {
                    debug!(base = %self.base, "an operation has a version that was known");
                    feed.look = Instant::now();
                }
                continue;
            }
            if operation::read(&operation).is_ok_and(|operation| operation.changes_structure()) {
                feed.want_names();
            }
            versions.extend(version);
            let at_ms = now_ms() + self.server.ahead_ms();
            feed.newest = version.map(|version| mark_of_feed(version, &operation, at_ms)).or(feed.newest.take());
            let base = self.base.clone();
            told.push(SourceReport::Operation(OperationReport {
                base,
                version,
                author: None,
                app: None,
                // The feed tells no time; the other ways tell the server's.
                at_ms: Some(at_ms),
                operation,
            }));
        }
        if told.is_empty() {
            return Ok(());
        }
        store(&self.inbox, &self.base, Source::Realtime, told).await?;
        let mut missed = false;
        for version in versions {
            missed = feed.known.add(version);
        }
        if missed {
            debug!(base = %self.base, "operations were missed");
            feed.due.get_or_insert_with(|| Instant::now() + MISSED);
        } else if feed.reading.is_none() {
            self.inbox.set_progress(&self.base, feed.known.last(), feed.marks(i64::MIN)).await?;
        }
        Ok(())
    }

    /// The log was read.
    async fn read(&mut self, feed: &mut Feed, read: Result<Read, Over>) -> Result<(), Over> {
        let newest = match read {
            Ok(Read::UpTo(newest, stories)) => {
                feed.found(stories);
                newest
            }
            Ok(Read::Anew(newest)) => {
                (feed.known, feed.before) = (Known::up_to(newest), Progress::UNKNOWN);
                // What it told meanwhile had numbers that seemed to be known.
                let withheld = feed.timeline.begin_anew(newest);
                self.store(feed, withheld).await?;
                newest
            }
            Ok(Read::Older) => return Ok(()),
            Err(Over::Again) => return Err(Over::Again),
            Err(Over::Failed(why)) => {
                self.not_answered(feed, Over::Failed(why.clone()))?;
                (feed.due, feed.behind) = (Some(Instant::now()), true);
                self.tell_behind(Some(why)).await;
                return Ok(());
            }
        };
        feed.patience.answered();
        if std::mem::take(&mut feed.behind) {
            self.tell_behind(None).await;
        }
        let hole = feed.known.caught_up(newest.max(feed.before));
        // The log has noted what it told itself.
        self.inbox.set_progress(&self.base, feed.known.last(), feed.marks(newest)).await?;
        match hole {
            Hole::None => {}
            Hole::Again(wait) => feed.due = Some(Instant::now() + wait),
            Hole::Lost { known, first } => feed.log.gap(known, first, None).await?,
        }
        Ok(())
    }

    /// The server answered a question.
    async fn asked(&mut self, feed: &mut Feed, asked: Result<Asked, Over>, backoff: &mut Duration) -> Result<(), Over> {
        match asked {
            Ok(Asked::Looked(access, newest, stories)) => {
                // It works as a whole, and not only until the first question.
                *backoff = super::BACKOFF.0;
                let again = if feed.channel == Channel::Log { self.sparing } else { LOOK.1 };
                (feed.look, feed.looked) = (Instant::now() + again, true);
                feed.found(stories);
                match newest.as_ref().map(mark) {
                    Some(newest) if feed.known.tell(newest.version) => {
                        feed.due.get_or_insert_with(Instant::now);
                    }
                    // The log says more of it than the feed.
                    Some(newest) if feed.timeline.is_certain() && newest.version == feed.known.last() => {
                        self.inbox.set_progress(&self.base, newest.version, vec![newest]).await?;
                    }
                    _ => {}
                }
                if let Some(access) = access {
                    let here = address(&access, &self.server);
                    feed.client.replace_access(*access);
                    if self.directory.as_ref().is_none_or(|known| known.address != here) {
                        feed.want_names();
                    }
                }
            }
            Ok(Asked::Directory(directory)) => {
                match directory.is_fresh(now_ms()) {
                    true => feed.unnamed = UNNAMED.0,
                    false => feed.names_later(),
                }
                feed.log.directory = Some(directory.clone());
                self.put_in_force(directory).await;
            }
            Ok(Asked::Unnamed) => feed.names_later(),
            Ok(Asked::RowNames(table_id, column, names)) => {
                let news = ConnectionNews::RowNames { base: self.base.clone(), table_id, column, names };
                let _ = self.news.send(news).await;
            }
            Err(over) => return self.not_answered(feed, over),
        }
        feed.patience.answered();
        Ok(())
    }

    /// The feed goes on without the answer; what the server was asked is asked again later.
    fn not_answered(&self, feed: &mut Feed, over: Over) -> Result<(), Over> {
        match over {
            Over::Failed(Why::Api(_)) if self.access_has_ended() => Err(Over::Again),
            Over::Failed(Why::Api(error)) => {
                debug!(base = %self.base, %error, "a question was not answered");
                feed.patience.failed();
                Ok(())
            }
            over => Err(over),
        }
    }

    /// Names are in force when this returns: operations are read with them.
    async fn put_in_force(&mut self, directory: std::sync::Arc<Directory>) {
        self.directory = Some(directory.clone());
        let (done, in_force) = tokio::sync::oneshot::channel();
        let news = ConnectionNews::Directory { base: self.base.clone(), directory, done };
        if self.news.send(news).await.is_ok() {
            let _ = in_force.await;
        }
    }
}

/// What comes by the feed, and why it ended if it did; never anything where there is none. All that came meanwhile is stored
/// together. May be dropped.
async fn come(realtime: &mut Option<Realtime>) -> (Vec<RealtimeEvent>, Option<RealtimeError>) {
    let Some(realtime) = realtime else { return std::future::pending().await };
    let mut events = match realtime.next().await {
        Ok(event) => vec![event],
        Err(error) => return (Vec::new(), Some(error)),
    };
    while events.len() < TOGETHER
        && let Some(event) = realtime.next().now_or_never()
    {
        match event {
            Ok(event) => events.push(event),
            Err(error) => return (events, Some(error)),
        }
    }
    (events, None)
}

impl Feed {
    /// What is to be known at the next start, if the feed told the last operation and that is newer than this one.
    fn marks(&self, newer_than: i64) -> Vec<Mark> {
        let newest =
            self.newest.clone().filter(|newest| newest.version == self.known.last() && newest.version > newer_than);
        newest.map(|newest| marks(self.timeline.unchecked(), newest)).unwrap_or_default()
    }

    /// The log says this of what is known.
    fn found(&mut self, stories: Stories) {
        if let Some(again) = self.timeline.found(stories) {
            self.look = self.look.min(again);
        }
    }

    /// Names are asked for once more, less and less often.
    fn names_later(&mut self) {
        self.names_due = Some(Instant::now() + self.unnamed);
        self.unnamed = (self.unnamed * 2).min(UNNAMED.1);
    }

    fn want_names(&mut self) {
        let soonest = Instant::now() + SETTLED;
        let due = self.names_asked.map_or(soonest, |asked| soonest.max(asked + NAMES));
        self.names_due.get_or_insert(due);
    }

    /// When something is due that is not under way.
    fn next_wake(&self, row_names: Option<Instant>) -> Option<Instant> {
        let asking = [Some(self.look), self.names_due, row_names].into_iter().flatten().min();
        let reading =
            if self.older.is_some() || self.timeline.anew().is_some() { Some(Instant::now()) } else { self.due };
        let due = [asking.filter(|_| self.asking.is_none()), reading.filter(|_| self.reading.is_none())];
        let due = due.into_iter().flatten().min()?;
        Some(self.patience.until().map_or(due, |until| until.max(due)))
    }
}
