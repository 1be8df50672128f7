//! Care for webhooks: notices that SeaTable has switched one off, by asking with the person's account or by its silence,
//! says so, and switches it on again where it may. What follows from what is concluded in [`crate::care`].

use std::{
    collections::{BTreeMap, BTreeSet},
    io::ErrorKind,
    time::{Duration, Instant},
};

use seatable::{answer, client::AccountClient};
use tokio::net::TcpStream;
use tracing::{debug, info, warn};
use url::Url;

use super::{
    AccountBase, AccountError, Engine, SAMPLE_BASE,
    webhooks::{endpoint_of, save_again},
};
use crate::{
    care::{Circumstances, Mended, Mending, Obstacle, WebhookOf, Why, may_mend},
    clock::now_ms,
    config::{Access, Account, SecretsError},
    database::Health,
    sources::local::is_here,
};

/// The note that remembers over a restart when webhooks were switched on.
const MENDS_NOTE: &str = "webhook_mends";
/// The note that remembers over a restart which webhooks are not expected any more.
const GONE_NOTE: &str = "webhooks_gone";
/// From how long a sleep on the computer counts as having been away, in milliseconds.
const SLEPT_MS: i64 = 5_000;
/// The longest wait at once: timers stand still while the computer sleeps.
const NAP: Duration = Duration::from_secs(60);

/// What is wrong with a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookTrouble {
    /// SeaTable says that it is switched off, or was.
    Off {
        /// The base's name.
        base: String,
        /// When that was noticed. Unix milliseconds.
        noticed_ms: i64,
        /// The probable reason.
        why: Why,
        /// What became of it.
        mended: Mended,
    },
    /// It seems to be switched off: changes come by other ways only.
    Silent {
        /// The base's name.
        base: String,
        /// Its address in the browser.
        address: String,
        /// When that was noticed. Unix milliseconds.
        noticed_ms: i64,
    },
}

