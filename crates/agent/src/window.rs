//! The window: a separate process and a client of the API. It is started when it is needed, and shows what this agent reports.

use std::{
    collections::HashMap,
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rowbell_api::{HistoryQuery, Show};
use rowbell_core::{
    config::{Language, SettingsFile, Theme},
    deliver::desktop::{Window, WindowPage},
};
use tokio::{process::Command, sync::watch};
use tracing::warn;

#[cfg(target_os = "linux")]
use crate::desktop::linux::systemd;
use crate::{children, paths::Paths};

/// The window's program, beside this one.
const PROGRAM: &str = if cfg!(windows) { "rowbell-window.exe" } else { "rowbell-window" };
/// Tell WebKit to draw without layers, to share no pictures with a graphics card, and not to look for one.
const DRAWS_BY_ITSELF: [(&str, &str); 3] = [
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
];
/// Nor to use one for rendering, nor Mesa either: for a window that can't be drawn otherwise.
const DRAWS_PLAINLY: [(&str, &str); 2] = [("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1"), ("LIBGL_ALWAYS_SOFTWARE", "1")];
/// How long to wait before a window that could not be shown is tried again. Somebody may install a driver meanwhile.
const GIVES_UP_FOR: Duration = Duration::from_secs(600);
/// What the system's linker loads before all else.
const LOADED_FIRST: &str = "LD_PRELOAD";
/// Debian's WebKit is linked with a voice library of 31,000 symbols, which each of its processes looks for in some 190 libraries
/// before it finds them in that library itself: a quarter of the time that they take to start. Loaded first, it is found at once.
const VOICE: &str = "libflite_cmu_time_awb.so.1";
/// Another program for the window, or `none` for no window.
const OTHER_PROGRAM: &str = "ROWBELL_WINDOW";

/// Where a program finds the token of the click that has started it.
pub const TOKEN: [&str; 2] = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];

/// The window of an agent.
#[derive(Clone)]
pub struct WindowProcess(Arc<Inner>);

struct Inner {
    program: Option<PathBuf>,
    arguments: Vec<OsString>,
    settings: Arc<SettingsFile>,
    state: Mutex<State>,
    /// What is to be shown, until a window says that it shows it.
    wanted: watch::Sender<Option<Show>>,
    closed: watch::Sender<()>,
    /// Whether the last window could not be shown at all.
    failed: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    /// Whether a window that was started here runs.
    runs: bool,
    /// Whether it has listened.
    has_listened: bool,
    /// Whether it is drawn in the simplest way, because it could not be shown otherwise.
    plainly: bool,
    /// When it could not be shown even so.
    failed: Option<Instant>,
    /// Of the last that was wanted.
    number: u64,
    /// Of the last that a window was started again for.
    again: u64,
}

impl WindowProcess {
    /// The window of the agent with these files.
    pub fn new(paths: &Paths, settings: Arc<SettingsFile>) -> Self {
        let mut arguments = vec!["--socket".into(), paths.socket().into_os_string()];
        arguments.extend(["--folder".into(), paths.data.clone().into_os_string()]);
        if paths.apart {
            arguments.extend(["--data-dir".into(), paths.data.clone().into_os_string()]);
        }
        let (state, wanted, closed) = (Mutex::default(), watch::Sender::default(), watch::Sender::default());
        let failed = watch::Sender::default();
        Self(Arc::new(Inner { program: program(), arguments, settings, state, wanted, closed, failed }))
    }

    /// Forgets that the last window could not be shown.
    pub fn try_again(&self) {
        self.0.state().failed = None;
    }

    /// Whether the last window could not be shown, whatever was tried.
    pub fn failed(&self) -> watch::Receiver<bool> {
        self.0.failed.subscribe()
    }

    /// Changes each time the window was closed.
    pub fn closed(&self) -> watch::Receiver<()> {
        self.0.closed.subscribe()
    }

    /// What a window is to show, now and later. It says so with [`WindowProcess::has_shown`].
    pub fn listen(&self) -> watch::Receiver<Option<Show>> {
        self.0.state().has_listened = true;
        self.0.failed.send_if_modified(std::mem::take);
        let mut wanted = self.0.wanted.subscribe();
        wanted.mark_changed();
        wanted
    }

