//! An entry: what the history keeps of a change.

use serde::{Deserialize, Serialize};

use super::{Authenticity, Change, DeliveryId, Source};

/// The number of a history entry. It grows with the time of the change: Unix milliseconds × 1000 + a counter within the
/// millisecond, so that the newest come first whatever way and however late the news of them came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub i64);

impl EntryId {
    /// The time in it. Unix milliseconds.
    pub fn at_ms(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

/// A change on its way into the history.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// The delivery it came in.
    pub delivery: DeliveryId,
    /// The way in.
    pub source: Source,
    /// The endpoint it came to.
    pub endpoint: String,
    /// When the delivery came. Unix milliseconds.
    pub received_ms: i64,
    /// What is known about the sender.
    pub authenticity: Authenticity,
    /// The change itself.
    pub change: Change,
    /// What is to become of it: `Pending` when it is to be announced.
    pub outcome: Outcome,
    /// The texts a search finds it by: row name, values, people, table and base names, in the person's language.
    pub search_text: String,
}

/// A change in the history.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// The delivery it came in.
    pub delivery: DeliveryId,
    /// The way in.
    pub source: Source,
    /// The endpoint it came to.
    pub endpoint: String,
    /// When the delivery came. Unix milliseconds.
    pub received_ms: i64,
    /// What is known about the sender.
    pub authenticity: Authenticity,
    /// The change itself.
    pub change: Change,
    /// Whether the person has yet to see it.
    pub unread: bool,
    /// What became of it.
    pub outcome: Outcome,
    /// When its popup was on the screen first, if it was. Unix milliseconds.
    pub announced_ms: Option<i64>,
}

impl Entry {
    /// A new entry, now that it has a number.
    pub fn new(id: EntryId, new: NewEntry) -> Self {
        Self {
            id,
            delivery: new.delivery,
            source: new.source,
            endpoint: new.endpoint,
            received_ms: new.received_ms,
            authenticity: new.authenticity,
            change: new.change,
            unread: new.outcome.starts_unread(),
            outcome: new.outcome,
            announced_ms: None,
        }
    }
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Outcome {
    /// To be announced; a start after a crash takes it up again.
    Pending,
    /// Shown as a popup, alone or in a summary.
    Shown,
    /// Its popup was clicked.
    Clicked,
    /// To be announced later. `until_ms` in Unix milliseconds; none: until the person resumes.
    Held {
        /// Why it waits.
        reason: HoldReason,
        /// When the wait ends, if that is known.
        until_ms: Option<i64>,
    },
    /// Not announced, by the rule of that name (`forged` and `unrecognised` are built in).
    Muted {
        /// The rule's name.
        by: String,
    },
    /// It could not be announced.
    Failed {
        /// A stable code, such as `no_notification_server`.
        code: String,
    },
}

impl Outcome {
    /// Whether the person has yet to see a change that begins so.
    pub fn starts_unread(&self) -> bool {
        matches!(self, Self::Pending | Self::Held { .. } | Self::Failed { .. })
    }
}

/// Why an announcement waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// The person paused popups.
    Paused,
    /// No notification server was running.
    NoServer,
    /// The notification server did not answer, or refused it.
    NotTaken,
    /// The person did not want to be disturbed, as their desktop says.
    DoNotDisturb,
    /// It was missed and is being caught up with; it is summed up with the others.
    CatchingUp,
}
