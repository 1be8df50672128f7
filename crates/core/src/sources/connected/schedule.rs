//! When what is next due to be asked of the server while a connection lasts.

use std::time::Duration;

use tokio::time::Instant;

use crate::sources::link::Backoff;

/// Changes of tables and columns come in bursts: names are asked for so long after the first.
const SETTLED: Duration = Duration::from_secs(2);
/// Names are asked for at most this often.
const NAMES: Duration = Duration::from_secs(10 * 60);
/// How long after joining, and how often then, the log is checked for what the feed may have lost.
const CHECKS: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(2 * 60 * 60));
/// How long names are not asked for that were not available: at first, and at most.
const UNNAMED: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(60 * 60));
/// How long nothing is asked after the server refused or failed: at first, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(60 * 60));

/// When what is due.
#[derive(Debug)]
pub(super) struct Schedule {
    log: Option<Instant>,
    /// A gap is to be loaded: the last version before it, and the first after it.
    gap: Option<(i64, i64)>,
    check: Instant,
    /// How often the log is checked, and whether it was.
    check_interval: Duration,
    has_checked: bool,
    names: Option<Instant>,
    names_asked: Option<Instant>,
    names_backoff: Backoff,
    paused_until: Option<Instant>,
    pauses: Backoff,
}

impl Schedule {
    /// A connection begins. `log_interval` is how often the log is read instead of the feed, if it is.
    pub(super) fn new(log_interval: Option<Duration>) -> Self {
        Self {
            log: None,
            gap: None,
            check: Instant::now() + CHECKS.0,
            check_interval: log_interval.unwrap_or(CHECKS.1),
            has_checked: false,
            names: None,
            names_asked: None,
            names_backoff: Backoff::new(UNNAMED),
            paused_until: None,
            pauses: Backoff::new(PAUSES),
        }
    }

    /// Until when nothing is to be asked, if so.
    pub(super) fn paused_until(&self) -> Option<Instant> {
        self.paused_until.filter(|until| *until > Instant::now())
    }

    /// The server answered.
    pub(super) fn answered(&mut self) {
        self.paused_until = None;
        self.pauses.reset();
    }

    /// The server did not answer, or refused.
    pub(super) fn failed(&mut self) {
        self.paused_until = Some(Instant::now() + self.pauses.next_wait());
    }

    /// The log is to be read after this time.
    pub(super) fn read_log_after(&mut self, wait: Duration) {
        self.log = Some(Instant::now() + wait);
    }

    /// The log is to be read after this time, if it is not to be anyway.
    pub(super) fn ensure_log_read_after(&mut self, wait: Duration) {
        self.log.get_or_insert_with(|| Instant::now() + wait);
    }

    /// Whether the log is to be read now; it is not any more then.
    pub(super) fn take_log(&mut self) -> bool {
        self.log.take_if(|due| *due <= Instant::now()).is_some()
    }

    /// The operations between these two are to be loaded.
    pub(super) fn load_gap(&mut self, known: i64, first: i64) {
        self.gap = Some((known, first));
    }

    /// The gap that is to be loaded; it is not any more then.
    pub(super) fn take_gap(&mut self) -> Option<(i64, i64)> {
        self.gap.take()
    }

    /// The log is to be checked by this time.
    pub(super) fn check_by(&mut self, at: Instant) {
        self.check = self.check.min(at);
    }

    /// Whether the log is to be checked now.
    pub(super) fn is_check_due(&self) -> bool {
        self.check <= Instant::now()
    }

    /// Whether the log was checked before.
    pub(super) fn has_checked(&self) -> bool {
        self.has_checked
    }

    /// The log was checked.
    pub(super) fn checked(&mut self) {
        self.check = Instant::now() + self.check_interval;
        self.has_checked = true;
    }

    /// Names changed: they are to be asked for once that has settled.
    pub(super) fn ask_for_names(&mut self) {
        let soonest = Instant::now() + SETTLED;
        let due = self.names_asked.map_or(soonest, |asked| soonest.max(asked + NAMES));
        self.names.get_or_insert(due);
    }

    /// Names were not available, or not all: they are asked for once more, less and less often.
    pub(super) fn names_failed(&mut self) {
        self.names = Some(Instant::now() + self.names_backoff.next_wait());
    }

    /// All names are known.
    pub(super) fn names_known(&mut self) {
        self.names_backoff.reset();
    }

    /// Whether names are to be asked for now; they are not any more then.
    pub(super) fn take_names(&mut self) -> bool {
        let now = Instant::now();
        let is_due = self.names.take_if(|due| *due <= now).is_some();
        if is_due {
            self.names_asked = Some(now);
        }
        is_due
    }

    /// When the next query is due; `row_names` is when names of rows are.
    pub(super) fn next_query(&self, row_names: Option<Instant>) -> Option<Instant> {
        [Some(self.check), self.names, row_names].into_iter().flatten().min()
    }

    /// When the log is next to be read.
    pub(super) fn next_log(&self) -> Option<Instant> {
        if self.gap.is_some() { Some(Instant::now()) } else { self.log }
    }
}
