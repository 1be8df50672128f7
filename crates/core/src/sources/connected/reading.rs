//! Reading the log beside the live feed: when that begins, and what follows from what it came to.

use std::time::Duration;

use futures_util::{FutureExt, future::BoxFuture};

use super::{
    Disconnect,
    catch_up::{LogRead, StartingPoint},
    restored::LogCheck,
    session::Session,
    versions::{Gap, VersionTracker},
};
use crate::inbox::Progress;

/// The log is being read.
pub(super) type PendingRead = BoxFuture<'static, Result<LogRead, Disconnect>>;

impl Session<'_> {
    /// Begins to read the log if that is due, and not under way.
    pub(super) fn begin_reading(&mut self) {
        if self.reading.is_some() {
            return;
        }
        let log = || self.log.clone();
        if let Some((known, version)) = self.timeline.restarted() {
            self.reading = Some(log().restart(known, version).map(|last| last.map(LogRead::Restarted)).boxed());
        } else if self.schedule.take_log() {
            let unchecked = self.timeline.unchecked().to_vec();
            let from = StartingPoint { known: self.versions.last(), before: self.before, unchecked };
            self.reading = Some(log().run(from).boxed());
        } else if let Some((known, first)) = self.schedule.take_gap() {
            self.reading = Some(log().load_gap(known, first).boxed());
        }
    }

    /// The log was read, or could not be.
    pub(super) async fn on_log_read(&mut self, read: Result<LogRead, Disconnect>) -> Result<(), Disconnect> {
        let newest = match read {
            Ok(LogRead::UpTo(newest, check)) => {
                self.on_log_check(check);
                newest
            }
            Ok(LogRead::Restarted(newest)) => {
                (self.versions, self.before) = (VersionTracker::up_to(newest), Progress::UNKNOWN);
                // What it told meanwhile had versions that seemed to be known.
                let withheld = self.timeline.restart(newest);
                self.store_operations(withheld).await?;
                newest
            }
            Ok(LogRead::Gap) => return Ok(()),
            Err(Disconnect::Reconnect) => return Err(Disconnect::Reconnect),
            Err(Disconnect::Failed(why)) => {
                self.on_failure(Disconnect::Failed(why.clone()))?;
                self.schedule.read_log_after(Duration::ZERO);
                self.is_behind = true;
                self.connection.tell_behind(Some(why)).await;
                return Ok(());
            }
        };
        self.schedule.answered();
        if std::mem::take(&mut self.is_behind) {
            self.connection.tell_behind(None).await;
        }
        let gap = self.versions.log_read(newest.max(self.before));
        // The log has noted what it told itself.
        self.connection.set_progress(self.versions.last(), self.newest_marks(newest)).await?;
        match gap {
            Gap::None => {}
            Gap::RetryAfter(wait) => self.schedule.read_log_after(wait),
            Gap::Lost { known, first } => self.log.gap(known, first, None).await?,
        }
        Ok(())
    }

    /// The log says this of what is known.
    pub(super) fn on_log_check(&mut self, check: LogCheck) {
        if let Some(again) = self.timeline.checked(check) {
            self.schedule.check_by(again);
        }
    }
}