    /// A window shows what has this number.
    pub fn has_shown(&self, number: u64) {
        self.0.wanted.send_if_modified(|wanted| wanted.take_if(|show| show.number == number).is_some());
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// False where it can't be shown.
    fn start(self: &Arc<Self>, state: &mut State, token: Option<&str>) -> bool {
        state.has_listened = false;
        state.runs = match self.command(token, state.plainly).map(|mut command| command.spawn()) {
            None => false,
            Some(Ok(mut process)) => {
                let this = self.clone();
                tokio::spawn(async move {
                    let status = process.wait().await;
                    this.ended(status.is_ok_and(|status| status.success()));
                });
                true
            }
            Some(Err(error)) => {
                warn!(%error, "the window was not started");
                false
            }
        };
        state.runs
    }

    fn ended(self: &Arc<Self>, well: bool) {
        let mut state = self.state();
        state.runs = false;
        let missed = self.wanted.borrow().clone();
        if !state.has_listened && !well {
            return self.could_not_be_shown(&mut state, missed);
        }
        match missed {
            // It was asked for while it was about to end. One that can't show it is not tried for ever.
            Some(show) if state.has_listened && state.again != show.number => {
                state.again = show.number;
                self.start(&mut state, show.token.as_deref());
            }
            _ => self.closed.send_replace(()),
        }
    }

    /// The window ended before its page was there, as it does where WebKit finds nothing to draw with. It often helps to
    /// draw with less.
    fn could_not_be_shown(self: &Arc<Self>, state: &mut State, missed: Option<Show>) {
        let token = missed.and_then(|show| show.token);
        if !std::mem::replace(&mut state.plainly, true) {
            warn!("the window ended before it showed anything; it is tried with as little drawing as can be");
            self.start(state, token.as_deref());
            return;
        }
        warn!("the window can't be shown");
        state.plainly = false;
        state.failed = Some(Instant::now());
        self.wanted.send_replace(None);
        self.failed.send_replace(true);
    }

    /// None where there is no window, or no screen.
    fn command(&self, token: Option<&str>, plainly: bool) -> Option<Command> {
        let program = self.program.as_ref()?;
        let command = match voice().filter(|_| env::var_os(LOADED_FIRST).is_none()) {
            // By a program between, so that only the window loads it.
            Some(voice) => {
                let mut command = children::command("/usr/bin/env");
                command.arg(format!("{LOADED_FIRST}={}", voice.display())).arg(program);
                command
            }
            None => children::command(program),
        };
        let mut command = Command::from(command);
        command.args(&self.arguments).envs(screen()?).stdin(Stdio::null()).stdout(Stdio::null());
        let settings = self.settings.settings();
        // For the dialogs that are the system's.
        if let Language::Named(code) = &settings.language {
            command.arg("--language").arg(code);
        }
        // Known before its page is, so that a dark one does not begin white.
        match settings.window.theme {
            Theme::System => {}
            Theme::Light => drop(command.args(["--theme", "light"])),
            Theme::Dark => drop(command.args(["--theme", "dark"])),
        }
        let (by_itself, plainly) = (plainly || draws_by_itself(), plainly && cfg!(target_os = "linux"));
        let less = by_itself.then_some(DRAWS_BY_ITSELF).into_iter().flatten();
        let less = less.chain(plainly.then_some(DRAWS_PLAINLY).into_iter().flatten());
        command.envs(less.filter(|(name, _)| env::var_os(name).is_none()));
        for name in TOKEN {
            match token {
                Some(token) => command.env(name, token),
                // The one that the agent itself was started with is used up.
                None => command.env_remove(name),
            };
        }
        Some(command)
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
        let mut state = self.0.state();
        if state.failed.is_some_and(|at| at.elapsed() < GIVES_UP_FOR) {
            return false;
        }
        state.failed = None;
        state.number += 1;
        let (number, token) = (state.number, token.map(str::to_owned));
        self.0.wanted.send_replace(Some(Show { number, token: token.clone(), ..show }));
        // One that runs shows it, or has another one started when it ends.
        let shown = state.runs || self.0.wanted.receiver_count() > 0 || self.0.start(&mut state, token.as_deref());
        if !shown {
            self.0.wanted.send_replace(None);
        }
        shown
    }
}

/// Whether only the processor can draw here. Then what WebKit does for a graphics card costs a window a quarter of a second
/// and some memory, and makes nothing smoother.
fn draws_by_itself() -> bool {
    cfg!(target_os = "linux") && !Path::new("/dev/dri").exists()
}

/// Where the voice library is, if it is installed.
fn voice() -> Option<PathBuf> {
    let voice = Path::new("/usr/lib").join(format!("{}-linux-gnu", env::consts::ARCH)).join(VOICE);
    voice.is_file().then_some(voice)
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
