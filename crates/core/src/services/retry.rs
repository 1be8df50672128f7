//! Trying again at once.

use tokio::sync::watch;

/// Has whatever waits before it tries again try at once, and connections that are open prove that they are. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct RetrySignal(watch::Sender<u64>);

impl RetrySignal {
    /// Now is a good time: the computer woke up, or a token was given.
    pub fn send(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    /// Counts how often it was sent.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
