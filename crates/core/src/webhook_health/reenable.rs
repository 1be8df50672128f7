//! When a webhook that was switched off is switched on again.

use super::{DisabledReason, Intervals};

/// What became of a webhook that was switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reenabled {
    /// It is still off.
    No(Obstacle),
    /// It was switched on again. Unix milliseconds.
    At(i64),
}

/// Why a webhook is not switched on again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The settings say not to.
    NotWanted,
    /// It would be switched off again at once for the same reason.
    Reason,
    /// It was switched on a moment ago; the next time it may be. Unix milliseconds.
    Wait(i64),
    /// It was switched on before and off again, without ever coming: something has to be done about that first.
    InVain,
    /// The server did not do it.
    Refused(String),
}

impl Obstacle {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWanted => "not_wanted",
            Self::Reason => "reason",
            Self::Wait(_) => "wait",
            Self::InVain => "in_vain",
            Self::Refused(_) => "refused",
        }
    }
}

/// What is known of a webhook that is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisabledWebhook {
    /// Whether the settings allow it.
    pub wanted: bool,
    /// Why it is probably off.
    pub reason: DisabledReason,
    /// When it was last switched on by itself. Unix milliseconds.
    pub last_ms: Option<i64>,
    /// When it last came. Unix milliseconds.
    pub came_ms: i64,
}

/// Whether it may be switched on again now, or what is in the way.
///
/// # Errors
/// What is in the way.
pub fn may_reenable(webhook: &DisabledWebhook, now_ms: i64, intervals: Intervals) -> Result<(), Obstacle> {
    if !webhook.wanted {
        return Err(Obstacle::NotWanted);
    }
    if webhook.reason.lasts() {
        return Err(Obstacle::Reason);
    }
    let Some(last_ms) = webhook.last_ms else { return Ok(()) };
    // One that came since then was switched on well, and an absence since then explains it.
    if webhook.came_ms <= last_ms && webhook.reason != DisabledReason::Away {
        return Err(Obstacle::InVain);
    }
    let again_ms = last_ms + intervals.reenable_ms;
    // A clock that was set back must not make it wait for years.
    if now_ms < again_ms && now_ms >= last_ms { Err(Obstacle::Wait(again_ms)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    const OFF: DisabledWebhook =
        DisabledWebhook { wanted: true, reason: DisabledReason::Away, last_ms: None, came_ms: 0 };

    fn verdict(webhook: DisabledWebhook, now_ms: i64) -> Result<(), Obstacle> {
        may_reenable(&webhook, now_ms, Intervals::default())
    }

    #[test]
    fn it_is_done_when_it_is_wanted_and_can_help() {
        assert_eq!(verdict(OFF, 0), Ok(()));
        assert_eq!(verdict(DisabledWebhook { wanted: false, ..OFF }, 0), Err(Obstacle::NotWanted));
        assert_eq!(
            verdict(DisabledWebhook { reason: DisabledReason::WrongSignature, ..OFF }, 0),
            Err(Obstacle::Reason)
        );
    }

    #[test]
    fn it_is_not_done_more_often_than_every_ten_minutes() {
        let again = DisabledWebhook { last_ms: Some(MINUTE), ..OFF };
        assert_eq!(verdict(again, 2 * MINUTE), Err(Obstacle::Wait(11 * MINUTE)));
        assert_eq!(verdict(again, 11 * MINUTE), Ok(()));
        assert_eq!(verdict(again, 0), Ok(()), "the clock was set back");
    }

    #[test]
    fn one_that_fails_at_once_again_is_left_alone() {
        let again = DisabledWebhook { reason: DisabledReason::Unreachable, last_ms: Some(MINUTE), ..OFF };
        assert_eq!(verdict(again, 100 * MINUTE), Err(Obstacle::InVain));
        assert_eq!(verdict(DisabledWebhook { came_ms: 2 * MINUTE, ..again }, 100 * MINUTE), Ok(()));
    }
}
