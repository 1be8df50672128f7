//! The agent: engine, desktop and API server, put together.

use std::{
    fs,
    fs::File,
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow, bail};
use jiff::{ZonedDateTime, civil::Time, tz::TimeZone};
use rowbell_api::{Activate, Client, ClientError, Done, ErrorCode, Status};
use rowbell_core::{
    care::Pace,
    clock::now_ms,
    config::{Secrets, SettingsFile},
    deliver::desktop::{BoxFuture, Opener, Window as _, WindowPage},
    engine::{Engine, Mover, Parts},
};
use tokio::sync::{mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};

use crate::{
    children,
    desktop::{
        self, Units,
        secrets::ChosenSecrets,
        tray::{PauseFor, TrayCommand, TrayHost, TrayView},
    },
    memory,
    paths::Paths,
    server::{self, Ends, StatusSource},
    tray_view,
    window::{TOKEN, WindowProcess},
};

/// How long another agent may take to answer a second start.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a start waits for another agent before it says so.
const SILENCE: Duration = Duration::from_secs(2);

/// When "tomorrow morning" is, by the local clock.
const MORNING: Time = Time::constant(8, 0, 0, 0);
/// Until when people who are up call the coming morning "tomorrow".
const NIGHT_ENDS: Time = Time::constant(4, 0, 0, 0);

/// What opens when the agent starts, or when it runs already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// Nothing, as at the start of a session.
    Nothing,
    /// The window.
    Window,
    /// The window, where it asks about this invitation's link.
    Invitation(String),
}

/// Runs the agent until the person ends it; or, if one runs already, lets that one show what it can. Where systemd is to
/// run it, systemd is asked to, and runs it `as_service`.
pub async fn run(paths: Paths, port: Option<u16>, as_service: bool, opens: Opens) -> Result<()> {
    let units = if paths.apart || port.is_some() { None } else { Units::in_force()? };
    if let Some(units) = units.as_ref().filter(|_| !as_service) {
        return start_service(units, &paths, &opens).await;
    }
    let Some(_lock) = turn(&paths, as_service, &opens).await? else { return Ok(()) };
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
        pace: pace(),
        settings,
    })
    .await
    .with_context(|| format!("Rowbell can't start with the files in {}", paths.data.display()))?;

    let (tray_host, host) = watch::channel(TrayHost::Unknown);
    let source = StatusSource { since_ms: now_ms(), paths: paths.clone(), tray: host.clone() };
    let ends = Ends { quit: quit.clone(), shutdown: shutdown.clone() };
    let api = server::serve(engine.clone(), source, window.clone(), &paths.socket(), ends).await;
    tasks.spawn(api.with_context(|| format!("The socket {} can't be made", paths.socket().display()))?);
    let (view_sender, view) = watch::channel(TrayView::default());
    let (command_sender, commands) = mpsc::channel(16);
    tasks.spawn(tray_view::follow(engine.clone(), view_sender, shutdown.clone()));
    tasks.spawn(desktop::tray(view, command_sender, tray_host, paths.tray_icons(), shutdown.clone()));
    tasks.spawn(follow_tray(engine.clone(), commands, quit.clone()));
    tasks.spawn(say_once_without_tray(host.clone(), shutdown.clone()));
    tasks.spawn(say_what_closing_means(engine.clone(), window.closed(), host, shutdown.clone()));
    tasks.spawn(tell_failing_window(engine.clone(), window.failed(), shutdown.clone()));
    tasks.spawn(memory::tidy(engine.clone(), window.closed(), shutdown.clone()));
    #[cfg(target_os = "linux")]
    tasks.spawn({
        let engine = engine.clone();
        desktop::linux::sleep::follow(move || engine.nudge_connections(), shutdown.clone())
    });
    tasks.close();
    if !as_service {
        greet(&engine);
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
        () = interrupted() => {
            info!("ended by the system");
            Ok(())
        }
        () = engine.failed() => Err(anyhow!(
            "Rowbell ended by a mistake of its own; what was received is stored. Start it again. {} tells what happened.",
            paths.logs().display()
        )),
    };
    // The engine first: what is shown and clicked until its end is noted.
    if tokio::time::timeout(PATIENCE, engine.shutdown()).await.is_err() {
        warn!("the engine did not end in time");
    }
    shutdown.cancel();
    if tokio::time::timeout(Duration::from_secs(3), tasks.wait()).await.is_err() {
        warn!("a task did not end in time");
    }
    #[cfg(unix)]
    drop(fs::remove_file(paths.socket()));
    ended
}

