//! What was missed, from the base's log of operations: newest first, back to the last operation that is known. It goes on
//! beside the live feed, so that no change waits for it.

use std::sync::Arc;

use seatable::{
    BaseUuid,
    client::BaseClient,
    operation::{self, Logged},
};
use tokio::sync::mpsc;
use tracing::info;

use super::{
    ConnectionEvent, Disconnect,
    directory::fetch_directory,
    pages::{PAGE, Pages, Since},
    restored::{Continuity, LogCheck, mark, marks},
    store, tell_directory,
};
use crate::{
    change::{OperationReport, Source, SourceReport},
    config::Secrets,
    enrich::Directory,
    inbox::{Inbox, Mark, Progress},
};

/// How many operations are stored at a time.
const AT_ONCE: usize = 256;

/// Where to begin.
pub(super) struct StartingPoint {
    /// The last operation that is known; [`Progress::UNKNOWN`] if the log had none yet.
    pub(super) known: i64,
    /// What is not after this one happened before the base was connected: it is welcome, and not missing.
    pub(super) before: i64,
    /// Known operations that the log has to tell as well, as far as that is not certain already.
    pub(super) unchecked: Vec<Mark>,
}

/// What reading the log came to.
pub(super) enum LogRead {
    /// All up to this operation is known. And whether the log goes on where it was left.
    UpTo(i64, LogCheck),
    /// The server counts anew; all up to this operation is known.
    Restarted(i64),
    /// A gap was loaded, as far as the log has it.
    Gap,
}

/// Reads a base's log.
#[derive(Clone)]
pub(super) struct CatchUp {
    pub(super) base: BaseUuid,
    pub(super) client: BaseClient,
    pub(super) secrets: Arc<dyn Secrets>,
    pub(super) inbox: Inbox,
    pub(super) events: mpsc::Sender<ConnectionEvent>,
    pub(super) directory: Option<Arc<Directory>>,
    pub(super) pages: u32,
}

impl CatchUp {
    /// The newest operation in the log; none where nobody has changed anything yet, or all was cleaned away.
    pub(super) async fn newest(&self) -> Result<Option<Logged>, Disconnect> {
        Ok(self.client.operations(1, 1).await?.into_iter().next())
    }

    /// Brings everything after the known operation into the inbox.
    pub(super) async fn run(self, from: StartingPoint) -> Result<LogRead, Disconnect> {
        let StartingPoint { known, before, unchecked } = from;
        let newest = if unchecked.is_empty() { None } else { self.newest().await? };
        let check = self.check(&unchecked, newest.as_ref()).await?;
        let unchecked = &unchecked[check.confirmed..];
        if check.next == Continuity::Restored {
            return Ok(LogRead::Restarted(self.restart(unchecked.first().cloned(), None).await?));
        }
        let mut missed = self.read_pages(Pages::default(), 0, Since::Version(known), i64::MAX).await?;
        missed.reverse();
        let (Some(first), Some(newest)) = (missed.first(), missed.last()) else {
            self.tell_caught_up().await;
            return Ok(LogRead::UpTo(known, check));
        };
        let (newest, no_loss) = (newest.op_id, first.op_id - 1);
        let known = if known == Progress::UNKNOWN { no_loss } else { known.max(before.min(no_loss)) };
        info!(base = %self.base, count = missed.len(), "catching up");
        self.ingest(known, missed, unchecked).await?;
        Ok(LogRead::UpTo(newest, check))
    }

    /// Brings operations into the inbox, oldest first, which are the newest there are. What is missing after `known` is said.
    /// Of the unchecked ones it is not certain that the log has them.
    pub(super) async fn ingest(&self, known: i64, found: Vec<Logged>, unchecked: &[Mark]) -> Result<(), Disconnect> {
        self.learn_names(&found).await?;
        self.gaps(known, &found).await?;
        self.store(found, Some(unchecked)).await?;
        self.tell_caught_up().await;
        Ok(())
    }

