//! Care for webhooks: what can be concluded about webhooks that no longer come, and what to do about it. Only conclusions,
//! from times that are passed in; the engine looks, and acts on them.
//!
//! SeaTable switches a webhook off at the first connection that fails, or after five answers in a row that are not 2xx, and
//! tells nobody (`dtable_events/webhook/webhook.py`). Who has an account can ask; others notice that changes come by every
//! way but this one.

mod mending;
mod trouble;
mod ways;
mod why;

pub use self::{
    mending::{Mended, Mending, Obstacle, may_mend},
    trouble::WebhookTrouble,
    ways::{Heard, Ways, WebhookOf},
    why::{Circumstances, Why},
};

/// How patient the care is. Milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long a webhook may take longer than another way.
    pub grace_ms: i64,
    /// How often the server is asked.
    pub look_ms: i64,
    /// How often a webhook is switched on again, at most.
    pub mend_ms: i64,
    /// How often a base's log is read where its changes can't be followed as they happen.
    pub sparing_ms: i64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { grace_ms: 2 * 60 * 1000, look_ms: 30 * 60 * 1000, mend_ms: 10 * 60 * 1000, sparing_ms: 5 * 60 * 1000 }
    }
}

impl Pace {
    /// So many times as fast, for tests that can't wait for minutes.
    #[must_use]
    pub fn hurried(self, times: i64) -> Self {
        let times = times.max(1);
        Self {
            grace_ms: self.grace_ms / times,
            look_ms: self.look_ms / times,
            mend_ms: self.mend_ms / times,
            sparing_ms: self.sparing_ms / times,
        }
    }
}
