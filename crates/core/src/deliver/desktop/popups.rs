//! What the lane asks of a desktop's popups, and what comes back. The desktop itself is the agent's.

use futures_util::future::BoxFuture;
use tokio::sync::watch;

use super::PopupKey;
use crate::words::Words;

/// One popup, in plain text: no markup, no control characters; the desktop escapes what its server would interpret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popup {
    /// Which popup this is; showing a key again updates it in place, or shows it anew once it is gone.
    pub key: PopupKey,
    /// The first line; at most 60 characters.
    pub title: String,
    /// At most two lines, separated by `\n`.
    pub body: String,
    /// What the popup is about; decides urgency hints, category and whether it makes a sound.
    pub weight: PopupWeight,
    /// The text of the default action (a click on the popup itself).
    pub default_label: String,
    /// Further buttons.
    pub buttons: Vec<PopupButton>,
}

/// How much a popup asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopupWeight {
    /// An update of something already shown: no sound.
    Quiet,
    /// What the person has just asked for: no sound, and shown although they do not want to be disturbed.
    Answer,
    /// A change.
    Normal,
    /// Something is wrong and changes may be lost.
    Urgent,
}

/// A button of a popup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopupButton {
    /// What comes back in [`PopupEvent::Invoked`].
    pub action: PopupAction,
    /// What the button says.
    pub label: String,
}

/// What a person can ask of a popup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PopupAction {
    /// A click on the popup itself.
    Default,
    /// "Open row".
    Open,
    /// "Mark as read".
    MarkRead,
    /// "Allow NAME".
    AllowHost,
}

impl PopupAction {
    /// The action's name on the wire (the notification server hands it back).
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Open => "open",
            Self::MarkRead => "mark-read",
            Self::AllowHost => "allow-host",
        }
    }

    /// The action of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Default, Self::Open, Self::MarkRead, Self::AllowHost].into_iter().find(|action| action.as_str() == name)
    }
}

/// What comes back from the desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PopupEvent {
    /// The person clicked.
    Invoked {
        /// The popup.
        key: PopupKey,
        /// What they clicked.
        action: PopupAction,
        /// The activation token of the click, to be handed to the program that is opened (xdg-activation).
        token: Option<String>,
    },
    /// The popup is gone and can't be updated in place any more.
    Closed {
        /// The popup.
        key: PopupKey,
        /// Whether the person closed it, rather than time or a program.
        by_person: bool,
    },
}

/// What a click on a popup does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clicks {
    /// It opens what the popup is about.
    Open,
    /// It closes the popup; a button opens.
    CloseBesideButtons,
    /// The left button closes the popup, the middle one opens.
    CloseWithLeft,
    /// Nothing: this server hands no clicks on.
    Nothing,
}

/// The program that shows popups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopupServer {
    /// Its own name and version, such as `dunst 1.9.0`.
    pub title: String,
    /// What a click does, as far as it was not set otherwise.
    pub clicks: Clicks,
    /// Whether it tells that the person does not want to be disturbed. Where it does not, what comes meanwhile counts as
    /// shown though it may never be seen.
    pub tells_do_not_disturb: bool,
}

impl PopupServer {
    /// What a click on its popups does, and whether "do not disturb" can be known.
    pub fn hints(&self, words: &Words) -> Vec<String> {
        let clicks = match self.clicks {
            Clicks::Open => "clicks-open",
            Clicks::CloseBesideButtons => "clicks-close-beside-buttons",
            Clicks::CloseWithLeft => "clicks-close-with-left",
            Clicks::Nothing => "clicks-nothing",
        };
        let unknown = (!self.tells_do_not_disturb).then_some("do-not-disturb-unknown");
        [Some(clicks), unknown].into_iter().flatten().map(|id| words.get(id)).collect()
    }
}

/// Whether popups can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PopupState {
    /// Not yet known.
    Starting,
    /// No notification server is there; the first popup starts one.
    Startable,
    /// A notification server is there.
    Ready {
        /// Which.
        server: PopupServer,
    },
    /// A server is there but shows nothing now ("do not disturb").
    Inhibited {
        /// Which.
        server: PopupServer,
    },
    /// A server is there but does not answer.
    Busy {
        /// Its own name and version.
        title: String,
    },
    /// No notification server, or no session bus at all.
    NoServer {
        /// One technical line for logs and `status`.
        detail: String,
    },
}

impl PopupState {
    /// Whether a server is there that shows popups.
    pub fn can_show(&self) -> bool {
        matches!(self, Self::Ready { .. })
    }

    /// The server that is there and answers.
    pub fn server(&self) -> Option<&PopupServer> {
        match self {
            Self::Ready { server } | Self::Inhibited { server } => Some(server),
            _ => None,
        }
    }
}

/// Why a popup could not be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PopupError {
    /// There is no notification server.
    #[error("no notification server is running")]
    NoServer,
    /// The server did not answer in time.
    #[error("the notification server did not answer in time")]
    TimedOut,
    /// The person does not want to be disturbed now.
    #[error("do not disturb is on")]
    Inhibited,
    /// The server shows as many as it takes.
    #[error("the notification server takes no more")]
    Full,
    /// The server refused.
    #[error("the notification server refused: {0}")]
    Refused(String),
}

impl PopupError {
    /// A stable code for outcomes and the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoServer => "no_notification_server",
            Self::TimedOut => "notification_server_slow",
            Self::Inhibited => "do_not_disturb",
            Self::Full | Self::Refused(_) => "notification_refused",
        }
    }
}

/// A desktop that shows popups. Events come over the channel that the implementation was given when it was made.
pub trait Popups: Send + Sync {
    /// Shows a popup, or updates the one with the same key in place. Returns once the server has taken it; never waits
    /// for the person.
    fn show(&self, popup: Popup) -> BoxFuture<'_, Result<(), PopupError>>;

    /// Takes a popup away, if it is still there.
    fn close(&self, key: PopupKey) -> BoxFuture<'_, ()>;

    /// Whether popups can be shown, as it changes.
    fn state(&self) -> watch::Receiver<PopupState>;
}
