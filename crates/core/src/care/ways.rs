//! By which ways a base's changes came, and whether one of them has fallen silent.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use seatable::BaseUuid;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::Pace;
use crate::change::{ChangeKind, NewEntry};

/// So many operations without a webhook make one wonder.
const MANY: u32 = 3;
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

/// What came. All times in Unix milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Came {
    /// When the webhook last came.
    webhook_ms: i64,
    /// Until when changes are answered for: the later of that and the time of the change that came.
    answered_ms: i64,
    /// The operations since then that came by other ways.
    unanswered: Option<Unanswered>,
    /// Whether somebody waits for the next webhook.
    awaited: bool,
    /// Whether the person does not expect it any more.
    let_go: bool,
}

#[derive(Clone, Copy, Debug)]
struct Unanswered {
    count: u32,
    first_ms: i64,
    last_ms: i64,
    /// When the news of the first came.
    heard_ms: i64,
}

/// The ways of all bases' changes. It knows of webhooks only that came at least once, or that Rowbell made.
#[derive(Debug)]
pub struct Ways {
    pace: Pace,
    came: BTreeMap<WebhookOf, Came>,
}

impl Ways {
    /// Nothing came yet.
    pub fn new(pace: Pace) -> Self {
        Self { pace, came: BTreeMap::new() }
    }

    /// A webhook came. True if that may be news.
    pub fn webhook(&mut self, webhook: WebhookOf, received_ms: i64, changed_ms: i64) -> bool {
        let known = self.came.contains_key(&webhook);
        let came = self.came.entry(webhook).or_default();
        came.webhook_ms = came.webhook_ms.max(received_ms);
        came.answered_ms = came.answered_ms.max(received_ms).max(changed_ms);
        // All of them, whichever is the reason.
        came.unanswered.take().is_some() | std::mem::take(&mut came.awaited) | std::mem::take(&mut came.let_go) | !known
    }

    /// Expects a webhook that was just made, though it never came.
    pub fn expect(&mut self, webhook: WebhookOf, made_ms: i64) {
        // What changes right after that is to come by it.
        self.came
            .insert(webhook, Came { webhook_ms: made_ms, answered_ms: made_ms - self.slack_ms(), ..Came::default() });
    }

    /// The two ways race, and servers' clocks differ.
    fn slack_ms(&self) -> i64 {
        self.pace.grace_ms / 12
    }

    /// Expects this webhook no more, until it comes again.
    pub fn let_go(&mut self, webhook: &WebhookOf) {
        if let Some(came) = self.came.get_mut(webhook) {
            came.let_go = true;
        }
    }

    /// The webhooks that are not expected any more.
    pub fn gone(&self) -> Vec<WebhookOf> {
        self.came.iter().filter(|(_, came)| came.let_go).map(|(webhook, _)| webhook.clone()).collect()
    }

    /// Makes the next webhook news.
    pub fn wait_for(&mut self, webhook: &WebhookOf) {
        if let Some(came) = self.came.get_mut(webhook) {
            came.awaited = true;
        }
    }

    /// An operation that changed rows came another way. True if that may be news.
    pub fn operation(&mut self, base: &BaseUuid, received_ms: i64, changed_ms: i64) -> bool {
        let slack_ms = self.slack_ms();
        let mut news = false;
        for (_, came) in self.came.iter_mut().filter(|(webhook, _)| webhook.base == *base) {
            if changed_ms <= came.answered_ms + slack_ms {
                continue;
            }
            let of_first = Unanswered { count: 0, first_ms: changed_ms, last_ms: changed_ms, heard_ms: received_ms };
            let unanswered = came.unanswered.get_or_insert(of_first);
            unanswered.count = unanswered.count.saturating_add(1);
            unanswered.first_ms = unanswered.first_ms.min(changed_ms);
            unanswered.last_ms = unanswered.last_ms.max(changed_ms);
            news |= unanswered.count == 1 || unanswered.count >= MANY;
        }
        news
    }

