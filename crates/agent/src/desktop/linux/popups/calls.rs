//! What is asked of us, and what we asked of the server and still wait for.

use std::{collections::BTreeMap, num::NonZeroU32, time::Duration};

use rowbell_core::deliver::desktop::{Popup, PopupError, PopupKey};
use tokio::{sync::oneshot, time::Instant};

/// Answers to the callers that asked for a popup.
pub(super) type Replies = Vec<oneshot::Sender<Result<(), PopupError>>>;

/// What the handle asks of the desk.
#[derive(Debug)]
pub(super) enum Request {
    Show(Show),
    Close { key: PopupKey, done: oneshot::Sender<()> },
}

/// A popup to be shown. Several askers when newer texts of one popup took the place of older ones that still waited.
#[derive(Debug)]
pub(super) struct Show {
    pub(super) popup: Popup,
    pub(super) replies: Replies,
    /// How often the server had no room for it, and another was closed to make some.
    pub(super) refused: u8,
}

impl Show {
    /// Whether everyone who asked has given up, so that showing it now would come as a surprise.
    pub(super) fn is_given_up(&self) -> bool {
        self.replies.iter().all(oneshot::Sender::is_closed)
    }
}

/// Answers all that asked.
pub(super) fn answer(replies: Replies, result: &Result<(), PopupError>) {
    for reply in replies {
        // Who asked may have given up meanwhile.
        let _ = reply.send(result.clone());
    }
}

/// A call to the server that is not answered yet.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) kind: CallKind,
    pub(super) deadline: Instant,
    /// The deadline has passed; a late answer is still accepted.
    pub(super) late: bool,
}

#[derive(Debug)]
pub(super) enum CallKind {
    /// Whether the bus could start a server.
    Startable,
    ServerInformation,
    Capabilities,
    /// Whether "do not disturb" is on.
    Inhibited,
    Notify(Box<Notify>),
    Close,
}

impl CallKind {
    /// Whether popups have to wait for the answer. swaync 0.7.3 loses one that comes while it closes all that it shows.
    fn holds_popups(&self) -> bool {
        matches!(self, Self::ServerInformation | Self::Capabilities | Self::Inhibited | Self::Close)
    }

    /// Whether the state depends on the answer.
    fn holds_state(&self) -> bool {
        !matches!(self, Self::Notify(_) | Self::Close)
    }

    /// Whether a server that works may leave it unanswered: it may not know how to refuse what it does not know.
    pub(super) fn is_extra(&self) -> bool {
        matches!(self, Self::Startable | Self::Inhibited | Self::Close)
    }
}

/// Why a popup ended, as the server counts.
pub(super) type EndReason = u32;

/// A popup on its way.
#[derive(Debug)]
pub(super) struct Notify {
    /// What is shown, in case the server has no room for it yet.
    pub(super) popup: Popup,
    pub(super) refused: u8,
    /// The id it updates in place, or 0.
    pub(super) replaces: u32,
    pub(super) replies: Replies,
    /// The same popup's next text, to be sent once this one has its id.
    pub(super) next: Option<Show>,
    /// Whether it is to be closed as soon as it has its id.
    pub(super) close_after: bool,
    /// The popup that this one updates ended before the update was answered. It counts only if the update fails.
    pub(super) ended: Option<EndReason>,
}

/// The calls that wait for their answers, oldest first.
#[derive(Debug, Default)]
pub(super) struct Calls(BTreeMap<NonZeroU32, Call>);

impl Calls {
    /// Popups on their way at a time; more wait for their turn.
    const IN_TIME: usize = 48;
    /// Most calls that are remembered, the late ones included. A bus without limits of its own configured refuses a
    /// connection more than 128 unanswered calls.
    const LIMIT: usize = 112;
    /// How long past its deadline an answer may still come.
    const GRACE: Duration = Duration::from_secs(60);

    /// Whether there are so many popups on their way that the next one has to wait.
    pub(super) fn are_many(&self) -> bool {
        self.0.values().filter(|call| !call.late).count() >= Self::IN_TIME
    }

    /// Whether an answer may still come, even if late.
    pub(super) fn ask_anything(&self, now: Instant) -> bool {
        self.0.values().any(|call| !call.late || call.deadline + Self::GRACE > now)
    }

    /// Whether one more call can be made. It can't once a server has left too many unanswered.
    pub(super) fn make_room(&mut self, now: Instant) -> bool {
        if self.0.len() >= Self::LIMIT {
            self.0.retain(|_, call| !call.late || call.deadline + Self::GRACE > now);
        }
        self.0.len() < Self::LIMIT
    }

    pub(super) fn insert(&mut self, serial: NonZeroU32, kind: CallKind, deadline: Instant) {
        self.0.insert(serial, Call { kind, deadline, late: false });
    }

    pub(super) fn remove(&mut self, serial: NonZeroU32) -> Option<Call> {
        self.0.remove(&serial)
    }

    /// Takes all popups on their way out; what is asked about the server is forgotten.
    pub(super) fn take_notifies(&mut self) -> Vec<Notify> {
        let calls = std::mem::take(&mut self.0);
        calls
            .into_values()
            .filter_map(|call| if let CallKind::Notify(notify) = call.kind { Some(*notify) } else { None })
            .collect()
    }

    /// Forgets what was asked about the server.
    pub(super) fn forget_questions(&mut self) {
        self.0.retain(|_, call| !call.kind.holds_state());
    }

    /// Whether popups have to wait until more is known about the server.
    pub(super) fn hold_popups(&self) -> bool {
        self.0.values().any(|call| !call.late && call.kind.holds_popups())
    }

    /// Whether one that was asked to close a popup has not answered in time.
    pub(super) fn has_late_close(&self) -> bool {
        self.0.values().any(|call| call.late && matches!(call.kind, CallKind::Close))
    }

    /// Whether an answer is awaited that the state depends on.
    pub(super) fn hold_state(&self) -> bool {
        self.0.values().any(|call| !call.late && call.kind.holds_state())
    }

    /// All popups on their way, oldest first.
    pub(super) fn notifies(&mut self) -> impl Iterator<Item = (&mut Notify, bool)> {
        self.0.values_mut().filter_map(|call| match &mut call.kind {
            CallKind::Notify(notify) => Some((&mut **notify, call.late)),
            _ => None,
        })
    }

    /// When the first of them is late.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.0.values().filter(|call| !call.late).map(|call| call.deadline).min()
    }

    /// Marks overdue calls as late, and returns the callers to tell. Says whether there was any that
    /// a working server answers.
    pub(super) fn expire(&mut self, now: Instant) -> (bool, Replies) {
        let (mut any, mut replies) = (false, Vec::new());
        for call in self.0.values_mut().filter(|call| !call.late && call.deadline <= now) {
            call.late = true;
            any |= !call.kind.is_extra();
            if let CallKind::Notify(notify) = &mut call.kind {
                replies.append(&mut notify.replies);
                replies.extend(notify.next.take().map(|show| show.replies).into_iter().flatten());
            }
        }
        (any, replies)
    }
}