    /// Brings operations of a gap into the inbox, as far as the log has them and the pages go.
    pub(super) async fn load_gap(self, known: i64, first: i64) -> Result<LogRead, Disconnect> {
        let newest = self.client.operations(1, PAGE).await?;
        let mut pages = Pages::default();
        pages.learn(&newest);
        // Versions are consecutive.
        let newer = newest.first().map_or(0, |logged| logged.op_id.saturating_sub(first - 1).max(0));
        let mut found = self.read_pages(pages, newer.unsigned_abs(), Since::Version(known), first).await?;
        found.reverse();
        // The gap stays as it is where there is nothing more to be had.
        if found.is_empty() {
            return Ok(LogRead::Gap);
        }
        self.learn_names(&found).await?;
        self.gaps(known, &found).await?;
        self.store(found, None).await?;
        let _ = self.events.send(ConnectionEvent::GapLoaded { base: self.base.clone(), before: first }).await;
        self.tell_caught_up().await;
        Ok(LogRead::Gap)
    }

    /// What was missed is in the inbox, all that can be had.
    pub(super) async fn tell_caught_up(&self) {
        let _ = self.events.send(ConnectionEvent::CaughtUp { base: self.base.clone() }).await;
    }

    /// Tables and columns that are newer than what is known of the base, before changes in them are read.
    async fn learn_names(&self, missed: &[Logged]) -> Result<(), Disconnect> {
        let structure =
            |logged: &Logged| operation::read(&logged.operation).is_ok_and(|operation| operation.changes_structure());
        if !missed.iter().any(structure) {
            return Ok(());
        }
        let directory = fetch_directory(self.client.clone(), self.secrets.clone(), self.directory.clone()).await?;
        tell_directory(&self.events, &self.base, directory).await;
        Ok(())
    }

    /// Stores some at a time, and drops them. With what is unchecked before them they are progress: nothing is newer.
    async fn store(&self, operations: Vec<Logged>, unchecked: Option<&[Mark]>) -> Result<(), Disconnect> {
        let mut rest = operations.into_iter();
        loop {
            let batch: Vec<_> = rest.by_ref().take(AT_ONCE).collect();
            let Some(last) = batch.last().map(mark) else { return Ok(()) };
            let reports = batch.into_iter().map(|logged| SourceReport::Operation(self.report(logged))).collect();
            store(&self.inbox, &self.base, Source::CatchUp, reports).await?;
            if let Some(unchecked) = unchecked {
                self.inbox.set_progress(&self.base, last.version, marks(unchecked, last)).await?;
            }
        }
    }

    /// Has the history show what is missing before and between these: what is no longer available, or not without asking too
    /// much.
    async fn gaps(&self, mut known: i64, found: &[Logged]) -> Result<(), Disconnect> {
        for logged in found {
            if logged.op_id > known.saturating_add(1) {
                self.gap(known, logged.op_id, logged.op_time_ms).await?;
            }
            known = logged.op_id;
        }
        Ok(())
    }

    /// Has the history show that the operations between these two are missing. The second was then, if that is known.
    pub(super) async fn gap(&self, known: i64, first: i64, first_ms: Option<i64>) -> Result<(), Disconnect> {
        let missed = (first - known - 1).unsigned_abs();
        let gap =
            SourceReport::Gap { base: self.base.clone(), missed, before: first, at_ms: first_ms.map(|ms| ms - 1) };
        store(&self.inbox, &self.base, Source::CatchUp, vec![gap]).await?;
        let _ = self.events.send(ConnectionEvent::Gap { base: self.base.clone(), missed }).await;
        Ok(())
    }

    fn report(&self, logged: Logged) -> OperationReport {
        OperationReport {
            base: self.base.clone(),
            version: Some(logged.op_id),
            author: Some(logged.author),
            app: logged.app,
            at_ms: logged.op_time_ms,
            operation: logged.operation,
        }
    }
}
