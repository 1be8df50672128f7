//! What was missed, from the base's log of operations: newest first, back to the last operation that is known.

use std::time::Duration;

use seatable::{client::BaseClient, operation::Logged};
use tracing::info;

use super::{Connection, ConnectionNews, Over};
use crate::change::{Source, Told, ToldOperation};

/// How many operations are asked for at a time; a server may give fewer.
const PAGE: u32 = 100;
/// The most calls in a minute (SeaTable Cloud takes 200 for a base, from everybody).
const CALLS_A_MINUTE: usize = 60;
/// How many operations are stored at a time.
const AT_ONCE: usize = 256;

impl Connection {
    /// Brings everything after the last known operation into the inbox, up to `version` at least. Gives the last operation
    /// that is known then. A base that is connected for the first time has missed nothing.
    pub(super) async fn catch_up(&self, client: &BaseClient, version: Option<i64>) -> Result<i64, Over> {
        let known = self.inbox.progress(&self.base).await?;
        let Some(known) = known else {
            let newest = match version {
                Some(version) => version,
                // A base that nobody has changed yet has an empty log.
                None => client.operations(1, 1).await?.first().map_or(0, |logged| logged.op_id),
            };
            self.inbox.set_progress(&self.base, newest).await?;
            return Ok(newest);
        };
        if version.is_some_and(|version| version <= known) {
            return Ok(known);
        }
        let (mut missed, complete) = self.missed(client, known).await?;
        let Some(newest) = missed.first().map(|logged| logged.op_id) else { return Ok(known) };
        missed.reverse();
        let first = missed.first().map_or(newest, |logged| logged.op_id);
        info!(base = %self.base, count = missed.len(), complete, "catching up");
        let count = missed.len();
        // What is between can't be had any more, or not without asking too much.
        let gap = (first > known + 1).then_some((known, first));
        if gap.is_some() {
            let missed = (first - known - 1).unsigned_abs();
            self.store(Source::CatchUp, vec![Told::Gap { base: self.base.clone(), missed }]).await?;
        }
        let told: Vec<ToldOperation> = missed.into_iter().map(|logged| self.logged(logged)).collect();
        for some in told.chunks(AT_ONCE) {
            self.store(Source::CatchUp, some.iter().cloned().map(Told::Operation).collect()).await?;
            if let Some(version) = some.last().and_then(|told| told.version) {
                self.inbox.set_progress(&self.base, version).await?;
            }
        }
        let _ = self.news.send(ConnectionNews::CaughtUp { base: self.base.clone(), count, gap }).await;
        Ok(newest)
    }

    /// The operations after `known`, newest first, and whether these are all of them.
    async fn missed(&self, client: &BaseClient, known: i64) -> Result<(Vec<Logged>, bool), Over> {
        let mut missed: Vec<Logged> = Vec::new();
        for page in 1..=self.pages {
            while client.calls_last_minute() >= CALLS_A_MINUTE {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            let logged = client.operations(page, PAGE).await?;
            let Some(oldest) = logged.iter().map(|logged| logged.op_id).min() else { return Ok((missed, false)) };
            // While pages are read, new operations push the others to the next page.
            let lowest = missed.last().map_or(i64::MAX, |logged| logged.op_id);
            missed.extend(logged.into_iter().filter(|logged| logged.op_id > known && logged.op_id < lowest));
            if oldest <= known + 1 {
                return Ok((missed, true));
            }
        }
        Ok((missed, false))
    }

    fn logged(&self, logged: Logged) -> ToldOperation {
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
