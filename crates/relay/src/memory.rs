//! How much memory bodies may take while they arrive.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bodies up to this size are small.
const SMALL_KIB: usize = 64;

/// Small bodies have a budget of their own, so that they don't wait behind large ones, which may arrive slowly.
pub(crate) struct MemoryBudget {
    small_kib: Arc<Semaphore>,
    large_kib: Arc<Semaphore>,
}

impl MemoryBudget {
    /// How many KiB for small bodies, and how many for large ones.
    pub(crate) fn new((small_kib, large_kib): (usize, usize)) -> Self {
        Self { small_kib: Arc::new(Semaphore::new(small_kib)), large_kib: Arc::new(Semaphore::new(large_kib)) }
    }

    /// Waits until there is memory for a body of this size. None if there never will be.
    pub(crate) async fn reserve(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let kib = bytes / 1024 + 1;
        let budget = if kib <= SMALL_KIB { &self.small_kib } else { &self.large_kib };
        Arc::clone(budget).acquire_many_owned(u32::try_from(kib).ok()?).await.ok()
    }
}
