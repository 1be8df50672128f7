//! When the system ends the agent.

/// Waits until the system, or Ctrl-C in the terminal, asks the agent to end.
pub(super) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            (Ok(mut terminate), Ok(mut hangup)) => tokio::select! {
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            },
            _ => drop(tokio::signal::ctrl_c().await),
        }
    }
    #[cfg(windows)]
    {
        use tokio::signal::windows;
        match (windows::ctrl_c(), windows::ctrl_close(), windows::ctrl_shutdown()) {
            (Ok(mut interrupt), Ok(mut close), Ok(mut shutdown)) => tokio::select! {
                _ = interrupt.recv() => {}
                _ = close.recv() => {}
                _ = shutdown.recv() => {}
            },
            _ => {
                tracing::error!("Ctrl-C can't be noticed");
                std::future::pending().await
            }
        }
    }
}