    /// When the webhook last came; none: never.
    pub fn last(&self, webhook: &WebhookOf) -> Option<i64> {
        self.came.get(webhook).map(|came| came.webhook_ms)
    }

    /// The webhooks that came at least once, or are expected.
    pub fn known(&self) -> Vec<WebhookOf> {
        self.came.keys().cloned().collect()
    }

    /// From when on a change counts as one that no webhook came for; none while there is no such. `back_ms` is when Rowbell
    /// started or the computer woke up: what waited meanwhile has to arrive first.
    pub fn overdue_ms(&self, webhook: &WebhookOf, back_ms: i64) -> Option<i64> {
        let unanswered = self.came.get(webhook).filter(|came| !came.let_go)?.unanswered?;
        Some(unanswered.heard_ms.max(back_ms) + self.pace.grace_ms)
    }

    /// Whether the webhook seems to be switched off: it used to come, and for several operations over a while it did not.
    pub fn is_silent(&self, webhook: &WebhookOf, now_ms: i64, back_ms: i64) -> bool {
        let Some(came) = self.came.get(webhook) else { return false };
        let Some(unanswered) = came.unanswered else { return false };
        self.overdue_ms(webhook, back_ms).is_some_and(|overdue| overdue <= now_ms)
            && unanswered.count >= MANY
            && unanswered.last_ms - unanswered.first_ms >= self.pace.grace_ms
            && unanswered.last_ms - came.webhook_ms < FORGOTTEN_MS
    }
}

/// [`Ways`] for the pipeline to tell what it takes, and the engine to think about it.
#[derive(Clone, Debug)]
pub struct Heard {
    ways: Arc<Mutex<Ways>>,
    news: Arc<Notify>,
}

impl Heard {
    /// Nothing was heard yet.
    pub fn new(pace: Pace) -> Self {
        Self { ways: Arc::new(Mutex::new(Ways::new(pace))), news: Arc::default() }
    }

    /// What one delivery brought.
    pub fn note(&self, entries: &[NewEntry]) {
        // Links are left out: whether SeaTable sends webhooks for them is not known.
        let is_row = |kind| matches!(kind, ChangeKind::RowAdded | ChangeKind::RowChanged | ChangeKind::RowDeleted);
        let entry = match entries.first() {
            Some(first) if first.source.is_webhook() => Some(first),
            _ => entries.iter().find(|entry| is_row(entry.change.kind)),
        };
        let Some(NewEntry { source, endpoint, received_ms, change, .. }) = entry else { return };
        let Some(base) = &change.base else { return };
        let news = self.with(|ways| match source.is_webhook() {
            true => {
                let webhook = WebhookOf { base: base.clone(), endpoint: endpoint.clone() };
                ways.webhook(webhook, *received_ms, change.at_ms)
            }
            false => ways.operation(base, *received_ms, change.at_ms),
        });
        if news {
            self.news.notify_one();
        }
    }

    /// Expects a webhook no more, until it comes again.
    pub fn let_go(&self, webhook: &WebhookOf) {
        self.with(|ways| ways.let_go(webhook));
        self.news.notify_one();
    }

