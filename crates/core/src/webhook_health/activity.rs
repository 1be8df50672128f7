//! When each webhook last came, what came since then by other ways only, and whether it has fallen silent.

use std::collections::BTreeMap;

use seatable::BaseUuid;
use serde::{Deserialize, Serialize};

use super::Intervals;

/// So many operations without a webhook are a reason to suspect it.
const SUSPICIOUS: u32 = 3;
/// After so long without a single one, nobody expects a webhook any more. Milliseconds.
const FORGOTTEN_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A base's webhook to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WebhookOf {
    /// The base.
    pub base: BaseUuid,
    /// The endpoint's name.
    pub endpoint: String,
}

/// What is known of one webhook. All times in Unix milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Activity {
    /// When the webhook last came.
    webhook_ms: i64,
    /// Until when changes are answered for: the later of that and the time of the change that came.
    answered_ms: i64,
    /// The operations since then that came by other ways.
    unanswered: Option<Unanswered>,
    /// Whether a delivery came since the start whose signature was not wrong.
    is_genuine: bool,
    /// Whether somebody waits for the next delivery.
    is_awaited: bool,
    /// Whether the person does not expect it any more.
    is_forgotten: bool,
}

#[derive(Clone, Copy, Debug)]
struct Unanswered {
    count: u32,
    first_ms: i64,
    last_ms: i64,
    /// When the news of the first came.
    heard_ms: i64,
}

/// The activity of all webhooks that came at least once, or that Rowbell made.
#[derive(Debug)]
pub struct WebhookActivity {
    intervals: Intervals,
    webhooks: BTreeMap<WebhookOf, Activity>,
}

impl WebhookActivity {
    /// Nothing came yet.
    pub fn new(intervals: Intervals) -> Self {
        Self { intervals, webhooks: BTreeMap::new() }
    }

    /// A webhook came before the start.
    pub fn restore(&mut self, webhook: WebhookOf, received_ms: i64) {
        self.came(webhook, received_ms, 0);
    }

    /// A webhook came. True if that may change a conclusion.
    pub fn webhook(&mut self, webhook: WebhookOf, received_ms: i64, changed_ms: i64, is_genuine: bool) -> bool {
        let is_known = self.webhooks.contains_key(&webhook);
        let activity = self.came(webhook, received_ms, changed_ms);
        let is_first_genuine = is_genuine && !std::mem::replace(&mut activity.is_genuine, is_genuine);
        // Each is reset, whichever is the reason.
        activity.unanswered.take().is_some()
            | std::mem::take(&mut activity.is_awaited)
            | std::mem::take(&mut activity.is_forgotten)
            | is_first_genuine
            | !is_known
    }

    fn came(&mut self, webhook: WebhookOf, received_ms: i64, changed_ms: i64) -> &mut Activity {
        let activity = self.webhooks.entry(webhook).or_default();
        activity.webhook_ms = activity.webhook_ms.max(received_ms);
        activity.answered_ms = activity.answered_ms.max(received_ms).max(changed_ms);
        activity
    }

    /// Expects a webhook that was just made, though it never came.
    pub fn expect(&mut self, webhook: WebhookOf, made_ms: i64) {
        // What changes right after that is to come by it.
        let answered_ms = made_ms - self.slack_ms();
        self.webhooks.insert(webhook, Activity { webhook_ms: made_ms, answered_ms, ..Activity::default() });
    }

    /// The two ways race, and servers' clocks differ.
    fn slack_ms(&self) -> i64 {
        self.intervals.grace_ms / 12
    }

    /// Expects this webhook no more, until it comes again.
    pub fn forget(&mut self, webhook: &WebhookOf) {
        if let Some(activity) = self.webhooks.get_mut(webhook) {
            activity.is_forgotten = true;
        }
    }

    /// The webhooks that are not expected any more.
    pub fn forgotten(&self) -> Vec<WebhookOf> {
        self.webhooks.iter().filter(|(_, activity)| activity.is_forgotten).map(|(webhook, _)| webhook.clone()).collect()
    }

    /// Has the next delivery of this webhook told.
    pub fn wait_for(&mut self, webhook: &WebhookOf) {
        if let Some(activity) = self.webhooks.get_mut(webhook) {
            activity.is_awaited = true;
        }
    }

