//! When the system ends the agent.

/// Resolves when the system, or Ctrl-C in the terminal, has asked the agent to end. It notices from the call on, polled or not:
/// until then a signal ends the process at once, and with it what waits in the queue of its address. One that comes during a
/// start is obeyed once the agent has started.
#[cfg(unix)]
pub(super) fn interrupted() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let [terminate, hangup, interrupt] =
        [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()].map(signal);
    async move {
        match (terminate, hangup, interrupt) {
            (Ok(mut terminate), Ok(mut hangup), Ok(mut interrupt)) => tokio::select! {
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
                _ = interrupt.recv() => {}
            },
            _ => not_noticed().await,
        }
    }
}

/// Resolves when the system, or Ctrl-C in the terminal, has asked the agent to end. It notices from the call on, polled or not.
#[cfg(windows)]
pub(super) fn interrupted() -> impl Future<Output = ()> {
    use tokio::signal::windows;
    let signals = (windows::ctrl_c(), windows::ctrl_close(), windows::ctrl_shutdown());
    async move {
        match signals {
            (Ok(mut interrupt), Ok(mut close), Ok(mut shutdown)) => tokio::select! {
                _ = interrupt.recv() => {}
                _ = close.recv() => {}
                _ = shutdown.recv() => {}
            },
            _ => not_noticed().await,
        }
    }
}

async fn not_noticed() {
    tracing::error!("that the agent is to end can't be noticed");
    std::future::pending().await
}