/// How patient the care for webhooks is; tests hurry it.
fn pace() -> Pace {
    let times = std::env::var("ROWBELL_HURRY").ok().and_then(|times| times.parse().ok());
    Pace::default().hurried(times.unwrap_or(1))
}

/// Waits for the lock that says an agent runs; none where another one runs, which has shown what it can. One that ends is
/// waited for, however long that takes it: then its socket is closed or it says so, but it holds the lock.
async fn turn(paths: &Paths, as_service: bool, opens: &Opens) -> Result<Option<File>> {
    let (began, mut said) = (Instant::now(), false);
    loop {
        if let Some(lock) = lock(paths)? {
            return Ok(Some(lock));
        }
        let patient = began.elapsed() < PATIENCE;
        let shown = match as_service {
            true => Err(ClientError::NotRunning),
            false => show_running(paths, "runs already", opens).await,
        };
        match shown {
            Ok(()) => return Ok(None),
            Err(_) if as_service && !patient => {
                bail!("Another Rowbell runs already. The service starts when that one has ended.")
            }
            Err(error) if is_ending(&error) || as_service => {}
            // Cut off while it ended, perhaps.
            Err(ClientError::Broken(_)) if patient => {}
            Err(error) => return Err(error).context("Rowbell runs already, but does not answer"),
        }
        if !said && began.elapsed() > SILENCE {
            let process = fs::read_to_string(paths.lock()).unwrap_or_default();
            println!("Rowbell is just starting or ending (process {process}). This waits for it; Ctrl-C gives up.");
            said = true;
        }
        tokio::time::sleep(PATIENCE / 100).await;
    }
}

/// Whether an agent's answer says that it ends, or has not begun to answer yet.
fn is_ending(error: &ClientError) -> bool {
    match error {
        ClientError::NotRunning => true,
        ClientError::Refused(body) => body.code == ErrorCode::DatabaseClosed,
        ClientError::Broken(_) => false,
    }
}

/// The lock that says an agent runs; none when another one holds it. The lock, not the file, is the truth.
fn lock(paths: &Paths) -> Result<Option<File>> {
    let path = paths.lock();
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path);
    let mut file = file.with_context(|| format!("{} can't be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => {
            // For people who look; the lock is the truth, and a full disk must not keep the agent from starting.
            drop(file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())));
            Ok(Some(file))
        }
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error).context("The lock of the agent can't be taken"),
    }
}

