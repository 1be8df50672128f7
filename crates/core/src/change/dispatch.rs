//! What is to be done about a change on one channel, and how far that is.

use rowbell_rules::BuiltIn;

/// How far a dispatch is: one thing that is to be done about one entry on one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dispatch {
    /// It is to be done later.
    Waiting {
        /// What it waits for.
        reason: HoldReason,
        /// When the wait ends, if that is known. Unix milliseconds.
        until_ms: Option<i64>,
    },
    /// An attempt was begun. After a crash nobody knows how far it got, so it is begun again.
    UnderWay,
    /// It was done: the person was told.
    Done {
        /// Whether the person clicked on what told them.
        clicked: bool,
    },
    /// It can't be done.
    Dead {
        /// A stable code.
        error: String,
    },
    /// It is no longer wanted.
    Cancelled {
        /// Why.
        by: BuiltIn,
    },
}

impl Dispatch {
    /// It waits for what nobody knows the end of.
    pub fn held(reason: HoldReason) -> Self {
        Self::Waiting { reason, until_ms: None }
    }
}

/// What a dispatch waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldReason {
    /// The person paused popups.
    Paused,
    /// No notification server was running.
    NoServer,
    /// The notification server did not answer, or refused it.
    NotTaken,
    /// The person did not want to be disturbed, as their desktop says.
    DoNotDisturb,
    /// It is in the person's quiet hours.
    QuietHours,
    /// A rule puts it off until a moment.
    Snoozed,
    /// A rule has it told together with others, at its time.
    Digest,
    /// It was told, must be acknowledged and was not yet: it is told again.
    Unanswered,
    /// It was missed and is being caught up with; it is summed up with the others.
    CatchingUp,
    /// A rule asks for cells of a row that was just added, and may still be filled in. Nothing is decided yet.
    Settling,
    /// A rule asks for cells that only SeaTable knows, and its row is being read. Nothing is decided yet.
    LookingUp,
}

impl HoldReason {
    /// Those with a time at which the wait ends by itself.
    pub const TIMED: [Self; 3] = [Self::Snoozed, Self::Digest, Self::Unanswered];

    /// All reasons.
    pub const ALL: [Self; 11] = [
        Self::Paused,
        Self::NoServer,
        Self::NotTaken,
        Self::DoNotDisturb,
        Self::QuietHours,
        Self::Snoozed,
        Self::Digest,
        Self::Unanswered,
        Self::CatchingUp,
        Self::Settling,
        Self::LookingUp,
    ];

    /// The name used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::NoServer => "no_server",
            Self::NotTaken => "not_taken",
            Self::DoNotDisturb => "do_not_disturb",
            Self::QuietHours => "quiet_hours",
            Self::Snoozed => "snoozed",
            Self::Digest => "digest",
            Self::Unanswered => "unanswered",
            Self::CatchingUp => "catching_up",
            Self::Settling => "settling",
            Self::LookingUp => "looking_up",
        }
    }

    /// The reason of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// The stable code that the API tells.
    pub fn code(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::NoServer => "no_notification_server",
            Self::NotTaken => "notification_not_taken",
            Self::DoNotDisturb => "do_not_disturb",
            Self::QuietHours => "quiet_hours",
            Self::Snoozed => "snoozed",
            Self::Digest => "digest",
            Self::Unanswered => "unanswered",
            Self::CatchingUp => "catching_up",
            Self::Settling => "settling",
            Self::LookingUp => "looking_up",
        }
    }
}
