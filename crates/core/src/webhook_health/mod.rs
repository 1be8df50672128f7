//! The health of webhooks: what can be concluded about webhooks that no longer come, and what to do about it. Only conclusions,
//! from times that are passed in; `services/webhook_health` looks, and acts on them.
//!
//! SeaTable switches a webhook off at the first connection that fails, or after five answers in a row that are not 2xx, and
//! tells nobody (`dtable_events/webhook/webhook.py`). With an account it can be asked; without one, it can be noticed that
//! changes come by every way but this one.

mod activity;
mod last_seen;
mod problem;
mod reason;
mod reenable;

pub use self::{
    activity::{WebhookActivity, WebhookOf},
    last_seen::LastSeen,
    problem::WebhookProblem,
    reason::{Circumstances, DisabledReason},
    reenable::{DisabledWebhook, Obstacle, Reenabled, may_reenable},
};

/// How long things may take, and how often they are looked at. Milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intervals {
    /// How long a webhook may take longer than another way.
    pub grace_ms: i64,
    /// How often the server is asked.
    pub check_ms: i64,
    /// How often a webhook is switched on again, at most.
    pub reenable_ms: i64,
    /// How often a base's log is read where its changes can't be followed as they happen.
    pub poll_log_ms: i64,
}

impl Default for Intervals {
    fn default() -> Self {
        Self {
            grace_ms: 2 * 60 * 1000,
            check_ms: 30 * 60 * 1000,
            reenable_ms: 10 * 60 * 1000,
            poll_log_ms: 5 * 60 * 1000,
        }
    }
}

impl Intervals {
    /// So many times as short, for tests that can't wait for minutes.
    #[must_use]
    pub fn divided_by(self, times: i64) -> Self {
        let times = times.max(1);
        Self {
            grace_ms: self.grace_ms / times,
            check_ms: self.check_ms / times,
            reenable_ms: self.reenable_ms / times,
            poll_log_ms: self.poll_log_ms / times,
        }
    }
}
