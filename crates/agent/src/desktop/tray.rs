//! The tray icon: what it shows and what it asks for. How it is drawn is each platform's own.

use std::{fmt, sync::Arc};

use rowbell_core::{change::EntryId, sources::relay::Heartbeat};

/// Everything the tray shows, in the person's language. Rebuilt at each change of the agent's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrayView {
    /// Which icon.
    pub state: TrayState,
    /// The tooltip's first line, such as `Rowbell: 3 unread`.
    pub title: String,
    /// The tooltip's further lines: listening at …, last change …, problem …
    pub lines: Vec<String>,
    /// What is wrong, the worst first: for the menu, since not all panels show tooltips.
    pub problems: Vec<String>,
    /// The last five changes, newest first.
    pub recent: Vec<RecentChange>,
    /// How each relay is connected.
    pub relays: Vec<RelayLine>,
    /// Whether popups are paused.
    pub paused: bool,
    /// The colour of the panel, as the settings say.
    pub tone: PanelTone,
    /// Host names that were refused and can be allowed.
    pub refused_hosts: Vec<String>,
    /// The menu's own texts.
    pub labels: TrayLabels,
}

/// A line of the menu that opens a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentChange {
    /// The history entry.
    pub id: EntryId,
    /// Such as `Acme GmbH: Prio + → ++`: one plain line. Texts from right to left in it are isolated.
    pub label: String,
    /// Whether it is unread.
    pub unread: bool,
}

/// What the menu says of a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayLine {
    /// How it is connected, in words that stay true until the next view.
    pub text: String,
    /// Says it to the second, while it is connected.
    pub heard: Option<Heard>,
    /// What waited there, what is missing: a line each.
    pub more: Vec<String>,
}

impl RelayLine {
    /// How it is connected, to the second, for somebody who looks now; only Linux tells when. Unix milliseconds.
    pub fn at(&self, now_ms: i64) -> String {
        self.heard.as_ref().map_or_else(|| self.text.clone(), |heard| (heard.say)(heard.last.seconds_ago(now_ms)))
    }
}

/// When a relay was last heard from, which changes all the time: it is worded when somebody looks.
#[derive(Clone)]
pub struct Heard {
    /// When that was.
    pub last: Heartbeat,
    /// Words it: this many seconds ago.
    pub say: Arc<dyn Fn(u64) -> String + Send + Sync>,
}

impl fmt::Debug for Heard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.last.fmt(formatter)
    }
}

impl PartialEq for Heard {
    fn eq(&self, other: &Self) -> bool {
        self.last == other.last
    }
}

impl Eq for Heard {}

/// The menu's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrayLabels {
    /// "Open Rowbell"
    pub open: String,
    /// Shown, greyed, when there is no change yet.
    pub no_changes: String,
    /// "Mark all as read"
    pub mark_all_read: String,
    /// "Pause popups for one hour"
    pub pause_hour: String,
    /// "Pause popups until tomorrow morning"
    pub pause_tomorrow: String,
    /// "Pause popups until I resume"
    pub pause_open: String,
    /// "Resume popups"
    pub resume: String,
    /// "Allow {name}", one for each of `refused_hosts`
    pub allow_hosts: Vec<String>,
    /// "Quit Rowbell"
    pub quit: String,
}

impl TrayLabels {
    /// The lines that pause popups. They are in the menu itself: some panels open a submenu empty that was away for a while,
    /// because answers about its lines came in another order than they were asked for.
    pub fn pauses(&self) -> [(&str, PauseFor); 3] {
        [
            (&self.pause_hour, PauseFor::Hour),
            (&self.pause_tomorrow, PauseFor::Tomorrow),
            (&self.pause_open, PauseFor::Open),
        ]
    }
}

/// Which icon the tray shows. The first that holds, in the order problem, paused, unread, idle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TrayState {
    /// Nothing to see.
    #[default]
    Idle,
    /// Something is unread.
    Unread,
    /// Popups are paused.
    Paused,
    /// Something is wrong; the tooltip says what.
    Problem,
}

/// How the panel looks that the icon is drawn on: a setting, because no desktop tells it for certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PanelTone {
    /// Guess from what the desktop tells; where it tells nothing, an icon that shows on both.
    #[default]
    Auto,
    /// A light panel: a dark icon.
    Light,
    /// A dark panel: a light icon.
    Dark,
}

/// Whether there is a place where the icon shows. `Absent` is only said once it has stayed so for a moment, since panels
/// start later than the agent does at login, and restart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TrayHost {
    /// Not known yet.
    #[default]
    Unknown,
    /// The icon shows.
    Present,
    /// No panel takes icons, or there is no desktop at all.
    Absent,
}

/// What the person asks of the tray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrayCommand {
    /// A left click: open the window, or the newest row until there is one.
    Open {
        /// The activation token, where the panel gives one.
        token: Option<String>,
    },
    /// Open one change.
    OpenEntry {
        /// The history entry.
        id: EntryId,
        /// The activation token, where the panel gives one.
        token: Option<String>,
    },
    /// Mark everything as read.
    MarkAllRead,
    /// Pause popups.
    Pause(PauseFor),
    /// Show popups again.
    Resume,
    /// Accept deliveries for this host name.
    AllowHost(String),
    /// End the agent.
    Quit,
}

/// How long to pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseFor {
    /// One hour.
    Hour,
    /// Until tomorrow morning.
    Tomorrow,
    /// Until the person resumes.
    Open,
}