/// Has systemd start the agent, unless it runs, and then does what a second start does.
async fn start_service(units: &Units, paths: &Paths, opens: &Opens) -> Result<()> {
    loop {
        match show_running(paths, "runs already", opens).await {
            Err(ClientError::NotRunning) => break units.start()?,
            Err(error) if is_ending(&error) => tokio::time::sleep(PATIENCE / 100).await,
            shown => return shown.context("Rowbell runs already, but does not answer"),
        }
    }
    let began = Instant::now();
    loop {
        match show_running(paths, "was started by systemd", opens).await {
            Err(error) if is_ending(&error) && began.elapsed() < PATIENCE => tokio::time::sleep(PATIENCE / 100).await,
            shown => {
                return shown.context(
                    "systemd has started Rowbell, but it does not answer. `journalctl --user -u rowbell` may say why",
                );
            }
        }
    }
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

/// A second start: the running agent opens what this one would have opened.
async fn show_running(paths: &Paths, how: &str, opens: &Opens) -> Result<(), ClientError> {
    let client = Client::new(&paths.socket());
    let status: Status = client.get("/v1/status").await?;
    let link = match opens {
        Opens::Nothing => None,
        Opens::Window => Some(None),
        Opens::Invitation(link) => Some(Some(link.clone())),
    };
    if let Some(link) = link {
        let _shown: Done = client.post("/v1/activate", &Activate { token: own_token(), link }).await?;
    }
    let at = status.listening.map_or("receives nothing now".to_owned(), |address| format!("listens at {address}"));
    println!("Rowbell {how} and {at}. {} unread.", status.unread);
    println!("`rowbell status` tells more, `rowbell history` lists changes.");
    Ok(())
}

/// The token of the click that has started this program, which lets the window come to the front.
fn own_token() -> Option<String> {
    let token = TOKEN.into_iter().find_map(|name| std::env::var(name).ok());
    token.filter(|token| !token.is_empty())
}

/// What somebody who starts it in a terminal reads.
fn greet(engine: &Engine) {
    let mut out = std::io::stdout().lock();
    let addresses = engine.addresses();
    let said = match addresses.first() {
        None => {
            let status = engine.status().borrow().clone();
            let problems = status.problems(&engine.context().words);
            let why = problems.first().map_or(String::new(), |problem| problem.message.clone());
            writeln!(out, "Rowbell runs, but receives nothing at its local address.\n{why}")
        }
        Some(first) => writeln!(
            out,
            "Rowbell runs. `rowbell connect` connects a base of SeaTable with its API token. It receives webhooks at\n  {}\n`rowbell url` says who can reach that, `rowbell test` sends a sample. Ctrl-C ends it.",
            first.url
        ),
    };
    // Nobody may be reading.
    drop(said.and_then(|()| out.flush()));
}

async fn follow_tray(engine: Engine, mut commands: mpsc::Receiver<TrayCommand>, quit: CancellationToken) {
    while let Some(command) = commands.recv().await {
        let done = match command {
            TrayCommand::Open { token } => engine.open_window(token.as_deref()).await,
            TrayCommand::OpenEntry { id, token } => engine.open_entry(id, token.as_deref()).await.map(drop),
            TrayCommand::MarkAllRead => engine.mark_all_read(Default::default()).await.map(drop),
            TrayCommand::Pause(PauseFor::Hour) => engine.pause(Some(now_ms() + 3_600_000)).await,
            TrayCommand::Pause(PauseFor::Tomorrow) => engine.pause(tomorrow_morning(&ZonedDateTime::now())).await,
            TrayCommand::Pause(PauseFor::Open) => engine.pause(None).await,
            TrayCommand::Resume => engine.resume().await,
            TrayCommand::AllowHost(host) => engine.allow_host(&host),
            TrayCommand::Quit => {
                quit.cancel();
                Ok(())
            }
        };
        if let Err(error) = done {
            engine.say_failed(&error);
        }
    }
}

/// Eight o'clock of the next day, by the local clock; of the same one for somebody who is still up.
fn tomorrow_morning(now: &ZonedDateTime) -> Option<i64> {
    let day = if now.time() < NIGHT_ENDS { now.date() } else { now.date().tomorrow().ok()? };
    let morning = day.to_datetime(MORNING).to_zoned_datetime(now.time_zone().clone()).ok()?;
    Some(morning.timestamp().as_millisecond())
}

async fn say_once_without_tray(mut host: watch::Receiver<TrayHost>, shutdown: CancellationToken) {
    tokio::select! {
        absent = host.wait_for(|host| *host == TrayHost::Absent) => if absent.is_ok() {
            warn!("no panel shows tray icons; popups, history and commands work without");
            println!("No panel here shows tray icons. Popups, history and the `rowbell` commands work without.");
            #[cfg(target_os = "linux")]
            println!("On GNOME, the extension \"AppIndicator and KStatusNotifierItem Support\" shows them.");
        },
        () = shutdown.cancelled() => {}
    }
}

/// Where no panel shows the tray icon, closing the window looks like the end of Rowbell.
async fn say_what_closing_means(
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
        if absent && let Err(error) = engine.say_keeps_running().await {
            warn!(%error, "it was not said that Rowbell goes on");
        }
    }
}

/// A window that can't be shown would otherwise be a click that nothing comes of.
async fn tell_failing_window(engine: Engine, mut failed: watch::Receiver<bool>, shutdown: CancellationToken) {
    while tokio::select! {
        changed = failed.changed() => changed.is_ok(),
        () = shutdown.cancelled() => false,
    } {
        engine.note_window(*failed.borrow_and_update());
    }
}

async fn interrupted() {
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

/// The person's browser.
struct Browser;

impl Opener for Browser {
    fn open<'a>(&'a self, url: &'a str, token: Option<&'a str>) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move { desktop::opener::open(url, token).await.map_err(|error| error.to_string()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tomorrow_morning_is_the_next_one_that_people_wake_up_to() {
        for (now, morning) in [
            ("2026-11-24T21:30:00+01:00[Europe/Berlin]", "2026-11-25T08:00:00+01:00[Europe/Berlin]"),
            ("2026-11-25T00:30:00+01:00[Europe/Berlin]", "2026-11-25T08:00:00+01:00[Europe/Berlin]"),
            ("2026-11-25T07:00:00+01:00[Europe/Berlin]", "2026-11-26T08:00:00+01:00[Europe/Berlin]"),
            // The night in which the clocks go forward.
            ("2026-03-28T22:00:00+01:00[Europe/Berlin]", "2026-03-29T08:00:00+02:00[Europe/Berlin]"),
            ("2026-11-24T21:30:00+09:00[Asia/Tokyo]", "2026-11-25T08:00:00+09:00[Asia/Tokyo]"),
        ] {
            let at = |text: &str| text.parse::<ZonedDateTime>().expect("a time");
            assert_eq!(tomorrow_morning(&at(now)), Some(at(morning).timestamp().as_millisecond()), "{now}");
        }
    }
}
