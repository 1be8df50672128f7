//! Popups through `notify-rust`: toasts on Windows, notifications on macOS.
//!
//! One thread shows them, since showing blocks. Hearing of a click costs a thread for as long as the popup is open, so at
//! most [`LISTENERS`] popups are listened to at a time; what is shown beyond them is seen, but a click on it does nothing.
//! These desktops can neither change a popup nor take it away: see `updates` for what becomes of updates.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use notify_rust::{CloseReason, Notification, NotificationHandle, NotificationResponse};
use rowbell_core::deliver::desktop::{
    BoxFuture, Clicks, Popup, PopupAction, PopupError, PopupEvent, PopupKey, PopupServer, PopupState, PopupWeight,
    Popups,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::{ID, text, updates::Updates};

/// The most popups whose clicks are listened for.
const LISTENERS: usize = 20;
/// What such a thread needs for its stack; it only waits.
const STACK: usize = 256 * 1024;
/// The most popups that wait for the thread.
const WAITING: usize = 64;
/// How long the system may take to show one.
const TIME_LIMIT: Duration = Duration::from_secs(3);
/// The system's name.
const SYSTEM: &str = if cfg!(windows) { "Windows" } else { "macOS" };

fn system() -> PopupServer {
    PopupServer { title: SYSTEM.to_owned(), clicks: Clicks::Open, tells_do_not_disturb: false }
}
/// The name of the system's own sound.
const SOUND: &str = if cfg!(windows) { "Default" } else { "NSUserNotificationDefaultSoundName" };

/// The popups of Windows and macOS. Their thread ends with this handle.
#[derive(Debug)]
pub struct ToastPopups {
    requests: SyncSender<Request>,
    state: watch::Receiver<PopupState>,
}

#[derive(Debug)]
enum Request {
    Show(Popup, oneshot::Sender<Result<(), PopupError>>),
    Close(PopupKey),
}

impl ToastPopups {
    /// Starts. Never fails: what is wrong is in the state. Nothing is shown any more after `shutdown`.
    pub fn start(events: mpsc::Sender<PopupEvent>, shutdown: CancellationToken) -> Self {
        let (requests, taken) = sync_channel(WAITING);
        // Whether popups are switched off in the system's settings can't be asked.
        let (publish, state) = watch::channel(PopupState::Ready { server: system() });
        let desk =
            Desk { events, shutdown, state: publish.clone(), updates: Updates::default(), listeners: Arc::new(()) };
        if let Err(error) = thread::Builder::new().name("popups".to_owned()).spawn(move || desk.run(&taken)) {
            publish.send_replace(PopupState::NoServer { detail: error.to_string() });
        }
        Self { requests, state }
    }
}

impl Popups for ToastPopups {
    fn show(&self, popup: Popup) -> BoxFuture<'_, Result<(), PopupError>> {
        Box::pin(async move {
            let (reply, answer) = oneshot::channel();
            match self.requests.try_send(Request::Show(popup, reply)) {
                Ok(()) => {}
                Err(TrySendError::Full(_)) => return Err(PopupError::TimedOut),
                Err(TrySendError::Disconnected(_)) => return Err(PopupError::NoServer),
            }
            match timeout(TIME_LIMIT, answer).await {
                Ok(Ok(shown)) => shown,
                Ok(Err(_)) => Err(PopupError::NoServer),
                Err(_) => Err(PopupError::TimedOut),
            }
        })
    }

    fn close(&self, key: PopupKey) -> BoxFuture<'_, ()> {
        // A popup that is shown can't be taken away; an update of it must no longer come.
        let _ = self.requests.try_send(Request::Close(key));
        Box::pin(std::future::ready(()))
    }

    fn state(&self) -> watch::Receiver<PopupState> {
        self.state.clone()
    }
}

/// What the thread has.
struct Desk {
    events: mpsc::Sender<PopupEvent>,
    shutdown: CancellationToken,
    state: watch::Sender<PopupState>,
    updates: Updates,
    /// Every thread that listens to a popup holds one.
    listeners: Arc<()>,
}

