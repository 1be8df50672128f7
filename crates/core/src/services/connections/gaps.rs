//! Gaps in the history of connected bases: what could not be had, and what became of it.

use std::time::{Duration, Instant};

use seatable::BaseUuid;

use super::ConnectionStates;
use crate::{
    change::{Content, Entry, EntryId, EntryKind, Gap, Missing},
    database::DatabaseError,
    history::{Filter, History, Start},
    inbox::Inbox,
    services::counts::Counts,
};

/// How long it is waited at most for what is stored to be in the history.
const RECORDED: Duration = Duration::from_secs(20);
/// The most gaps of a base that are looked through.
const GAPS: usize = 100;

/// A gap that may be loaded.
pub(super) struct LoadableGap {
    /// What stands for it in the history.
    entry: EntryId,
    /// The last operation before it.
    pub(super) known: i64,
    /// The first one after it.
    pub(super) first: i64,
    /// How many operations are missing.
    pub(super) missed: u64,
}

/// The gaps. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Gaps {
    history: History,
    inbox: Inbox,
    counts: Counts,
    states: ConnectionStates,
}

impl Gaps {
    pub(crate) fn new(history: History, inbox: Inbox, counts: Counts, states: ConnectionStates) -> Self {
        Self { history, inbox, counts, states }
    }

    /// The newest gap that can be loaded.
    pub(super) async fn newest(&self, base: &BaseUuid) -> Result<Option<LoadableGap>, DatabaseError> {
        Ok(self.loadable(base).await?.into_iter().next())
    }

    /// So many operations of a base could not be had.
    pub(super) fn found(&self, base: BaseUuid, missed: u64) {
        self.states.0.change(|connections| connections.entry(base).or_default().missed += missed);
    }

    /// What was missing before this operation is stored, or is said to be missing anew: the gap goes that said more. It is
    /// waited until what has been stored is in the history, so that what is missing still is said there before.
    pub(super) async fn loaded(&self, base: &BaseUuid, before: i64) -> Result<(), DatabaseError> {
        self.until_recorded().await;
        for gap in self.loadable(base).await?.into_iter().filter(|gap| gap.first == before) {
            self.history.delete(vec![gap.entry]).await?;
            self.states.0.change(|connections| {
                if let Some(connection) = connections.get_mut(base) {
                    connection.missed = connection.missed.saturating_sub(gap.missed);
                }
            });
            self.counts.updated(vec![gap.entry]).await;
        }
        Ok(())
    }

    /// The gaps of a base that can be loaded, newest first: of a server that was restored nobody knows what is missing.
    async fn loadable(&self, base: &BaseUuid) -> Result<Vec<LoadableGap>, DatabaseError> {
        let gaps = Filter { base: Some(base.clone()), kind: Some(EntryKind::Gap), ..Filter::default() };
        let gaps = self.history.page(gaps, Start::Newest, GAPS).await?;
        let loadable = |entry: Entry| match entry.content {
            Content::Gap(Gap { missing: Missing::Operations { count: missed, before: Some(first) }, .. }) => {
                let known = first.saturating_sub(1).saturating_sub_unsigned(missed);
                Some(LoadableGap { entry: entry.id, known, first, missed })
            }
            _ => None,
        };
        Ok(gaps.into_iter().filter_map(loadable).collect())
    }

    /// Where changes never stop coming, it is waited for a while only.
    async fn until_recorded(&self) {
        let begun = Instant::now();
        while begun.elapsed() < RECORDED && !matches!(self.inbox.pending(None, 1).await.as_deref(), Ok([]) | Err(_)) {
            tokio::time::sleep(RECORDED / 1000).await;
        }
    }
}
