//! Looks after webhooks: concludes from their silence, and has the servers asked.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use tracing::{info, warn};

use super::{Checker, WebhookHealth, memory::Memory};
use crate::{
    clock::now_ms,
    context::Pause,
    database::Database,
    services::{bases::SAMPLE_BASE, configuration::Configuration, retry::RetrySignal},
    webhook_health::{Reenabled, WebhookOf, WebhookProblem},
};

/// From how long a sleep on the computer counts as having been away, in milliseconds.
const SLEPT_MS: i64 = 5_000;
/// The longest wait at once: timers stand still while the computer sleeps.
const NAP: Duration = Duration::from_secs(60);

/// The monitor.
pub(crate) struct Monitor {
    pub(crate) settings: Configuration,
    pub(crate) health: WebhookHealth,
    pub(crate) checker: Checker,
    pub(crate) pause: watch::Receiver<Option<Pause>>,
    pub(crate) retry: RetrySignal,
}

impl Monitor {
    /// The task that looks after webhooks until the end. What is remembered is restored before this resolves, so that what
    /// comes afterwards is newer.
    pub(crate) async fn start(self, database: Database) -> impl Future<Output = ()> {
        let memory = Memory::restore(database, &self.health.last_seen).await;
        self.run(memory)
    }

    async fn run(self, mut memory: Memory) {
        let (mut arrivals, mut retries) = (self.health.last_seen.changes(), self.retry.subscribe());
        let mut contexts = self.settings.contexts();
        loop {
            self.watch(&mut memory);
            let wait = self.until_check(&memory, now_ms());
            if wait == Some(Duration::ZERO) {
                self.checker.check(&mut memory).await;
                continue;
            }
            if self.listen_for_silence(&memory, now_ms()) {
                memory.check_ms = 0;
                continue;
            }
            memory.note_forgotten(self.health.last_seen.with(|activity| activity.forgotten())).await;
            let (clock, timer) = (now_ms(), Instant::now());
            tokio::select! {
                Ok(()) = arrivals.changed() => {}
                Ok(()) = contexts.changed() => {}
                Ok(()) = retries.changed() => memory.check_ms = 0,
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
            }
            // The clock goes on while the computer sleeps, and timers do not.
            if now_ms() - clock - timer.elapsed().as_millis() as i64 > SLEPT_MS {
                (memory.back_ms, memory.check_ms) = (now_ms(), 0);
            }
        }
    }

    /// Finds out what is to be looked after. What is new is looked at at once.
    fn watch(&self, memory: &mut Memory) {
        let settings = self.settings.settings();
        let known = self.health.last_seen.with(|activity| activity.known());
        let mut webhooks = Vec::new();
        for endpoint in &settings.endpoints {
            let here = || known.iter().filter(|known| known.endpoint == endpoint.name);
            match &endpoint.base {
                Some(base) => webhooks.push(WebhookOf { base: base.clone(), endpoint: endpoint.name.clone() }),
                None => webhooks.extend(here().filter(|webhook| webhook.base.as_str() != SAMPLE_BASE).cloned()),
            }
        }
        let watched = (webhooks, settings.accounts.clone());
        if watched == memory.watched {
            return;
        }
        self.health.problems.change(|problems| problems.retain(|webhook, _| watched.0.contains(webhook)));
        (memory.watched, memory.check_ms) = (watched, 0);
        memory.told.clear();
    }

    /// Says which webhooks have fallen silent, and takes back what is over. True if one came that is said to be off: then
    /// the server is to be asked.
    fn listen_for_silence(&self, memory: &Memory, now_ms: i64) -> bool {
        let mut needs_check = false;
        // The next delivery of these ends something.
        let problems = self.health.problems();
        let forgotten = self.health.last_seen.with(|activity| {
            problems.keys().for_each(|webhook| activity.wait_for(webhook));
            activity.forgotten()
        });
        let context = self.settings.context();
        let is_paused = self.pause.borrow().is_some();
        for webhook in &memory.watched.0 {
            let is_forgotten = forgotten.contains(webhook);
            let (last_ms, is_silent) = self.health.last_seen.with(|activity| {
                (activity.last(webhook).unwrap_or_default(), activity.is_silent(webhook, now_ms, memory.back_ms))
            });
            let base = context.settings.base(&webhook.base).filter(|base| base.connected);
            let is_told = memory.told.contains(webhook);
            self.health.problems.change(|problems| {
                match problems.get(webhook) {
                    // Perhaps it was on its way when it was switched off.
                    Some(WebhookProblem::Off { noticed_ms, reenabled: Reenabled::No(_), .. }) => {
                        needs_check |= last_ms > memory.checked_ms.max(*noticed_ms);
                    }
                    Some(problem) if last_ms > problem.noticed_ms() => {
                        info!(base = %webhook.base, endpoint = webhook.endpoint, "the webhook comes again");
                        problems.remove(webhook);
                    }
                    Some(WebhookProblem::Silent { .. }) if is_told || base.is_none() || is_forgotten => {
                        problems.remove(webhook);
                    }
                    _ => {}
                }
                if let Some(address) =
                    base.filter(|_| is_silent && !is_told && !is_paused).and_then(|base| base.address.clone())
                    && !problems.contains_key(webhook)
                {
                    warn!(base = %webhook.base, endpoint = webhook.endpoint, "changes come, but not by the webhook");
                    let name = context.base_name(&webhook.base).unwrap_or_else(|| webhook.base.to_string());
                    let problem = WebhookProblem::Silent { base: name, address, noticed_ms: now_ms };
                    problems.insert(webhook.clone(), problem);
                }
            });
        }
        needs_check
    }

    /// How long until there is something to look at; none: nothing is known that would come.
    fn until_check(&self, memory: &Memory, now_ms: i64) -> Option<Duration> {
        let has_accounts = !memory.watched.1.is_empty() && !memory.watched.0.is_empty();
        let overdue =
            |webhook: &WebhookOf| self.health.last_seen.with(|activity| activity.overdue_ms(webhook, memory.back_ms));
        let overdue = memory.watched.0.iter().filter_map(overdue);
        // Each silence is a reason to ask once.
        let mut due: Vec<i64> = overdue
            .filter(|overdue| if has_accounts { memory.checked_ms < *overdue } else { now_ms < *overdue })
            .collect();
        due.extend(has_accounts.then_some(memory.check_ms));
        let wait_ms = due.into_iter().min()?.saturating_sub(now_ms).max(0);
        Some(Duration::from_millis(wait_ms.unsigned_abs()).min(NAP))
    }
}
