//! What was missed, from the base's log of operations: newest first, back to the last operation that is known. It goes on
//! beside the live feed, so that no change waits for it.

use std::{sync::Arc, time::Duration};

use seatable::{
    BaseUuid,
    client::{ApiError, BaseClient},
    operation::{self, Logged},
};
use tokio::sync::{mpsc, oneshot};
use tracing::info;

use super::{
    ConnectionNews, Over,
    asking::directory,
    restored::{Stories, Story, mark, marks},
    store,
};
use crate::{
    change::{OperationReport, Source, SourceReport},
    config::Secrets,
    enrich::Directory,
    inbox::{Inbox, Mark, Progress},
};

/// How many operations are asked for at first, and at a time if that is not all; a server may give fewer.
const PAGE: u32 = 100;
const LARGE_PAGE: u32 = 1000;
/// Where pages are too large, they get smaller by this.
const FEWER: u32 = 10;
/// The most bytes of operations held at a time; what is older is a gap that can be loaded. And of a page, if it is like the
/// one before.
const MOST_BYTES: usize = 16 * 1024 * 1024;
const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// Pages are asked for while there were fewer calls than this in the last minute. With what else is asked for meanwhile
/// there are at most 60 (SeaTable Cloud takes 200 for a base, from everybody).
const CALLS_A_MINUTE: usize = 54;
/// How many operations are stored at a time.
const AT_ONCE: usize = 256;

/// How large pages are asked for. Servers may give fewer operations than that at a time, or more.
pub(super) struct Pages {
    size: u32,
    largest: u32,
    /// Whether pages of that size are known to come.
    known: bool,
    /// The most that came when so many were asked for.
    came: u32,
}

impl Default for Pages {
    fn default() -> Self {
        Self { size: PAGE, largest: LARGE_PAGE, known: false, came: 0 }
    }
}

impl Pages {
    /// This came.
    fn came(&mut self, logged: &[Logged]) {
        let came = u32::try_from(logged.len()).unwrap_or(self.size).max(1);
        if came == self.size {
            self.came = came;
            let bytes = logged.iter().map(|logged| logged.operation.len()).sum::<usize>() / logged.len().max(1);
            let fit = u32::try_from(PAGE_BYTES / bytes.max(1)).unwrap_or(LARGE_PAGE);
            self.largest = self.largest.min(fit).max(came);
        } else {
            self.largest = came.max(self.came);
        }
        self.known = came == self.largest;
        self.size = self.largest;
    }

    /// Whether this says so: operations of thousands of rows, or a server that gives no such pages.
    fn are_too_large(&self, error: &ApiError) -> bool {
        match error {
            ApiError::TooLarge { .. } | ApiError::TimedOut => self.size > 1,
            ApiError::Refused { .. } => self.size > PAGE,
            _ => false,
        }
    }

    /// So many are too many.
    fn fewer(&mut self) {
        self.size = (self.size / FEWER).max(1);
        (self.largest, self.known) = (self.size, false);
    }
}

/// What is read of the log: what is after this.
#[derive(Clone, Copy, Debug)]
pub(super) enum Since {
    /// The operation of this version.
    Version(i64),
    /// This time, in Unix milliseconds.
    Time(i64),
}

impl Since {
    fn is_before(self, logged: &Logged) -> bool {
        match self {
            Self::Version(version) => logged.op_id > version,
            Self::Time(at_ms) => logged.op_time_ms.is_some_and(|ms| ms > at_ms),
        }
    }

    /// Whether nothing older than this is wanted.
    fn is_reached_by(self, oldest: i64) -> bool {
        matches!(self, Self::Version(version) if oldest <= version + 1)
    }
}

/// Where to begin.
pub(super) struct Begin {
    /// The last operation that is known; [`Progress::UNKNOWN`] if the log had none yet.
    pub(super) known: i64,
    /// What is not after this one happened before the base was connected: it is welcome, and not missing.
    pub(super) before: i64,
    /// Known operations that the log has to tell as well, as far as that is not certain already.
    pub(super) unchecked: Vec<Mark>,
}

/// What reading the log came to.
pub(super) enum Read {
    /// All up to this operation is known. And whether the log goes on where it was left.
    UpTo(i64, Stories),
    /// The server counts anew; all up to this operation is known.
    Anew(i64),
    /// Older operations were asked for.
    Older,
}