    /// The bases that have posted to an endpoint since the start, forged deliveries apart.
    pub fn bases_at<'a>(&'a self, endpoint: &'a str) -> impl Iterator<Item = &'a BaseUuid> {
        let here =
            self.webhooks.iter().filter(move |(webhook, activity)| activity.is_genuine && webhook.endpoint == endpoint);
        here.map(|(webhook, _)| &webhook.base)
    }

    /// An operation that changed rows came another way. True if that may change a conclusion.
    pub fn operation(&mut self, base: &BaseUuid, received_ms: i64, changed_ms: i64) -> bool {
        let slack_ms = self.slack_ms();
        let mut matters = false;
        for (_, activity) in self.webhooks.iter_mut().filter(|(webhook, _)| webhook.base == *base) {
            if changed_ms <= activity.answered_ms + slack_ms {
                continue;
            }
            let of_first = Unanswered { count: 0, first_ms: changed_ms, last_ms: changed_ms, heard_ms: received_ms };
            let unanswered = activity.unanswered.get_or_insert(of_first);
            unanswered.count = unanswered.count.saturating_add(1);
            unanswered.first_ms = unanswered.first_ms.min(changed_ms);
            unanswered.last_ms = unanswered.last_ms.max(changed_ms);
            matters |= unanswered.count == 1 || unanswered.count >= SUSPICIOUS;
        }
        matters
    }

    /// When the webhook last came; none: never.
    pub fn last(&self, webhook: &WebhookOf) -> Option<i64> {
        self.webhooks.get(webhook).map(|activity| activity.webhook_ms)
    }

    /// The webhooks that came at least once, or are expected.
    pub fn known(&self) -> Vec<WebhookOf> {
        self.webhooks.keys().cloned().collect()
    }

    /// From when on a change counts as one that no webhook came for; none while there is no such. `back_ms` is when Rowbell
    /// started or the computer woke up: what waited meanwhile has to arrive first.
    pub fn overdue_ms(&self, webhook: &WebhookOf, back_ms: i64) -> Option<i64> {
        let unanswered = self.webhooks.get(webhook).filter(|activity| !activity.is_forgotten)?.unanswered?;
        Some(unanswered.heard_ms.max(back_ms) + self.intervals.grace_ms)
    }

