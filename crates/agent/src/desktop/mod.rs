//! The desktop: popups, tray, keyring, opener. The engine knows only their traits.

#[cfg(target_os = "linux")]
pub mod linux;
pub mod opener;
pub mod secrets;
pub mod tray;

use std::sync::Arc;

use rowbell_core::outbox::{PopupEvent, Popups};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

#[cfg(target_os = "linux")]
pub use linux::tray::run as tray;

/// This desktop's popups.
#[cfg(target_os = "linux")]
pub fn popups(events: mpsc::Sender<PopupEvent>, shutdown: CancellationToken) -> Arc<dyn Popups> {
    Arc::new(linux::popups::LinuxPopups::start(events, shutdown))
}
