//! Room in memory for bodies while they come.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bodies up to this size are small.
const SMALL_KIB: usize = 64;

/// Small bodies have room of their own, so that they don't wait behind large ones, which may come slowly.
pub(crate) struct Room {
    small_kib: Arc<Semaphore>,
    other_kib: Arc<Semaphore>,
}

impl Room {
    /// For so many KiB of small bodies and of others.
    pub(crate) fn new((small_kib, other_kib): (usize, usize)) -> Self {
        Self { small_kib: Arc::new(Semaphore::new(small_kib)), other_kib: Arc::new(Semaphore::new(other_kib)) }
    }

    /// Waits until there is room for a body. None if there never will be.
    pub(crate) async fn take(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let kib = bytes / 1024 + 1;
        let room = if kib <= SMALL_KIB { &self.small_kib } else { &self.other_kib };
        Arc::clone(room).acquire_many_owned(u32::try_from(kib).ok()?).await.ok()
    }
}