    /// Whether the webhook seems to be switched off: it used to come, and for several operations over a while it did not.
    pub fn is_silent(&self, webhook: &WebhookOf, now_ms: i64, back_ms: i64) -> bool {
        let Some(activity) = self.webhooks.get(webhook) else { return false };
        let Some(unanswered) = activity.unanswered else { return false };
        self.overdue_ms(webhook, back_ms).is_some_and(|overdue| overdue <= now_ms)
            && unanswered.count >= SUSPICIOUS
            && unanswered.last_ms - unanswered.first_ms >= self.intervals.grace_ms
            && unanswered.last_ms - activity.webhook_ms < FORGOTTEN_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1000;
    const MINUTE: i64 = 60 * SECOND;

    struct Case {
        activity: WebhookActivity,
        webhook: WebhookOf,
    }

    impl Case {
        fn new() -> Self {
            let base = BaseUuid::new("650d8a0d-7e27-46b7-8b11-c5a0d83c8f55");
            Self {
                activity: WebhookActivity::new(Intervals::default()),
                webhook: WebhookOf { base, endpoint: "default".into() },
            }
        }

        /// One whose webhook came at 0.
        fn that_came() -> Self {
            let mut case = Self::new();
            assert!(case.activity.webhook(case.webhook.clone(), 0, 0, true));
            case
        }

        fn operations(mut self, at: &[i64]) -> Self {
            for ms in at {
                self.activity.operation(&self.webhook.base, *ms, *ms);
            }
            self
        }

        fn is_silent(&self, now_ms: i64) -> bool {
            self.activity.is_silent(&self.webhook, now_ms, 0)
        }
    }

    #[test]
    fn several_operations_over_a_while_without_a_webhook_are_silence() {
        let case = Case::that_came().operations(&[MINUTE, 2 * MINUTE, 3 * MINUTE]);
        assert!(case.is_silent(3 * MINUTE));
        assert_eq!(case.activity.overdue_ms(&case.webhook, 0), Some(3 * MINUTE));
    }

    #[test]
    fn few_or_fast_ones_are_not() {
        assert!(!Case::that_came().operations(&[MINUTE, 10 * MINUTE]).is_silent(20 * MINUTE));
        let burst = [MINUTE, MINUTE + 1, MINUTE + 2, MINUTE + 3];
        assert!(!Case::that_came().operations(&burst).is_silent(20 * MINUTE));
    }

    #[test]
    fn one_that_never_came_or_no_more_for_long_is_not() {
        assert!(!Case::new().operations(&[MINUTE, 2 * MINUTE, 3 * MINUTE]).is_silent(9 * MINUTE));
        let later = FORGOTTEN_MS + MINUTE;
        assert!(!Case::that_came().operations(&[later, later + MINUTE, later + 2 * MINUTE]).is_silent(2 * later));
    }

    #[test]
    fn what_a_webhook_came_for_before_or_after_does_not_count() {
        let mut case = Case::that_came();
        for minute in 1..9 {
            let ms = minute * MINUTE;
            // The webhook is a little faster, or a little slower.
            case.activity.operation(&case.webhook.base, ms + 300, ms);
            case.activity.webhook(case.webhook.clone(), ms + 200, ms, true);
            case.activity.operation(&case.webhook.base, ms + 400, ms + 5 * SECOND);
        }
        assert!(!case.is_silent(20 * MINUTE));
        // A log that is read late tells of what webhooks came for long ago.
        let case = case.operations(&[MINUTE, 3 * MINUTE, 5 * MINUTE]);
        assert!(!case.is_silent(30 * MINUTE));
    }

    #[test]
    fn silence_ends_with_the_next_webhook() {
        let mut case = Case::that_came().operations(&[MINUTE, 2 * MINUTE, 3 * MINUTE]);
        assert!(case.activity.webhook(case.webhook.clone(), 4 * MINUTE, 4 * MINUTE, true));
        assert!(!case.is_silent(9 * MINUTE));
        assert!(!case.activity.webhook(case.webhook.clone(), 5 * MINUTE, 5 * MINUTE, true), "nothing new");
        case.activity.wait_for(&case.webhook);
        assert!(case.activity.webhook(case.webhook.clone(), 6 * MINUTE, 6 * MINUTE, true));
        assert!(!case.activity.webhook(case.webhook.clone(), 7 * MINUTE, 7 * MINUTE, true));
    }

    #[test]
    fn one_that_was_forgotten_is_not_missed_until_it_comes_again() {
        let mut case = Case::that_came().operations(&[MINUTE, 2 * MINUTE, 3 * MINUTE]);
        case.activity.forget(&case.webhook);
        assert_eq!(case.activity.forgotten(), [case.webhook.clone()]);
        let mut case = case.operations(&[10 * MINUTE, 20 * MINUTE]);
        assert!(!case.is_silent(30 * MINUTE));
        assert_eq!(case.activity.overdue_ms(&case.webhook, 0), None);
        assert!(case.activity.webhook(case.webhook.clone(), 31 * MINUTE, 31 * MINUTE, true), "it is to be remembered");
        assert!(case.activity.forgotten().is_empty());
        assert!(case.operations(&[32 * MINUTE, 33 * MINUTE, 34 * MINUTE]).is_silent(40 * MINUTE));
    }

    #[test]
    fn after_a_start_or_a_sleep_what_waits_may_arrive_first() {
        let mut case = Case::that_came();
        for changed in [10, 20, 30] {
            case.activity.operation(&case.webhook.base, 60 * MINUTE, changed * MINUTE);
        }
        assert!(!case.activity.is_silent(&case.webhook, 61 * MINUTE, 60 * MINUTE));
        assert!(case.activity.is_silent(&case.webhook, 62 * MINUTE, 60 * MINUTE));
    }

    #[test]
    fn other_bases_have_webhooks_of_their_own() {
        let mut case = Case::that_came();
        for minute in 1..9 {
            assert!(!case.activity.operation(&BaseUuid::new("other"), minute * MINUTE, minute * MINUTE));
        }
        assert!(!case.is_silent(20 * MINUTE));
    }
}
