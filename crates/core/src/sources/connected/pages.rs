//! Reading the log of operations page by page.

use std::time::Duration;

use seatable::{client::ApiError, operation::Logged};

use super::{Disconnect, catch_up::CatchUp};

/// How many operations are asked for at first, and at a time if that is not all; a server may give fewer.
pub(super) const PAGE: u32 = 100;
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

/// How large pages are asked for. Servers may give fewer operations than that at a time, or more.
pub(super) struct Pages {
    size: u32,
    largest: u32,
    /// Whether pages of that size are known to come.
    known: bool,
    /// The most that came where as many came as were asked for.
    received: u32,
}

impl Default for Pages {
    fn default() -> Self {
        Self { size: PAGE, largest: LARGE_PAGE, known: false, received: 0 }
    }
}

impl Pages {
    /// This came.
    pub(super) fn learn(&mut self, logged: &[Logged]) {
        let came = u32::try_from(logged.len()).unwrap_or(self.size).max(1);
        if came == self.size {
            self.received = came;
            let bytes = logged.iter().map(|logged| logged.operation.len()).sum::<usize>() / logged.len().max(1);
            let fit = u32::try_from(PAGE_BYTES / bytes.max(1)).unwrap_or(LARGE_PAGE);
            self.largest = self.largest.min(fit).max(came);
        } else {
            self.largest = came.max(self.received);
        }
        self.known = came == self.largest;
        self.size = self.largest;
    }

    /// Whether this says that they are too large: operations of thousands of rows, or a server that gives no such pages.
    fn are_too_large(&self, error: &ApiError) -> bool {
        match error {
            ApiError::TooLarge { .. } | ApiError::TimedOut => self.size > 1,
            ApiError::Refused { .. } => self.size > PAGE,
            _ => false,
        }
    }

    /// Asks for smaller ones.
    fn shrink(&mut self) {
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

impl CatchUp {
    /// The operations since then and before `first`, newest first, as far as the pages go, but for so many of the log's
    /// newest.
    pub(super) async fn read_pages(
        &self,
        mut pages: Pages,
        mut newer: u64,
        since: Since,
        first: i64,
    ) -> Result<Vec<Logged>, Disconnect> {
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
                    pages.shrink();
                    continue;
                }
                logged => logged?,
            };
            let Some(oldest) = logged.iter().map(|logged| logged.op_id).min() else { break };
            let the_log_ends = pages.known && logged.len() < pages.size as usize;
            pages.learn(&logged);
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(operations: u32, bytes: usize) -> Vec<Logged> {
        let operation = |op_id| Logged { op_id, operation: "x".repeat(bytes), ..Logged::default() };
        (0..i64::from(operations)).rev().map(operation).collect()
    }

    fn sizes(pages: &mut Pages, came: &[(u32, usize)]) -> Vec<u32> {
        let mut size = |(operations, bytes): &(u32, usize)| {
            pages.learn(&page(*operations, *bytes));
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
        pages.shrink();
        assert_eq!((pages.size, pages.known), (100, false));
        assert_eq!(sizes(&mut pages, &[(100, 1)]), [100]);
        (0..5).for_each(|_| pages.shrink());
        assert_eq!(pages.size, 1);
    }
}