    /// Looks at, or changes, what was heard.
    pub fn with<T>(&self, then: impl FnOnce(&mut Ways) -> T) -> T {
        then(&mut self.ways.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until there may be news.
    pub async fn news(&self) {
        self.news.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1000;
    const MINUTE: i64 = 60 * SECOND;

    struct Case {
        ways: Ways,
        webhook: WebhookOf,
    }

    impl Case {
        fn new() -> Self {
            let base = BaseUuid::new("650d8a0d-7e27-46b7-8b11-c5a0d83c8f55");
            Self { ways: Ways::new(Pace::default()), webhook: WebhookOf { base, endpoint: "default".into() } }
        }

        /// One whose webhook came at 0.
        fn that_came() -> Self {
            let mut case = Self::new();
            assert!(case.ways.webhook(case.webhook.clone(), 0, 0));
            case
        }

        fn operations(mut self, at: &[i64]) -> Self {
            for ms in at {
                self.ways.operation(&self.webhook.base, *ms, *ms);
            }
            self
        }

        fn is_silent(&self, now_ms: i64) -> bool {
            self.ways.is_silent(&self.webhook, now_ms, 0)
        }
    }

    #[test]
    fn several_operations_over_a_while_without_a_webhook_are_silence() {
        let case = Case::that_came().operations(&[MINUTE, 2 * MINUTE, 3 * MINUTE]);
        assert!(case.is_silent(3 * MINUTE));
        assert_eq!(case.ways.overdue_ms(&case.webhook, 0), Some(3 * MINUTE));
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
            case.ways.operation(&case.webhook.base, ms + 300, ms);
            case.ways.webhook(case.webhook.clone(), ms + 200, ms);
            case.ways.operation(&case.webhook.base, ms + 400, ms + 5 * SECOND);
        }
        assert!(!case.is_silent(20 * MINUTE));
        // A log that is read late tells of what webhooks came for long ago.
        let case = case.operations(&[MINUTE, 3 * MINUTE, 5 * MINUTE]);
        assert!(!case.is_silent(30 * MINUTE));
    }

    #[test]
    fn silence_ends_with_the_next_webhook() {
        let mut case = Case::that_came().operations(&[MINUTE, 2 * MINUTE, 3 * MINUTE]);
        assert!(case.ways.webhook(case.webhook.clone(), 4 * MINUTE, 4 * MINUTE));
        assert!(!case.is_silent(9 * MINUTE));
        assert!(!case.ways.webhook(case.webhook.clone(), 5 * MINUTE, 5 * MINUTE), "nothing new");
        case.ways.wait_for(&case.webhook);
        assert!(case.ways.webhook(case.webhook.clone(), 6 * MINUTE, 6 * MINUTE));
        assert!(!case.ways.webhook(case.webhook.clone(), 7 * MINUTE, 7 * MINUTE));
    }

    #[test]
    fn one_that_was_let_go_is_not_missed_until_it_comes_again() {
        let mut case = Case::that_came().operations(&[MINUTE, 2 * MINUTE, 3 * MINUTE]);
        case.ways.let_go(&case.webhook);
        assert_eq!(case.ways.gone(), [case.webhook.clone()]);
        let mut case = case.operations(&[10 * MINUTE, 20 * MINUTE]);
        assert!(!case.is_silent(30 * MINUTE));
        assert_eq!(case.ways.overdue_ms(&case.webhook, 0), None);
        assert!(case.ways.webhook(case.webhook.clone(), 31 * MINUTE, 31 * MINUTE), "it is to be remembered");
        assert!(case.ways.gone().is_empty());
        assert!(case.operations(&[32 * MINUTE, 33 * MINUTE, 34 * MINUTE]).is_silent(40 * MINUTE));
    }

    #[test]
    fn after_a_start_or_a_sleep_what_waits_may_arrive_first() {
        let mut case = Case::that_came();
        for changed in [10, 20, 30] {
            case.ways.operation(&case.webhook.base, 60 * MINUTE, changed * MINUTE);
        }
        assert!(!case.ways.is_silent(&case.webhook, 61 * MINUTE, 60 * MINUTE));
        assert!(case.ways.is_silent(&case.webhook, 62 * MINUTE, 60 * MINUTE));
    }

    #[test]
    fn other_bases_have_webhooks_of_their_own() {
        let mut case = Case::that_came();
        for minute in 1..9 {
            assert!(!case.ways.operation(&BaseUuid::new("other"), minute * MINUTE, minute * MINUTE));
        }
        assert!(!case.is_silent(20 * MINUTE));
    }
}
