//! The tray on Linux: a StatusNotifierItem, through `ksni`.
//!
//! Two connections to the session bus: `ksni`'s own, which carries icon and menu, and one that watches whether a panel is
//! there (`host`) and how it looks (`panel`). When the bus goes away both are made again.

mod host;
mod icon;
mod item;
mod label;
mod panel;

use std::path::{Path, PathBuf};
use std::time::Duration;

use ksni::TrayMethods;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use self::icon::{Files, Ink};
use self::item::Item;
use crate::desktop::tray::{PanelTone, TrayCommand, TrayHost, TrayView};

/// At most one update in this time is sent, the last one always.
const UPDATE_GAP: Duration = Duration::from_millis(250);
/// Between two tries to reach the session bus: the first wait, and the longest after doubling.
const RETRY: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(300));
/// How long the farewell to the panel may take.
const FAREWELL: Duration = Duration::from_millis(500);

/// Shows `view` in the tray and passes on what the person asks, until `shutdown` or until the sender of `view` is gone.
///
/// Without a session bus or a panel it waits for one and says so in `host`. It never fails: an agent without a tray
/// still works. Commands that find `commands` full are dropped, since nobody clicks faster than a living agent reads.
/// The icon's files are kept in `icons`. The icon comes with the first view that is more than the default one, so that no panel ever shows an empty menu.
pub async fn run(
    mut view: watch::Receiver<TrayView>,
    commands: mpsc::Sender<TrayCommand>,
    host: watch::Sender<TrayHost>,
    icons: PathBuf,
    shutdown: CancellationToken,
) {
    tokio::select! {
        () = shutdown.cancelled() => return,
        made = view.wait_for(|view| *view != TrayView::default()) => if made.is_err() {
            return;
        }
    }
    // Written by a thread that may wait for a disk.
    let files = tokio::task::spawn_blocking(move || Files::in_folder(&icons)).await;
    let Ok(files) = files else { return };
    let mut wait = RETRY.0;
    loop {
        match on_bus(view.clone(), &files, &commands, &host, &shutdown).await {
            Ended::Done => return,
            Ended::Unreachable(why) => debug!(%why, "no bus for the tray"),
            // A bus that was there is soon there again, however often it was tried in vain before.
            Ended::Lost(why) => {
                debug!(%why, "the tray's bus is gone");
                wait = RETRY.0;
            }
        }
        set(&host, TrayHost::Absent);
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = sleep(wait) => {}
        }
        wait = (wait * 2).min(RETRY.1);
    }
}

/// Why the tray on one bus came to its end.
enum Ended {
    /// It is no longer needed.
    Done,
    /// The bus is not there.
    Unreachable(String),
    /// The bus is no longer there.
    Lost(String),
}

/// The tray's life on one bus.
async fn on_bus(
    view: watch::Receiver<TrayView>,
    files: &Files,
    commands: &mpsc::Sender<TrayCommand>,
    host: &watch::Sender<TrayHost>,
    shutdown: &CancellationToken,
) -> Ended {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    let (scheme, schemes) = watch::channel(None);
    let first = view.borrow().clone();
    let ink = ink(first.tone, &desktop, None);
    let item = Item::new(first, ink, files.clone(), label::Markup::of(&desktop), commands.clone())
        .assume_sni_available(true)
        // A sandbox does not let own the name that the specification asks for.
        .disable_dbus_name(Path::new("/.flatpak-info").exists());

    let (handle, conn) = tokio::select! {
        () = shutdown.cancelled() => return Ended::Done,
        both = async { tokio::join!(item.spawn(), zbus::Connection::session()) } => match both {
            (Ok(handle), Ok(conn)) => (handle, conn),
            (Err(error), _) => return Ended::Unreachable(error.to_string()),
            (Ok(handle), Err(error)) => {
                handle.shutdown().await;
                return Ended::Unreachable(error.to_string());
            }
        },
    };

    let ended = tokio::select! {
        () = shutdown.cancelled() => Ended::Done,
        () = feed(&handle, view, schemes, &desktop) => Ended::Done,
        lost = host::watch(&conn, host) => lost_by(lost),
        () = watch_panel(&conn, &scheme) => lost_by(Ok(())),
    };
    // Off the panel before the process ends; a bus that is gone does not answer.
    if timeout(FAREWELL, handle.shutdown()).await.is_err() {
        debug!("the tray did not take its leave in time");
    }
    ended
}

/// Returns when the bus is gone. A panel's looks are not worth the tray: without the portal's word there is still a guess.
async fn watch_panel(conn: &zbus::Connection, scheme: &watch::Sender<Option<u32>>) {
    if let Err(error) = panel::watch(conn, scheme).await {
        debug!(%error, "the desktop's colours are not watched");
        std::future::pending::<()>().await;
    }
}

fn lost_by(result: zbus::Result<()>) -> Ended {
    Ended::Lost(match result {
        Ok(()) => "the session bus is gone".to_owned(),
        Err(error) => error.to_string(),
    })
}

/// Sends each new view to the panel, bursts as one.
async fn feed(
    handle: &ksni::Handle<Item>,
    mut view: watch::Receiver<TrayView>,
    mut schemes: watch::Receiver<Option<u32>>,
    desktop: &str,
) {
    // The view may have changed while the item was being made.
    view.mark_changed();
    let mut free_at = Instant::now();
    let mut shown = None;
    loop {
        let known = tokio::select! {
            changed = view.changed() => changed,
            changed = schemes.changed() => changed,
        };
        if known.is_err() {
            return;
        }
        sleep_until(free_at).await;
        let next = view.borrow_and_update().clone();
        let ink = ink(next.tone, desktop, *schemes.borrow_and_update());
        let next = Some((next, ink));
        if next == shown {
            continue;
        }
        shown.clone_from(&next);
        if let Some((view, ink)) = next {
            handle.update(|item| item.show(view, ink)).await;
        }
        free_at = Instant::now() + UPDATE_GAP;
    }
}

/// Which colour the icon is drawn in.
fn ink(setting: PanelTone, desktop: &str, scheme: Option<u32>) -> Ink {
    match setting {
        PanelTone::Light => Ink::Dark,
        PanelTone::Dark => Ink::Light,
        PanelTone::Auto => panel::guess(desktop, scheme),
    }
}

fn set(host: &watch::Sender<TrayHost>, now: TrayHost) {
    host.send_if_modified(|known| std::mem::replace(known, now) != now);
}
