//! The desktop: popups, tray, keyring, opener, start with the session. The engine knows only their traits.

pub mod icon;
#[cfg(target_os = "linux")]
pub mod linux;
pub mod opener;
#[cfg(any(test, not(target_os = "linux")))]
pub mod other;
pub mod secrets;
pub mod tray;

use std::{io, path::Path, sync::Arc};

use rowbell_core::deliver::desktop::{PopupEvent, Popups};
use tokio::{runtime, sync::mpsc};
use tokio_util::sync::CancellationToken;

#[cfg(target_os = "linux")]
pub use linux::{login::Login, systemd::Units, tray::run as tray};
#[cfg(not(target_os = "linux"))]
pub use other::{login::Login, login::Units, tray::run as tray};

/// This desktop's popups. `folder` is for what they need as a file.
pub fn popups(folder: &Path, events: mpsc::Sender<PopupEvent>, shutdown: CancellationToken) -> Arc<dyn Popups> {
    #[cfg(target_os = "linux")]
    return Arc::new(linux::popups::LinuxPopups::start(folder, events, shutdown));
    #[cfg(not(target_os = "linux"))]
    let _ = folder;
    #[cfg(not(target_os = "linux"))]
    Arc::new(other::popups::ToastPopups::start(events, shutdown))
}

/// Runs the agent to its end. To be called on the main thread, which Windows and macOS want for the desktop's events.
///
/// # Errors
/// When there can be no threads.
pub fn run<T: Send + 'static>(agent: impl Future<Output = T> + Send + 'static) -> io::Result<T> {
    crate::memory::share_among_threads();
    // Few threads: each that reads the database keeps memory of its own.
    let runtime =
        runtime::Builder::new_multi_thread().worker_threads(2).max_blocking_threads(4).enable_all().build()?;
    #[cfg(target_os = "linux")]
    return Ok(runtime.block_on(agent));
    #[cfg(not(target_os = "linux"))]
    Ok(other::main_loop::run(&runtime, agent))
}
