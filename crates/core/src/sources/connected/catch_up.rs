//! What was missed, from the base's log of operations: newest first, back to the last operation that is known. It goes on
//! beside the live feed, so that no change waits for it.

use std::time::Duration;

use seatable::{
    BaseUuid,
    client::{ApiError, BaseClient},
    operation::{self, Logged},
};
use tokio::sync::{mpsc, oneshot};
use tracing::info;

use super::{ConnectionNews, Over, asking::directory, store};
use crate::{
    change::{Source, Told, ToldOperation},
    inbox::Inbox,
};

/// How many operations are asked for at first, and at a time if that is not all; a server may give fewer.
const PAGE: u32 = 100;
const LARGE_PAGE: u32 = 1000;
/// Where pages are too large, they get smaller by this.
const FEWER: u32 = 10;
/// The most bytes of operations held at a time; what is older is a gap that can be loaded.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Pages are asked for while there were fewer calls than this in the last minute. With what else is asked for meanwhile
/// there are at most 60 (SeaTable Cloud takes 200 for a base, from everybody).
const CALLS_A_MINUTE: usize = 54;
/// How many operations are stored at a time.
const AT_ONCE: usize = 256;

/// Reads a base's log.
#[derive(Clone)]
pub(super) struct CatchUp {
    pub(super) base: BaseUuid,
    pub(super) client: BaseClient,
    pub(super) inbox: Inbox,
    pub(super) news: mpsc::Sender<ConnectionNews>,
    pub(super) pages: u32,
}

impl CatchUp {
    /// The version of the newest operation in the log; 0 for a base that nobody has changed yet.
    pub(super) async fn newest(&self) -> Result<i64, Over> {
        Ok(self.client.operations(1, 1).await?.first().map_or(0, |logged| logged.op_id))
    }

    /// Brings everything after the operation `known` into the inbox. Gives the last operation that is there then.
    pub(super) async fn run(self, known: i64) -> Result<i64, Over> {
        let mut missed = self.read(0, known, i64::MAX).await?;
        let Some(newest) = missed.first().map(|logged| logged.op_id) else {
            self.tell_caught_up().await;
            return Ok(known);
        };
        missed.reverse();
        let (first, count) = (missed[0].op_id, missed.len());
        info!(base = %self.base, count, "catching up");
        self.learn_names(&missed).await?;
        // What is between can't be had any more, or not without asking too much.
        if first > known + 1 {
            self.gap(known, first).await?;
        }
        let mut rest = missed.into_iter();
        loop {
            let some: Vec<_> = rest.by_ref().take(AT_ONCE).collect();
            let Some(last) = some.last().map(|logged| logged.op_id) else { break };
            self.store(some).await?;
            self.inbox.set_progress(&self.base, last).await?;
        }
        self.tell_caught_up().await;
        Ok(newest)
    }

    /// Brings operations of a gap into the inbox, as far as the log has them and the pages go.
    pub(super) async fn older(self, known: i64, first: i64) -> Result<(), Over> {
        // Versions are consecutive.
        let newer = (self.newest().await? + 1 - first).max(0);
        let mut found = self.read(newer.unsigned_abs(), known, first).await?;
        found.reverse();
        // The gap stays as it is where there is nothing more to be had.
        let Some(oldest) = found.first().map(|logged| logged.op_id) else { return Ok(()) };
        self.learn_names(&found).await?;
        if oldest > known + 1 {
            self.gap(known, oldest).await?;
        }
        let mut rest = found.into_iter().peekable();
        while rest.peek().is_some() {
            self.store(rest.by_ref().take(AT_ONCE).collect()).await?;
        }
        let _ = self.news.send(ConnectionNews::GapLoaded { base: self.base.clone(), before: first }).await;
        self.tell_caught_up().await;
        Ok(())
    }

    /// What was missed is in the inbox, all that can be had.
    pub(super) async fn tell_caught_up(&self) {
        let _ = self.news.send(ConnectionNews::CaughtUp { base: self.base.clone() }).await;
    }

    /// Tables and columns that are newer than what is known of the base, before changes in them are read.
    async fn learn_names(&self, missed: &[Logged]) -> Result<(), Over> {
        let structure =
            |logged: &Logged| operation::read(&logged.operation).is_ok_and(|operation| operation.changes_structure());
        if !missed.iter().any(structure) {
            return Ok(());
        }
        let directory = directory(self.client.clone()).await?;
        let (done, in_force) = oneshot::channel();
        let news = ConnectionNews::Directory { base: self.base.clone(), directory, done };
        if self.news.send(news).await.is_ok() {
            let _ = in_force.await;
        }
        Ok(())
    }

    async fn store(&self, operations: Vec<Logged>) -> Result<(), Over> {
        let told = operations.into_iter().map(|logged| Told::Operation(self.told(logged))).collect();
        store(&self.inbox, &self.base, Source::CatchUp, told).await
    }

    /// Has the history show that the operations between these two are missing.
    pub(super) async fn gap(&self, known: i64, first: i64) -> Result<(), Over> {
        let missed = (first - known - 1).unsigned_abs();
        let gap = Told::Gap { base: self.base.clone(), missed, before: first };
        store(&self.inbox, &self.base, Source::CatchUp, vec![gap]).await?;
        let _ = self.news.send(ConnectionNews::Gap { base: self.base.clone(), missed }).await;
        Ok(())
    }

    /// The operations after `known` and before `first`, newest first, as far as the pages go, but for so many of the log's
    /// newest.
    async fn read(&self, mut newer: u64, known: i64, first: i64) -> Result<Vec<Logged>, Over> {
        let mut found: Vec<Logged> = Vec::new();
        let (mut size, mut largest) = (PAGE, LARGE_PAGE);
        // Whether the server gives that many at a time.
        let mut gives = false;
        for _ in 0..self.pages {
            while self.client.calls_last_minute() >= CALLS_A_MINUTE {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            let page = u32::try_from(newer / u64::from(size) + 1).unwrap_or(u32::MAX);
            let logged = match self.client.operations(page, size).await {
                // Operations of thousands of rows: fewer at a time.
                Err(ApiError::TooLarge { .. } | ApiError::TimedOut) if size > 1 => {
                    largest = (size / FEWER).max(1);
                    (size, gives) = (largest, false);
                    continue;
                }
                logged => logged?,
            };
            let Some(oldest) = logged.iter().map(|logged| logged.op_id).min() else { break };
            let came = u32::try_from(logged.len()).unwrap_or(size).min(size);
            // While pages are read, new operations push the others to the next page.
            let lowest = found.last().map_or(first, |logged| logged.op_id);
            found.extend(logged.into_iter().filter(|logged| logged.op_id > known && logged.op_id < lowest));
            let bytes: usize = found.iter().map(|logged| logged.operation.len()).sum();
            let log_ends = gives && came < size;
            if oldest <= known + 1 || log_ends || bytes >= MOST_BYTES {
                break;
            }
            if came < size {
                largest = came;
            }
            newer = u64::from(page) * u64::from(came);
            gives = largest == came;
            size = largest;
        }
        Ok(found)
    }

    fn told(&self, logged: Logged) -> ToldOperation {
        ToldOperation {
            base: self.base.clone(),
            version: Some(logged.op_id),
            author: Some(logged.author),
            app: logged.app,
            at_ms: logged.op_time_ms,
            operation: logged.operation,
        }
    }
}
