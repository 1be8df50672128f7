//! Care for webhooks: notices that SeaTable has switched one off, by asking with the person's account or by its silence,
//! says so, and switches it on again where it may. What follows from what is concluded in [`crate::care`].

mod asking;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use seatable::BaseUuid;
use tracing::{info, warn};

use super::{Engine, SAMPLE_BASE};
use crate::{
    care::{Mended, WebhookOf, WebhookTrouble},
    clock::now_ms,
    config::Account,
};

/// The note that remembers over a restart when webhooks were switched on.
const MENDS_NOTE: &str = "webhook_mends";
/// The note that remembers over a restart which webhooks are not expected any more.
const GONE_NOTE: &str = "webhooks_gone";
/// From how long a sleep on the computer counts as having been away, in milliseconds.
const SLEPT_MS: i64 = 5_000;
/// The longest wait at once: timers stand still while the computer sleeps.
const NAP: Duration = Duration::from_secs(60);

/// What the task remembers.
struct Care {
    /// When Rowbell started, or the computer last woke up.
    back_ms: i64,
    /// When the servers were last asked, and are to be asked again.
    looked_ms: i64,
    look_ms: i64,
    /// The webhooks that are looked after, and with which accounts.
    watched: (Vec<WebhookOf>, Vec<Account>),
    /// When the server last said that one is on.
    on: BTreeMap<WebhookOf, i64>,
    /// When one was last switched on by itself.
    mends: BTreeMap<WebhookOf, i64>,
    /// Those that the server tells of, so that nothing need be concluded from silence.
    told: BTreeSet<WebhookOf>,
    /// Those that are not expected any more, as it is remembered.
    gone: Vec<WebhookOf>,
}

impl Engine {
    /// Expects those webhooks of a base no more that have fallen silent, until they come again. `base` is its uuid or name.
    /// Gives how many there were.
    pub fn forget_webhooks(&self, base: &str) -> u64 {
        let uuid = BaseUuid::new(base);
        let status = self.0.status.borrow().clone();
        let silent = status.webhooks.iter().filter(|(webhook, trouble)| {
            matches!(trouble, WebhookTrouble::Silent { base: name, .. } if name == base || webhook.base == uuid)
        });
        silent.map(|(webhook, _)| self.0.heard.let_go(webhook)).count() as u64
    }

    /// Which webhooks came before the start, and when.
    pub(super) async fn recall_webhooks(&self) {
        let (seen, received) = match tokio::join!(self.0.history.bases_seen(), self.0.inbox.last_received()) {
            (Ok(seen), Ok(received)) => (seen, received),
            (Err(error), _) | (_, Err(error)) => return warn!(%error, "it is not known which webhooks came before"),
        };
        for seen in seen {
            for endpoint in seen.endpoints {
                let last = received.iter().find(|(name, _)| *name == endpoint).map(|(_, ms)| *ms);
                let webhook = WebhookOf { base: seen.base.clone(), endpoint };
                self.0.heard.with(|ways| ways.webhook(webhook, last.unwrap_or_default(), 0));
            }
        }
        let gone: Option<Vec<WebhookOf>> = self.0.database.note(GONE_NOTE).await.unwrap_or_default();
        self.0.heard.with(|ways| gone.iter().flatten().for_each(|webhook| ways.let_go(webhook)));
    }

    /// Looks after webhooks until the end.
    pub(super) async fn care_for_webhooks(self) {
        let mends: Option<Vec<(WebhookOf, i64)>> = self.0.database.note(MENDS_NOTE).await.unwrap_or_default();
        let mut care = Care {
            back_ms: now_ms(),
            looked_ms: 0,
            look_ms: 0,
            watched: Default::default(),
            on: BTreeMap::new(),
            mends: mends.unwrap_or_default().into_iter().collect(),
            told: BTreeSet::new(),
            gone: self.0.database.note(GONE_NOTE).await.unwrap_or_default().unwrap_or_default(),
        };
        let (mut nudges, mut contexts) = (self.0.nudges.subscribe(), self.contexts());
        loop {
            self.watch(&mut care);
            let wait = self.until_look(&care, now_ms());
            if wait == Some(Duration::ZERO) {
                tokio::select! {
                    () = self.look(&mut care) => {}
                    () = self.0.shutdown.cancelled() => return,
                }
                continue;
            }
            if self.listen_for_silence(&care, now_ms()) {
                care.look_ms = 0;
                continue;
            }
            self.remember_gone(&mut care).await;
            let (clock, timer) = (now_ms(), Instant::now());
            tokio::select! {
                () = self.0.heard.news() => {}
                Ok(()) = contexts.changed() => {}
                Ok(()) = nudges.changed() => care.look_ms = 0,
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
                () = self.0.shutdown.cancelled() => return,
            }
            // The clock goes on while the computer sleeps, and timers do not.
            if now_ms() - clock - timer.elapsed().as_millis() as i64 > SLEPT_MS {
                (care.back_ms, care.look_ms) = (now_ms(), 0);
            }
        }
    }