/// Reads a base's log.
#[derive(Clone)]
pub(super) struct CatchUp {
    pub(super) base: BaseUuid,
    pub(super) client: BaseClient,
    pub(super) secrets: Arc<dyn Secrets>,
    pub(super) inbox: Inbox,
    pub(super) news: mpsc::Sender<ConnectionNews>,
    pub(super) directory: Option<Arc<Directory>>,
    pub(super) pages: u32,
}

impl CatchUp {
    /// The newest operation in the log; none where nobody has changed anything yet, or all was cleaned away.
    pub(super) async fn newest(&self) -> Result<Option<Logged>, Over> {
        Ok(self.client.operations(1, 1).await?.into_iter().next())
    }

    /// Brings everything after the known operation into the inbox.
    pub(super) async fn run(self, begin: Begin) -> Result<Read, Over> {
        let Begin { known, before, unchecked } = begin;
        let newest = if unchecked.is_empty() { None } else { self.newest().await? };
        let stories = self.stories(&unchecked, newest.as_ref()).await?;
        let unchecked = &unchecked[stories.there..];
        if stories.story == Story::Another {
            return Ok(Read::Anew(self.begin_anew(unchecked.first().cloned(), None).await?));
        }
        let mut missed = self.read(Pages::default(), 0, Since::Version(known), i64::MAX).await?;
        missed.reverse();
        let (Some(first), Some(newest)) = (missed.first(), missed.last()) else {
            self.tell_caught_up().await;
            return Ok(Read::UpTo(known, stories));
        };
        let (newest, no_loss) = (newest.op_id, first.op_id - 1);
        let known = if known == Progress::UNKNOWN { no_loss } else { known.max(before.min(no_loss)) };
        info!(base = %self.base, count = missed.len(), "catching up");
        self.take(known, missed, unchecked).await?;
        Ok(Read::UpTo(newest, stories))
    }

    /// Brings operations into the inbox, oldest first, which are the newest there are. What is missing after `known` is said.
    /// Of the unchecked ones it is not certain that the log has them.
    pub(super) async fn take(&self, known: i64, found: Vec<Logged>, unchecked: &[Mark]) -> Result<(), Over> {
        self.learn_names(&found).await?;
        self.gaps(known, &found).await?;
        self.store(found, Some(unchecked)).await?;
        self.tell_caught_up().await;
        Ok(())
    }

    /// Brings operations of a gap into the inbox, as far as the log has them and the pages go.
    pub(super) async fn older(self, known: i64, first: i64) -> Result<Read, Over> {
        let newest = self.client.operations(1, PAGE).await?;
        let mut pages = Pages::default();
        pages.came(&newest);
        // Versions are consecutive.
        let newer = newest.first().map_or(0, |logged| logged.op_id.saturating_sub(first - 1).max(0));
        let mut found = self.read(pages, newer.unsigned_abs(), Since::Version(known), first).await?;
        found.reverse();
        // The gap stays as it is where there is nothing more to be had.
        if found.is_empty() {
            return Ok(Read::Older);
        }
        self.learn_names(&found).await?;
        self.gaps(known, &found).await?;
        self.store(found, None).await?;
        let _ = self.news.send(ConnectionNews::GapLoaded { base: self.base.clone(), before: first }).await;
        self.tell_caught_up().await;
        Ok(Read::Older)
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
        let directory = directory(self.client.clone(), self.secrets.clone(), self.directory.clone()).await?;
        let (done, in_force) = oneshot::channel();
        let news = ConnectionNews::Directory { base: self.base.clone(), directory, done };
        if self.news.send(news).await.is_ok() {
            let _ = in_force.await;
        }
        Ok(())
    }

    /// Stores some at a time, and lets go of them. With what is unchecked before them they are progress: nothing is newer.
    async fn store(&self, operations: Vec<Logged>, unchecked: Option<&[Mark]>) -> Result<(), Over> {
        let mut rest = operations.into_iter();
        loop {
            let some: Vec<_> = rest.by_ref().take(AT_ONCE).collect();
            let Some(last) = some.last().map(mark) else { return Ok(()) };
            let told = some.into_iter().map(|logged| SourceReport::Operation(self.told(logged))).collect();
            store(&self.inbox, &self.base, Source::CatchUp, told).await?;
            if let Some(unchecked) = unchecked {
                self.inbox.set_progress(&self.base, last.version, marks(unchecked, last)).await?;
            }
        }
    }

    /// Has the history show what is missing before and between these: what can't be had any more, or not without asking too
    /// much.
    async fn gaps(&self, mut known: i64, found: &[Logged]) -> Result<(), Over> {
        for logged in found {
            if logged.op_id > known.saturating_add(1) {
                self.gap(known, logged.op_id, logged.op_time_ms).await?;
            }
            known = logged.op_id;
        }
        Ok(())
    }

