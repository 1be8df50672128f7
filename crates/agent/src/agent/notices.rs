//! What the agent says about itself, in the terminal that it was started in and in popups.

use std::io::Write;

use rowbell_core::{engine::Engine, status::Status};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::{desktop::tray::TrayHost, words::text};

/// The greeting in a terminal.
pub(super) fn greet(engine: &Engine) {
    let mut out = std::io::stdout().lock();
    let addresses = engine.services().endpoints.addresses();
    let said = match addresses.first() {
        None => {
            let problems = Status::of(engine.services()).problems(&engine.context().words);
            let why = problems.first().map_or(String::new(), |problem| problem.message.clone());
            writeln!(out, "{}\n{why}", text!("greeting-deaf"))
        }
        Some(first) => writeln!(out, "{}", text!("greeting", address = first.url.as_str())),
    };
    // Nobody may be reading.
    drop(said.and_then(|()| out.flush()));
}

/// Says once, in the log and the terminal, that no panel shows the tray icon.
pub(super) async fn say_once_without_tray(mut host: watch::Receiver<TrayHost>, shutdown: CancellationToken) {
    tokio::select! {
        absent = host.wait_for(|host| *host == TrayHost::Absent) => if absent.is_ok() {
            warn!("no panel shows tray icons; popups, history and commands work without");
            println!("{}", text!("no-tray"));
            #[cfg(target_os = "linux")]
            println!("{}", text!("no-tray-on-gnome"));
        },
        () = shutdown.cancelled() => {}
    }
}

/// Where no panel shows the tray icon, closing the window looks like the end of Rowbell.
pub(super) async fn say_what_closing_means(
    engine: Engine,
    mut closed: watch::Receiver<()>,
    host: watch::Receiver<TrayHost>,
    shutdown: CancellationToken,
) {
    while tokio::select! {
        changed = closed.changed() => changed.is_ok(),
        () = shutdown.cancelled() => false,
    } {
        let absent = *host.borrow() == TrayHost::Absent;
        if absent && let Err(error) = engine.services().window_notices.say_keeps_running().await {
            warn!(%error, "it was not said that Rowbell goes on");
        }
    }
}

/// Otherwise a click would do nothing when the window can't be shown.
pub(super) async fn tell_failing_window(
    engine: Engine,
    mut failed: watch::Receiver<bool>,
    shutdown: CancellationToken,
) {
    while tokio::select! {
        changed = failed.changed() => changed.is_ok(),
        () = shutdown.cancelled() => false,
    } {
        engine.services().window_notices.note_shown(*failed.borrow_and_update());
    }
}