    /// Finds out what is to be looked after. What is new is looked at at once.
    fn watch(&self, care: &mut Care) {
        let settings = self.context().settings.clone();
        let known = self.0.heard.with(|ways| ways.known());
        let mut webhooks = Vec::new();
        for endpoint in &settings.endpoints {
            let here = || known.iter().filter(|known| known.endpoint == endpoint.name);
            match &endpoint.base {
                Some(base) => webhooks.push(WebhookOf { base: base.clone(), endpoint: endpoint.name.clone() }),
                None => webhooks.extend(here().filter(|webhook| webhook.base.as_str() != SAMPLE_BASE).cloned()),
            }
        }
        let watched = (webhooks, settings.accounts.clone());
        if watched == care.watched {
            return;
        }
        self.set_status(|status| {
            status.webhooks.retain(|webhook, _| watched.0.contains(webhook));
            status.accounts.retain(|server, _| watched.1.iter().any(|account| account.server == *server));
        });
        (care.watched, care.look_ms) = (watched, 0);
        care.told.clear();
    }

    /// Says which webhooks have fallen silent, and takes back what is over. True if one came that is said to be off: then
    /// the server is to be asked.
    fn listen_for_silence(&self, care: &Care, now_ms: i64) -> bool {
        let mut doubtful = false;
        // The next webhook of these ends something.
        let troubled: Vec<WebhookOf> = self.0.status.borrow().webhooks.keys().cloned().collect();
        let gone = self.0.heard.with(|ways| {
            troubled.iter().for_each(|webhook| ways.wait_for(webhook));
            ways.gone()
        });
        let context = self.context();
        let paused = self.0.pause.borrow().is_some();
        for webhook in &care.watched.0 {
            let is_gone = gone.contains(webhook);
            let (last_ms, is_silent) = self
                .0
                .heard
                .with(|ways| (ways.last(webhook).unwrap_or_default(), ways.is_silent(webhook, now_ms, care.back_ms)));
            let base = context.settings.base(&webhook.base).filter(|base| base.connected);
            let told = care.told.contains(webhook);
            self.set_status(|status| {
                match status.webhooks.get(webhook) {
                    // Perhaps it was on its way when it was switched off.
                    Some(WebhookTrouble::Off { noticed_ms, mended: Mended::No(_), .. }) => {
                        doubtful |= last_ms > care.looked_ms.max(*noticed_ms);
                    }
                    Some(trouble) if last_ms > trouble.noticed_ms() => {
                        info!(base = %webhook.base, endpoint = webhook.endpoint, "the webhook comes again");
                        status.webhooks.remove(webhook);
                    }
                    Some(WebhookTrouble::Silent { .. }) if told || base.is_none() || is_gone => {
                        status.webhooks.remove(webhook);
                    }
                    _ => {}
                }
                if let Some(address) =
                    base.filter(|_| is_silent && !told && !paused).and_then(|base| base.address.clone())
                    && !status.webhooks.contains_key(webhook)
                {
                    warn!(base = %webhook.base, endpoint = webhook.endpoint, "changes come, but not by the webhook");
                    let name = context.base_name(&webhook.base).unwrap_or_else(|| webhook.base.to_string());
                    let trouble = WebhookTrouble::Silent { base: name, address, noticed_ms: now_ms };
                    status.webhooks.insert(webhook.clone(), trouble);
                }
            });
        }
        doubtful
    }

    /// Remembers over a restart which webhooks are not expected any more.
    async fn remember_gone(&self, care: &mut Care) {
        let gone = self.0.heard.with(|ways| ways.gone());
        if gone == care.gone {
            return;
        }
        match self.0.database.set_note(GONE_NOTE, Some(&gone)).await {
            Ok(()) => care.gone = gone,
            Err(error) => warn!(%error, "it is not remembered which webhooks are expected no more"),
        }
    }

    /// How long until there is something to look at; none: nothing is known that would come.
    fn until_look(&self, care: &Care, now_ms: i64) -> Option<Duration> {
        let has_accounts = !care.watched.1.is_empty() && !care.watched.0.is_empty();
        let overdue = |webhook: &WebhookOf| self.0.heard.with(|ways| ways.overdue_ms(webhook, care.back_ms));
        let overdue = care.watched.0.iter().filter_map(overdue);
        // Each silence is a reason to ask once.
        let mut due: Vec<i64> = overdue
            .filter(|overdue| if has_accounts { care.looked_ms < *overdue } else { now_ms < *overdue })
            .collect();
        due.extend(has_accounts.then_some(care.look_ms));
        let wait_ms = due.into_iter().min()?.saturating_sub(now_ms).max(0);
        Some(Duration::from_millis(wait_ms.unsigned_abs()).min(NAP))
    }
}