impl Desk {
    fn run(mut self, requests: &Receiver<Request>) {
        introduce();
        loop {
            let request = match self.updates.next_due() {
                None => requests.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => requests.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            match request {
                Ok(Request::Show(popup, reply)) => {
                    let now = self.updates.take(popup, Instant::now());
                    // Whoever asked may have given up.
                    let _ = reply.send(now.map_or(Ok(()), |popup| self.show(&popup)));
                }
                Ok(Request::Close(key)) => self.updates.forget(key),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            while let Some(popup) = self.updates.due(Instant::now()) {
                if let Err(error) = self.show(&popup) {
                    warn!(%error, "an update of a popup was not shown");
                }
            }
        }
    }

    fn show(&self, popup: &Popup) -> Result<(), PopupError> {
        if self.shutdown.is_cancelled() {
            return Err(PopupError::NoServer);
        }
        let shown = notification(popup).show();
        let state = match &shown {
            Ok(_) => PopupState::Ready { server: system() },
            Err(error) => {
                let detail = text::title(&error.to_string());
                warn!(detail, "a popup was not shown");
                PopupState::NoServer { detail }
            }
        };
        self.state.send_if_modified(|known| {
            let changed = *known != state;
            *known = state;
            changed
        });
        let handle = shown.map_err(|_| PopupError::NoServer)?;
        if Arc::strong_count(&self.listeners) > LISTENERS {
            debug!("as many popups as can be are open; a click on this one will not be heard");
            // On macOS this is what shows it.
            drop(handle);
        } else if let Err(error) = self.listen(popup.key, handle) {
            warn!(%error, "a click on a popup will not be heard");
        }
        Ok(())
    }

    /// Waits for the person on a thread, because the handle has no other way. It ends when the popup is clicked, closed
    /// or, on Windows, has gone to the Action Centre by itself.
    fn listen(&self, key: PopupKey, handle: NotificationHandle) -> std::io::Result<()> {
        let (events, counted) = (self.events.clone(), self.listeners.clone());
        let listener = thread::Builder::new().name("popup".to_owned()).stack_size(STACK);
        let listening = listener.spawn(move || {
            let _counted = counted;
            let heard = handle.wait_for_response(|response: &NotificationResponse| {
                // The agent may be at its end.
                let _ = events.blocking_send(event(key, response));
            });
            if let Err(error) = heard {
                debug!(%error, "a popup did not say what became of it");
            }
        });
        listening.map(drop)
    }
}

/// Tells the system which program shows popups. Otherwise they would seem to come from another program, or not appear at all.
fn introduce() {
    #[cfg(windows)]
    {
        let key = windows_registry::CURRENT_USER.create(format!(r"Software\Classes\AppUserModelId\{ID}"));
        if let Err(error) = key.and_then(|key| key.set_string("DisplayName", "Rowbell")) {
            warn!(%error, "Windows was not told of Rowbell, so it may show no popups");
        }
    }
    #[cfg(target_os = "macos")]
    if let Err(error) = notify_rust::set_application(ID) {
        warn!(%error, "Rowbell is not installed as an application, so its popups have another name");
    }
}

fn notification(popup: &Popup) -> Notification {
    let mut notification = Notification::new();
    let (first, others) = text::body(&popup.body);
    notification.appname("Rowbell").summary(&text::title(&popup.title)).subtitle(&first).body(&others);
    if !matches!(popup.weight, PopupWeight::Quiet | PopupWeight::Answer) {
        notification.sound_name(SOUND);
    }
    #[cfg(windows)]
    {
        notification.app_id(ID);
        if popup.weight == PopupWeight::Urgent {
            notification.urgency(notify_rust::Urgency::Critical);
        }
    }
    for button in &popup.buttons {
        notification.action(button.action.as_str(), &text::button(&button.label));
    }
    notification
}

fn event(key: PopupKey, response: &NotificationResponse) -> PopupEvent {
    let action = match response {
        NotificationResponse::Default => Some(PopupAction::Default),
        NotificationResponse::Action(name) => PopupAction::from_name(name),
        NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => None,
    };
    match action {
        Some(action) => PopupEvent::Invoked { key, action, token: None },
        None => {
            let by_person = matches!(response, NotificationResponse::Closed(CloseReason::Dismissed));
            PopupEvent::Closed { key, by_person }
        }
    }
}
