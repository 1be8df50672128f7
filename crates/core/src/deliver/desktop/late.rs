//! Which dispatches are taken up later than they came, and how they are told then.

use crate::change::{Dispatch, HoldReason, SummaryReason};

/// Up to so many changes are told one by one, whatever they waited for.
pub(super) const MOST_ONE_BY_ONE: usize = 5;

/// Which dispatches are taken up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Late {
    /// Those that were under way when the program ended.
    UnderWay,
    /// Those held for this reason.
    Held(HoldReason),
}

impl Late {
    pub(super) fn includes(self, dispatch: &Dispatch, now_ms: i64) -> bool {
        match (self, dispatch) {
            (Self::UnderWay, dispatch) => *dispatch == Dispatch::UnderWay,
            // A server that is there again, or answers again, or has room again: all the same to what waited for it.
            (Self::Held(HoldReason::NoServer), Dispatch::Waiting { reason, .. }) => {
                matches!(reason, HoldReason::NoServer | HoldReason::NotTaken)
            }
            (
                Self::Held(wanted @ (HoldReason::Digest | HoldReason::Unanswered)),
                Dispatch::Waiting { reason, until_ms },
            ) => *reason == wanted && until_ms.is_none_or(|until_ms| until_ms <= now_ms),
            (Self::Held(wanted), Dispatch::Waiting { reason, .. }) => *reason == wanted,
            (Self::Held(_), _) => false,
        }
    }

    /// Why they are summed up. `rule` is the one that announces them, if one does.
    pub(super) fn reason(self, rule: Option<&str>) -> SummaryReason {
        match self {
            // What has yet to be decided is not taken up.
            Self::UnderWay | Self::Held(HoldReason::Settling | HoldReason::LookingUp) => SummaryReason::WhileAway,
            Self::Held(HoldReason::CatchingUp) => SummaryReason::CaughtUp,
            Self::Held(HoldReason::Paused) => SummaryReason::WhilePaused,
            Self::Held(HoldReason::NoServer | HoldReason::NotTaken) => SummaryReason::WhileNoServer,
            Self::Held(HoldReason::DoNotDisturb) => SummaryReason::WhileDoNotDisturb,
            Self::Held(HoldReason::QuietHours) => SummaryReason::WhileQuiet,
            Self::Held(HoldReason::Snoozed) => SummaryReason::WhileSnoozed,
            Self::Held(HoldReason::Digest) => SummaryReason::Digest(rule.unwrap_or_default().to_owned()),
            Self::Held(HoldReason::Unanswered) => SummaryReason::Unanswered,
        }
    }

    /// Up to how many are told one by one.
    pub(super) fn one_by_one(self) -> usize {
        match self {
            // A crash kept them from being told.
            Self::UnderWay => MOST_ONE_BY_ONE,
            Self::Held(HoldReason::CatchingUp | HoldReason::Digest) => 1,
            Self::Held(HoldReason::Snoozed | HoldReason::Unanswered) => MOST_ONE_BY_ONE,
            Self::Held(_) => 0,
        }
    }
}
