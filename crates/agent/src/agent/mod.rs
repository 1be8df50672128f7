//! The agent: engine, desktop and API server, put together.

mod notices;
mod signals;
mod start;
mod tray_commands;

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result, anyhow};
use jiff::tz::TimeZone;
use rowbell_core::{
    clock::now_ms,
    config::{Secrets, SettingsFile},
    deliver::desktop::{BoxFuture, Opener, Window as _, WindowPage},
    engine::{Engine, Parts},
    services::Mover,
    webhook_health::Intervals,
};
use tokio::sync::{mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};

pub use self::start::Opens;
use self::start::{own_token, start_service, turn};
use crate::{
    children,
    desktop::{
        self, Units,
        secrets::ChosenSecrets,
        tray::{TrayHost, TrayView},
    },
    memory,
    paths::Paths,
    server::{self, Ends, StatusSource},
    tray_view,
    window::WindowProcess,
    words::text,
};

/// How long the engine may take to end.
const ENDING: Duration = Duration::from_secs(10);

/// Runs the agent until the person ends it; or, if one is already running, lets that one show what it can. Where systemd is to
/// run it, systemd is asked to, and runs it `as_service`.
pub async fn run(paths: Paths, port: Option<u16>, as_service: bool, opens: Opens) -> Result<()> {
    let units = if paths.apart || port.is_some() { None } else { Units::in_force()? };
    if let Some(units) = units.as_ref().filter(|_| !as_service) {
        return start_service(units, &paths, &opens).await;
    }
    let Some(_lock) = turn(&paths, as_service, &opens).await? else { return Ok(()) };
    let interrupted = signals::interrupted();
    crate::logging::start(&paths.logs())?;
    children::allow_many_connections();
    info!(version = env!("CARGO_PKG_VERSION"), "starting");

    let (shutdown, quit, tasks) = (CancellationToken::new(), CancellationToken::new(), TaskTracker::new());
    let settings = SettingsFile::open(&paths.settings)?;
    let (popup_sender, popup_events) = mpsc::channel(256);
    let secrets: Arc<dyn Secrets> = Arc::new(ChosenSecrets::new(&paths, settings.clone()));
    let window = WindowProcess::new(&paths, settings.clone());
    let engine = Engine::start(Parts {
        database: paths.database(),
        popups: desktop::popups(&paths.data, popup_sender, shutdown.clone()),
        popup_events,
        opener: Arc::new(Browser),
        window: Arc::new(window.clone()),
        secrets,
        listener: listenfd::ListenFd::from_env().take_tcp_listener(0).ok().flatten(),
        mover: units.clone().map(mover),
        port,
        zone: TimeZone::system,
        intervals: intervals(),
        settings,
    })
    .await
    .with_context(|| text!("start-failed", folder = paths.data.display().to_string()))?;

    let (tray_host, host) = watch::channel(TrayHost::Unknown);
    let source = StatusSource { since_ms: now_ms(), paths: paths.clone(), tray: host.clone() };
    let ends = Ends { quit: quit.clone(), shutdown: shutdown.clone() };
    let api = server::serve(engine.clone(), source, window.clone(), &paths.socket(), ends).await;
    tasks.spawn(api.with_context(|| text!("socket-failed", path = paths.socket().display().to_string()))?);
    let (view_sender, view) = watch::channel(TrayView::default());
    let (command_sender, commands) = mpsc::channel(16);
    tasks.spawn(tray_view::follow(engine.clone(), view_sender, shutdown.clone()));
    tasks.spawn(desktop::tray(view, command_sender, tray_host, paths.tray_icons(), shutdown.clone()));
    tasks.spawn(tray_commands::follow(engine.clone(), commands, quit.clone()));
    tasks.spawn(notices::say_once_without_tray(host.clone(), shutdown.clone()));
    tasks.spawn(notices::say_what_closing_means(engine.clone(), window.closed(), host, shutdown.clone()));
    tasks.spawn(notices::tell_failing_window(engine.clone(), window.failed(), shutdown.clone()));
    tasks.spawn(memory::tidy(engine.clone(), window.closed(), shutdown.clone()));
    #[cfg(target_os = "linux")]
    tasks.spawn({
        let engine = engine.clone();
        desktop::linux::sleep::follow(move || engine.services().retry.send(), shutdown.clone())
    });
    tasks.close();
    if !as_service {
        notices::greet(&engine);
    }
    match opens {
        _ if as_service => {}
        Opens::Nothing => {}
        Opens::Window => drop(window.show(WindowPage::Any, own_token().as_deref())),
        Opens::Invitation(link) => drop(window.show(WindowPage::Relay(link), own_token().as_deref())),
    }

    let ended = tokio::select! {
        () = quit.cancelled() => {
            info!("ended by the person");
            // Or the next webhook would start it again.
            if let Some(Err(error)) = units.map(|units| units.release()) {
                warn!(%error, "systemd goes on holding the address");
            }
            Ok(())
        }
        () = interrupted => {
            info!("ended by the system");
            Ok(())
        }
        () = engine.failed() => Err(anyhow!(text!("crashed", logs = paths.logs().display().to_string()))),
    };
    // The engine first: what is shown and clicked until its end is noted.
    if tokio::time::timeout(ENDING, engine.shutdown()).await.is_err() {
        warn!("the engine did not end in time");
    }
    shutdown.cancel();
    if tokio::time::timeout(Duration::from_secs(3), tasks.wait()).await.is_err() {
        warn!("a task did not end in time");
    }
    #[cfg(unix)]
    drop(std::fs::remove_file(paths.socket()));
    ended
}

/// How often webhooks and logs are looked at; more often in tests.
fn intervals() -> Intervals {
    let times = std::env::var("ROWBELL_HURRY").ok().and_then(|times| times.parse().ok());
    Intervals::default().divided_by(times.unwrap_or(1))
}

/// Moves the address that systemd holds, when the settings name another one.
fn mover(units: Units) -> Mover {
    Arc::new(move |address| match units.move_to(address) {
        Ok(moved) => moved,
        Err(error) => {
            warn!(%error, "systemd does not hold the new address");
            false
        }
    })
}

/// The person's browser.
struct Browser;

impl Opener for Browser {
    fn open<'a>(&'a self, url: &'a str, token: Option<&'a str>) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move { desktop::opener::open(url, token).await.map_err(|error| error.to_string()) })
    }
}
