//! What a service knows and the status tells. The service is its only writer; whoever shows the status is told of changes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// Tells that something in the status changed. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Changes(watch::Sender<()>);

impl Changes {
    /// Something changed.
    pub fn tell(&self) {
        self.0.send_replace(());
    }

    /// Hears of changes from now on.
    pub fn subscribe(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}

/// A value of one service. Cheap to clone; clones share the value.
#[derive(Debug)]
pub(super) struct Published<T> {
    value: Arc<Mutex<T>>,
    changes: Changes,
}

impl<T> Clone for Published<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), changes: self.changes.clone() }
    }
}

impl<T: Clone + PartialEq> Published<T> {
    pub(super) fn new(value: T, changes: &Changes) -> Self {
        Self { value: Arc::new(Mutex::new(value)), changes: changes.clone() }
    }

    pub(super) fn get(&self) -> T {
        self.lock().clone()
    }

    pub(super) fn set(&self, value: T) {
        self.change(|now| *now = value);
    }

    /// Looks at it without copying it.
    pub(super) fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.lock())
    }

    /// Changes it, and tells so if it is another value afterwards.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.lock();
        let before = value.clone();
        let result = change(&mut value);
        let is_changed = *value != before;
        drop(value);
        if is_changed {
            self.changes.tell();
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, T> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_value_is_told() {
        let changes = Changes::default();
        let (count, mut heard) = (Published::new(1, &changes), changes.subscribe());
        count.set(1);
        assert!(!heard.has_changed().expect("it is still there"));
        let shared = count.clone();
        assert_eq!(shared.change(|count| std::mem::replace(count, 2)), 1);
        assert!(heard.has_changed().expect("it is still there"));
        heard.mark_unchanged();
        assert_eq!(count.get(), 2);
    }
}
