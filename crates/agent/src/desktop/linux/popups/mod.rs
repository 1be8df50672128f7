//! Popups on Linux: the desktop's notification server, over one bus connection of our own.
//!
//! - [`LinuxPopups`] is the handle; it talks to one task.
//! - `bus` is that task: connects, reconnects, reads and writes.
//! - `desk` decides, without any input or output: which popup has which id, what is sent, what the state is; `incoming`
//!   is its other half, for what the server says.
//! - `shown` is its bounded book of ids, `calls` what is still to be answered, `wire` the messages, `text` the last line
//!   of defence for what is shown, `icon` the picture beside it.
//!
//! Everything is handled in the order in which it came over the wire, answers and signals alike. That is what makes a
//! click that races the answer to its own popup, or an end that races an update, come out right.

mod bus;
mod calls;
mod desk;
mod icon;
mod incoming;
mod shown;
mod text;
mod wire;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rowbell_core::deliver::desktop::{BoxFuture, Popup, PopupError, PopupEvent, PopupKey, PopupState, Popups};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{
    calls::{Request, Show},
    desk::Desk,
};

/// Where popups go and how they look; the default is right for everything but tests and unusual installations.
#[derive(Clone, Debug)]
pub struct PopupOptions {
    /// The bus's address; `None` for the session bus of the environment.
    pub bus: Option<String>,
    /// An icon file; `None` for the icon of the installed icon theme.
    pub icon: Option<PathBuf>,
    /// How long a server may take to answer.
    pub time_limit: Duration,
}

impl Default for PopupOptions {
    fn default() -> Self {
        Self { bus: None, icon: None, time_limit: Duration::from_secs(3) }
    }
}

/// Who popups say they come from.
#[derive(Clone, Debug)]
struct Look {
    app_name: String,
    desktop_entry: String,
    icon: String,
}

impl Look {
    fn new(icon: Option<&Path>) -> Self {
        // Every server that was tried takes a plain path (`tests/desktops/popups.sh`).
        let icon = icon.and_then(Path::to_str).unwrap_or(icon::NAME);
        Self { app_name: "Rowbell".to_owned(), desktop_entry: icon::NAME.to_owned(), icon: icon.to_owned() }
    }
}

/// The popups of a Linux desktop. All of them share one bus connection and one task, which start at once and end with the
/// token they were given, or with this handle. Popups that are still open then are closed, since nobody would receive
/// a click on them.
///
/// It is fine, and cheap, to show a popup in any [`PopupState`]: where the bus can start a server, that is what starts it, and
/// nothing else does.
#[derive(Debug)]
pub struct LinuxPopups {
    requests: mpsc::Sender<Request>,
    state: watch::Receiver<PopupState>,
    time_limit: Duration,
    tasks: TaskTracker,
}

impl LinuxPopups {
    /// Starts on the session bus. Needs a tokio runtime; never fails: what is wrong is in the state. An icon that is not
    /// installed goes into `folder`.
    pub fn start(folder: &Path, events: mpsc::Sender<PopupEvent>, shutdown: CancellationToken) -> Self {
        let options = PopupOptions { icon: icon::file_unless_installed(folder), ..PopupOptions::default() };
        Self::start_with(options, events, shutdown)
    }

    /// Starts with other options.
    pub fn start_with(options: PopupOptions, events: mpsc::Sender<PopupEvent>, shutdown: CancellationToken) -> Self {
        let (requests, taken) = mpsc::channel(64);
        let (publish, state) = watch::channel(PopupState::Starting);
        let desk = Desk::new(Look::new(options.icon.as_deref()), options.time_limit);
        let tasks = TaskTracker::new();
        tasks.spawn(bus::run(desk, options.bus, bus::Ends { requests: taken, events, state: publish, shutdown }));
        tasks.close();
        Self { requests, state, time_limit: options.time_limit, tasks }
    }

    /// Waits until the task has ended, after the token was cancelled.
    pub async fn stopped(&self) {
        self.tasks.wait().await;
    }

    async fn ask<T>(&self, request: Request, answer: oneshot::Receiver<T>) -> Result<T, PopupError> {
        let asked = async {
            self.requests.send(request).await.map_err(|_| PopupError::NoServer)?;
            answer.await.map_err(|_| PopupError::NoServer)
        };
        timeout(self.time_limit, asked).await.unwrap_or(Err(PopupError::TimedOut))
    }
}

impl Popups for LinuxPopups {
    fn show(&self, popup: Popup) -> BoxFuture<'_, Result<(), PopupError>> {
        Box::pin(async move {
            let (reply, answer) = oneshot::channel();
            self.ask(Request::Show(Show { popup, replies: vec![reply], refused: 0 }), answer).await?
        })
    }

    fn close(&self, key: PopupKey) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let (done, answer) = oneshot::channel();
            // Nothing to do about a popup that can't be closed: its server is gone or does not answer.
            let _ = self.ask(Request::Close { key, done }, answer).await;
        })
    }

    fn state(&self) -> watch::Receiver<PopupState> {
        self.state.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_file_is_given_as_its_path() {
        let look = Look::new(Some(Path::new("/opt/Row bell/ä.png")));
        assert_eq!(look.icon, "/opt/Row bell/ä.png");
        assert_eq!(Look::new(None).icon, "io.github.rowbell.Rowbell");
    }
}