    /// Has the history show that the operations between these two are missing. The second was then, if that is known.
    pub(super) async fn gap(&self, known: i64, first: i64, first_ms: Option<i64>) -> Result<(), Over> {
        let missed = (first - known - 1).unsigned_abs();
        let gap =
            SourceReport::Gap { base: self.base.clone(), missed, before: first, at_ms: first_ms.map(|ms| ms - 1) };
        store(&self.inbox, &self.base, Source::CatchUp, vec![gap]).await?;
        let _ = self.news.send(ConnectionNews::Gap { base: self.base.clone(), missed }).await;
        Ok(())
    }

    /// The operations since then and before `first`, newest first, as far as the pages go, but for so many of the log's
    /// newest.
    pub(super) async fn read(
        &self,
        mut pages: Pages,
        mut newer: u64,
        since: Since,
        first: i64,
    ) -> Result<Vec<Logged>, Over> {
        let mut found: Vec<Logged> = Vec::new();
        // A few more, which bring nothing new: to find out how large pages may be.
        let mut bringing = 0;
        for _ in 0..self.pages.saturating_add(3) {
            if bringing == self.pages {
                break;
            }
            while self.client.calls_last_minute() >= CALLS_A_MINUTE {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            let page = u32::try_from(newer / u64::from(pages.size) + 1).unwrap_or(u32::MAX);
            let logged = match self.client.operations(page, pages.size).await {
                Err(error) if pages.are_too_large(&error) => {
                    pages.fewer();
                    continue;
                }
                logged => logged?,
            };
            let Some(oldest) = logged.iter().map(|logged| logged.op_id).min() else { break };
            let the_log_ends = pages.known && logged.len() < pages.size as usize;
            pages.came(&logged);
            newer = newer.max(u64::from(page) * logged.len() as u64);
            // While pages are read, new operations push the others to the next page.
            let lowest = found.last().map_or(first, |logged| logged.op_id);
            let before = found.len();
            let is_reached = since.is_reached_by(oldest) || logged.iter().any(|logged| !since.is_before(logged));
            found.extend(logged.into_iter().filter(|logged| since.is_before(logged) && logged.op_id < lowest));
            bringing += u32::from(found.len() > before);
            let bytes: usize = found.iter().map(|logged| logged.operation.len()).sum();
            if is_reached || the_log_ends || bytes >= MOST_BYTES {
                break;
            }
        }
        Ok(found)
    }

    fn told(&self, logged: Logged) -> OperationReport {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(operations: u32, bytes: usize) -> Vec<Logged> {
        let one = |op_id| Logged { op_id, operation: "x".repeat(bytes), ..Logged::default() };
        (0..i64::from(operations)).rev().map(one).collect()
    }

    fn sizes(pages: &mut Pages, came: &[(u32, usize)]) -> Vec<u32> {
        let mut size = |(operations, bytes): &(u32, usize)| {
            pages.came(&page(*operations, *bytes));
            pages.size
        };
        came.iter().map(&mut size).collect()
    }

    #[test]
    fn pages_are_as_large_as_the_server_gives_them() {
        let all = [
            // As asked for; fewer; always as many; fewer of large ones, but not as few as it would give then.
            (vec![(100, 1), (1000, 1), (1000, 1)], vec![1000, 1000, 1000], true),
            (vec![(25, 1), (25, 1)], vec![25, 25], true),
            (vec![(1000, 1)], vec![1000], true),
            (vec![(100, 1), (100, 1), (100, 1)], vec![1000, 100, 100], true),
            (vec![(100, 1), (25, 1)], vec![1000, 100], false),
            // Large operations, so that a page does not get too large.
            (vec![(100, 20_000)], vec![209], false),
            (vec![(100, 100_000)], vec![100], true),
        ];
        for (came, expected, known) in all {
            let mut pages = Pages::default();
            assert_eq!(sizes(&mut pages, &came), expected, "{came:?}");
            assert_eq!(pages.known, known, "{came:?}");
        }
    }

    #[test]
    fn what_is_too_much_is_asked_for_in_parts() {
        let mut pages = Pages::default();
        assert_eq!(sizes(&mut pages, &[(100, 1)]), [1000]);
        pages.fewer();
        assert_eq!((pages.size, pages.known), (100, false));
        assert_eq!(sizes(&mut pages, &[(100, 1)]), [100]);
        (0..5).for_each(|_| pages.fewer());
        assert_eq!(pages.size, 1);
    }
}