impl WebhookTrouble {
    fn noticed_ms(&self) -> i64 {
        match self {
            Self::Off { noticed_ms, .. } | Self::Silent { noticed_ms, .. } => *noticed_ms,
        }
    }
}

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
        let status = self.0.status.borrow().clone();
        let silent = status.webhooks.iter().filter(|(webhook, trouble)| {
            let named = matches!(trouble, WebhookTrouble::Silent { base: name, .. } if name == base);
            named || (webhook.base.as_str() == base && matches!(trouble, WebhookTrouble::Silent { .. }))
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
        self.0.heard.with(|ways| care.gone.iter().for_each(|webhook| ways.let_go(webhook)));
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

    /// Asks the servers.
    async fn look(&self, care: &mut Care) {
        let now = now_ms();
        let pace = self.0.pace;
        (care.looked_ms, care.look_ms) = (now, now.saturating_add(pace.look_ms));
        care.told.clear();
        for account in care.watched.1.clone() {
            let looked = self.look_at(&account, care).await;
            if let Err(error) = &looked {
                debug!(server = account.server, %error, "webhooks could not be looked at");
                let soon = error.passes() || matches!(error, AccountError::Secrets(_));
                care.look_ms = care.look_ms.min(now.saturating_add(if soon { pace.grace_ms } else { pace.look_ms }));
            }
            self.set_status(|status| match looked {
                Err(error) if !error.passes() => drop(status.accounts.insert(account.server.clone(), error)),
                _ => drop(status.accounts.remove(&account.server)),
            });
        }
    }

    async fn look_at(&self, account: &Account, care: &mut Care) -> Result<(), AccountError> {
        // Nobody is asked for a password every few minutes.
        match self.0.secrets.access().await {
            Access::Open => {}
            Access::Locked => return Err(SecretsError::Locked.into()),
            Access::Missing => return Err(SecretsError::Missing.into()),
        }
        let client = self.account(account).await?;
        let settings = self.context().settings.clone();
        for base in self.bases_of(&client).await? {
            if care.watched.0.iter().all(|webhook| webhook.base != base.uuid) {
                continue;
            }
            let webhooks = match client.webhooks(base.workspace_id, &base.name).await {
                Ok(webhooks) => webhooks,
                Err(error) if error.passes() => return Err(error.into()),
                // It is another's base, or was renamed just now.
                Err(error) => {
                    debug!(base = %base.uuid, %error, "its webhooks can't be seen");
                    continue;
                }
            };
            for webhook in webhooks {
                let Some(endpoint) = endpoint_of(&settings, &webhook.url) else { continue };
                let of = WebhookOf { base: base.uuid.clone(), endpoint };
                care.told.insert(of.clone());
                if webhook.is_valid {
                    self.is_on(of, care);
                } else {
                    self.is_off(of, &client, &base, &webhook, account.mend_webhooks, care).await;
                }
            }
        }
        Ok(())
    }

    fn is_on(&self, webhook: WebhookOf, care: &mut Care) {
        self.set_status(|status| {
            if let Some(WebhookTrouble::Off { mended: Mended::No(_), .. }) = status.webhooks.get(&webhook) {
                info!(base = %webhook.base, endpoint = webhook.endpoint, "somebody switched the webhook on again");
                status.webhooks.remove(&webhook);
            }
        });
        care.on.insert(webhook, now_ms());
    }

    /// Whether this is an address of this computer at which nobody listens, though Rowbell does at another.
    async fn is_other_port(&self, url: &str) -> bool {
        let ours = self.0.status.borrow().address.map(|address| address.port());
        let Ok(url) = Url::parse(url) else { return false };
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
        if ours.is_none_or(|ours| ours == port) || !is_here(host).await {
            return false;
        }
        let connected = tokio::time::timeout(Duration::from_secs(1), TcpStream::connect((host, port))).await;
        connected.is_ok_and(|connected| connected.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused))
    }

    async fn is_off(
        &self,
        of: WebhookOf,
        client: &AccountClient,
        base: &AccountBase,
        webhook: &answer::Webhook,
        wanted: bool,
        care: &mut Care,
    ) {
        let now = now_ms();
        let came_ms = self.0.heard.with(|ways| ways.last(&of)).unwrap_or_default();
        let other_port = self.is_other_port(&webhook.url).await;
        let why_now = {
            let status = self.0.status.borrow();
            Circumstances {
                forged: status.forged.get(&of.endpoint).copied().unwrap_or_default(),
                stores: status.database == Health::Fine,
                refuses_hosts: !status.refused_hosts.is_empty(),
                listens: status.address.is_some(),
                other_port,
                back_ms: care.back_ms,
                on_ms: care.on.get(&of).copied().unwrap_or_default().max(came_ms),
            }
            .why()
        };
        let known = self.0.status.borrow().webhooks.get(&of).cloned();
        let (noticed_ms, why) = match known {
            Some(WebhookTrouble::Off { noticed_ms, why, mended: Mended::No(_), .. }) => (noticed_ms, why),
            _ => {
                warn!(base = %of.base, endpoint = of.endpoint, why = why_now.code(), "SeaTable has switched a webhook off");
                (now, why_now)
            }
        };
        let mending = Mending { wanted, why: why_now, last_ms: care.mends.get(&of).copied(), came_ms };
        let mended = match may_mend(&mending, now, self.0.pace) {
            Ok(()) => match save_again(client, base, webhook).await {
                Ok(()) => {
                    info!(base = %of.base, endpoint = of.endpoint, "the webhook is switched on again");
                    care.on.insert(of.clone(), now_ms());
                    care.mends.insert(of.clone(), now);
                    let mends: Vec<_> = care.mends.iter().collect();
                    if let Err(error) = self.0.database.set_note(MENDS_NOTE, Some(&mends)).await {
                        warn!(%error, "it is not remembered that a webhook was switched on");
                    }
                    Mended::At(now)
                }
                Err(error) => {
                    warn!(base = %of.base, %error, "the webhook could not be switched on again");
                    Mended::No(Obstacle::Refused(error.to_string()))
                }
            },
            Err(obstacle) => {
                if let Obstacle::Wait(again_ms) = obstacle {
                    care.look_ms = care.look_ms.min(again_ms);
                }
                Mended::No(obstacle)
            }
        };
        let trouble = WebhookTrouble::Off { base: base.name.clone(), noticed_ms, why, mended };
        self.set_status(|status| drop(status.webhooks.insert(of, trouble)));
    }
}
