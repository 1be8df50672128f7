//! The live feed: its operations go into the inbox at once, whatever is missing before them.

use std::time::Duration;

use futures_util::FutureExt;
use seatable::{
    operation,
    realtime::{Realtime, RealtimeError, RealtimeEvent},
};
use tokio::time::Instant;
use tracing::debug;

use super::{
    ConnectionState, Disconnect, restored::mark_of_feed, session::Session, store, timeline::FedOperation,
    versions::VersionTracker,
};
use crate::{
    change::{OperationReport, Source, SourceReport},
    clock::now_ms,
    inbox::Progress,
    sources::link::Link,
};

/// The most events that are stored together.
const TOGETHER: usize = 128;
/// What is missing before an event may still be on its way; only then the log is read.
const UNDER_WAY: Duration = Duration::from_millis(300);

/// What comes by the feed, and why it ended if it did; never anything where there is none. All that came meanwhile is taken
/// together. May be dropped.
pub(super) async fn next_events(realtime: &mut Option<Realtime>) -> (Vec<RealtimeEvent>, Option<RealtimeError>) {
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

impl Session<'_> {
    /// The feed told this.
    pub(super) async fn on_events(&mut self, events: Vec<RealtimeEvent>) -> Result<(), Disconnect> {
        let mut operations = Vec::new();
        for event in events {
            match event {
                RealtimeEvent::Joined { version } => {
                    self.store_operations(std::mem::take(&mut operations)).await?;
                    self.on_joined(version).await?;
                }
                RealtimeEvent::Operation { operation, version } => operations.push((operation, version)),
                RealtimeEvent::Notification(_) | RealtimeEvent::Other(_) => {}
            }
        }
        self.store_operations(operations).await
    }

    /// The feed begins, and the base has this version. None: there is no feed, or it does not say.
    pub(super) async fn on_joined(&mut self, version: Option<i64>) -> Result<(), Disconnect> {
        let last = self.versions.last();
        if let Some(version) = version.filter(|_| self.is_first || last == Progress::UNKNOWN) {
            self.before = version;
            if last == Progress::UNKNOWN {
                self.versions = VersionTracker::up_to(version);
                self.connection.set_progress(version, Vec::new()).await?;
            }
        }
        match version {
            // The server was restored to an earlier state, from which it counts anew.
            Some(version) if version < last => self.timeline.restarts_at(version),
            Some(version) if self.versions.is_behind(version) => self.schedule.read_log_after(Duration::ZERO),
            // Nothing was missed, but something may wait for being told that caught up was before a crash.
            Some(_) => self.log.tell_caught_up().await,
            None => self.schedule.check_by(Instant::now()),
        }
        self.connection.tell(ConnectionState::Live { since_ms: now_ms(), by: self.channel }).await;
        Ok(())
    }

    /// Stores operations at once: they do not wait for what was missed before them.
    pub(super) async fn store_operations(&mut self, operations: Vec<FedOperation>) -> Result<(), Disconnect> {
        let (mut reports, mut versions) = (Vec::new(), Vec::new());
        for (operation, version) in operations {
            if version.is_some_and(|version| !self.versions.is_new(version) || versions.contains(&version)) {
                if self.timeline.note_repeat((operation, version)) {
                    debug!(base = %self.connection.base, "an operation has a version that was known");
                    self.schedule.check_by(Instant::now());
                }
                continue;
            }
            if operation::read(&operation).is_ok_and(|operation| operation.changes_structure()) {
                self.schedule.ask_for_names();
            }
            versions.extend(version);
            let at_ms = now_ms() + self.connection.server.ahead_ms();
            self.newest = version.map(|version| mark_of_feed(version, &operation, at_ms)).or(self.newest.take());
            let base = self.connection.base.clone();
            reports.push(SourceReport::Operation(OperationReport {
                base,
                version,
                author: None,
                app: None,
                // The feed tells no time; the other ways tell the server's.
                at_ms: Some(at_ms),
                operation,
            }));
        }
        if reports.is_empty() {
            return Ok(());
        }
        store(&self.connection.inbox, &self.connection.base, Source::Realtime, reports).await?;
        let mut is_missing = false;
        for version in versions {
            is_missing = self.versions.add(version);
        }
        if is_missing {
            debug!(base = %self.connection.base, "operations were missed");
            self.schedule.ensure_log_read_after(UNDER_WAY);
        } else if self.reading.is_none() {
            self.connection.set_progress(self.versions.last(), self.newest_marks(i64::MIN)).await?;
        }
        Ok(())
    }
}
