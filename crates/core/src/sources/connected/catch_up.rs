//! What was missed, from the base's log of operations: newest first, back to the last operation that is known. It goes on
//! beside the live feed, so that no change waits for it.

use std::time::Duration;

use seatable::{BaseUuid, client::BaseClient, operation::Logged};
use tokio::sync::mpsc;
use tracing::info;

use super::{ConnectionNews, Over, store};
use crate::{
    change::{Source, Told, ToldOperation},
    inbox::Inbox,
};

/// How many operations are asked for at a time; a server may give fewer.
const PAGE: u32 = 100;
/// The most calls in a minute (SeaTable Cloud takes 200 for a base, from everybody).
const CALLS_A_MINUTE: usize = 60;
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
        let mut missed = self.read(1, known, i64::MAX).await?;
        let Some(newest) = missed.first().map(|logged| logged.op_id) else { return Ok(known) };
        missed.reverse();
        let (first, count) = (missed[0].op_id, missed.len());
        info!(base = %self.base, count, "catching up");
        // What is between can't be had any more, or not without asking too much.
        if first > known + 1 {
            self.gap(known, first).await?;
        }
        let told: Vec<ToldOperation> = missed.into_iter().map(|logged| self.told(logged)).collect();
        for some in told.chunks(AT_ONCE) {
            let told = some.iter().cloned().map(Told::Operation).collect();
            store(&self.inbox, &self.base, Source::CatchUp, told).await?;
            if let Some(version) = some.last().and_then(|told| told.version) {
                self.inbox.set_progress(&self.base, version).await?;
            }
        }
        let _ = self.news.send(ConnectionNews::CaughtUp { base: self.base.clone() }).await;
        Ok(newest)
    }

    /// Brings operations of a gap into the inbox, the newest first, as far as the log has them and the pages go. Gives no
    /// operation: the newest that is known stays the same.
    pub(super) async fn older(self, known: i64, first: i64) -> Result<i64, Over> {
        let newest = self.client.operations(1, PAGE).await?;
        let size = newest.len().max(1) as i64;
        let ahead = newest.first().map_or(0, |logged| (logged.op_id - first + 1).max(0));
        let begin = u32::try_from(ahead / size).unwrap_or(u32::MAX).saturating_add(1);
        let mut found = self.read(begin, known, first).await?;
        found.reverse();
        let oldest = found.first().map_or(first, |logged| logged.op_id);
        if oldest > known + 1 {
            self.gap(known, oldest).await?;
        }
        for some in found.chunks(AT_ONCE) {
            let told = some.iter().cloned().map(|logged| Told::Operation(self.told(logged))).collect();
            store(&self.inbox, &self.base, Source::CatchUp, told).await?;
        }
        let _ = self.news.send(ConnectionNews::CaughtUp { base: self.base.clone() }).await;
        Ok(0)
    }

    /// Has the history show that the operations between these two are missing.
    pub(super) async fn gap(&self, known: i64, first: i64) -> Result<(), Over> {
        let missed = (first - known - 1).unsigned_abs();
        let gap = Told::Gap { base: self.base.clone(), missed, before: first };
        store(&self.inbox, &self.base, Source::CatchUp, vec![gap]).await?;
        let _ = self.news.send(ConnectionNews::Gap { base: self.base.clone(), missed }).await;
        Ok(())
    }

    /// The operations after `known` and before `first`, newest first, from this page of the log on.
    async fn read(&self, begin: u32, known: i64, first: i64) -> Result<Vec<Logged>, Over> {
        let mut missed: Vec<Logged> = Vec::new();
        for page in begin..begin.saturating_add(self.pages) {
            while self.client.calls_last_minute() >= CALLS_A_MINUTE {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            let logged = self.client.operations(page, PAGE).await?;
            let Some(oldest) = logged.iter().map(|logged| logged.op_id).min() else { break };
            // While pages are read, new operations push the others to the next page.
            let lowest = missed.last().map_or(first, |logged| logged.op_id);
            missed.extend(logged.into_iter().filter(|logged| logged.op_id > known && logged.op_id < lowest));
            if oldest <= known + 1 {
                break;
            }
        }
        Ok(missed)
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
