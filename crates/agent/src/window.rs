//! The window: a process of its own, a client of the API. It is started when it is wanted, and shows what this agent says.

use std::{
    collections::HashMap,
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rowbell_api::{HistoryQuery, Show};
use rowbell_core::{
    config::{SettingsFile, Theme},
    outbox::{Window, WindowPage},
};
use tokio::{
    process::Command,
    sync::{Notify, broadcast},
    task::JoinHandle,
};
use tracing::warn;

#[cfg(target_os = "linux")]
use crate::desktop::linux::systemd;
use crate::paths::Paths;

/// The window's program, beside this one.
const PROGRAM: &str = if cfg!(windows) { "rowbell-window.exe" } else { "rowbell-window" };
/// Tells WebKit to draw without layers.
const NO_COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
/// Another program for the window, or `none` for no window.
const OTHER_PROGRAM: &str = "ROWBELL_WINDOW";

/// Where a program finds the token of the click that has started it.
pub const TOKEN: [&str; 2] = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];

/// The window of an agent.
pub struct WindowProcess {
    program: Option<PathBuf>,
    arguments: Vec<OsString>,
    settings: Arc<SettingsFile>,
    state: Mutex<State>,
    shows: broadcast::Sender<Show>,
    closed: Arc<Notify>,
}

#[derive(Default)]
struct State {
    /// Waits for the end of what was started last.
    process: Option<JoinHandle<()>>,
    /// Whether it has listened since then.
    has_listened: bool,
    /// What it is to show as soon as it listens.
    wanted: Option<Show>,
}

impl WindowProcess {
    /// The window of the agent with these files.
    pub fn new(paths: &Paths, settings: Arc<SettingsFile>) -> Self {
        let mut arguments = vec!["--socket".into(), paths.socket().into_os_string()];
        arguments.extend(["--folder".into(), paths.data.clone().into_os_string()]);
        if paths.apart {
            arguments.extend(["--data-dir".into(), paths.data.clone().into_os_string()]);
        }
        let shows = broadcast::Sender::new(16);
        Self { program: program(), arguments, settings, state: Mutex::default(), shows, closed: Arc::default() }
    }

    /// Resolves when the window was closed.
    pub async fn closed(&self) {
        self.closed.notified().await;
    }

    /// What a window that listens from now on is to show: what it was started for first.
    pub fn listen(&self) -> (Option<Show>, broadcast::Receiver<Show>) {
        // One or the other has it, see `show`.
        let mut state = self.state();
        state.has_listened = true;
        // Then this is another one, which somebody else has started.
        state.process.take_if(|process| process.is_finished());
        (state.wanted.take(), self.shows.subscribe())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// None where it can't be shown.
    fn start(&self, program: &Path, token: Option<&str>) -> Option<JoinHandle<()>> {
        let mut command = Command::new(program);
        command.args(&self.arguments).envs(screen()?).stdin(Stdio::null()).stdout(Stdio::null());
        // Known before its page is, so that a dark one does not begin white.
        match self.settings.settings().window.theme {
            Theme::System => {}
            Theme::Light => drop(command.args(["--theme", "light"])),
            Theme::Dark => drop(command.args(["--theme", "dark"])),
        }
        if draws_by_itself() && env::var_os(NO_COMPOSITING).is_none() {
            command.env(NO_COMPOSITING, "1");
        }
        for name in TOKEN {
            match token {
                Some(token) => command.env(name, token),
                // The one that the agent itself was started with is used up.
                None => command.env_remove(name),
            };
        }
        match command.spawn() {
            Ok(mut process) => {
                let closed = self.closed.clone();
                Some(tokio::spawn(async move {
                    drop(process.wait().await);
                    closed.notify_one();
                }))
            }
            Err(error) => {
                warn!(%error, program = %program.display(), "the window was not started");
                None
            }
        }
    }
}

impl Window for WindowProcess {
    fn show(&self, page: WindowPage, token: Option<&str>) -> bool {
        let show = match page {
            WindowPage::Any => Show::default(),
            WindowPage::Change(id) => Show { id: Some(id.0), ..Show::default() },
            WindowPage::Span { from_ms, until_ms } => {
                let query = HistoryQuery { since_ms: Some(from_ms), until_ms: Some(until_ms), ..Default::default() };
                Show { query: Some(query), ..Show::default() }
            }
            WindowPage::Relay(link) => Show { relay: Some(link), ..Show::default() },
        };
        let show = Show { token: token.map(str::to_owned), ..show };
        let mut state = self.state();
        // One that has just ended may still seem to listen.
        let ended = state.process.as_ref().is_some_and(JoinHandle::is_finished);
        if !ended && self.shows.send(show.clone()).is_ok() {
            return true;
        }
        let Some(program) = &self.program else { return false };
        // One that was started a moment ago will listen; one that has listened and no longer does is about to end.
        let starts = state.process.as_ref().is_some_and(|process| !process.is_finished()) && !state.has_listened;
        if !starts {
            state.process = self.start(program, token);
            state.has_listened = false;
        }
        let started = state.process.is_some();
        state.wanted = started.then_some(show);
        started
    }
}

/// Whether nothing here draws but the processor. Then what WebKit does for a graphics card costs a window a quarter of a second
/// and some memory, and makes nothing smoother.
fn draws_by_itself() -> bool {
    cfg!(target_os = "linux") && !Path::new("/dev/dri").exists()
}

fn program() -> Option<PathBuf> {
    let program = match env::var_os(OTHER_PROGRAM) {
        Some(other) => PathBuf::from(other),
        None => env::current_exe().ok()?.with_file_name(PROGRAM),
    };
    program.is_file().then_some(program)
}

/// What a program needs in its environment, beside what is in this one's, to be on the person's screen; none where there is
/// no screen.
#[cfg(target_os = "linux")]
fn screen() -> Option<HashMap<String, String>> {
    let names = |has: &dyn Fn(&str) -> bool| systemd::SCREEN.into_iter().any(has);
    if names(&|name| env::var_os(name).is_some_and(|value| !value.is_empty())) {
        return Some(HashMap::new());
    }
    // A service of systemd is on no screen itself; systemd knows which one the desktop is on now.
    let mut desktop = tokio::task::block_in_place(systemd::environment)?;
    let is_there = names(&|name| desktop.get(name).is_some_and(|value| !value.is_empty()));
    desktop.retain(|name, _| env::var_os(name).is_none());
    is_there.then_some(desktop)
}

#[cfg(not(target_os = "linux"))]
fn screen() -> Option<HashMap<String, String>> {
    Some(HashMap::new())
}
