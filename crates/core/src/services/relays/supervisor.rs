//! Keeps mailboxes connected: one task for each endpoint that is at a relay, as the settings say.

use std::{collections::BTreeMap, sync::Arc};

use rowbell_dial::Dialler;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{RelayStates, tokens};
use crate::{
    config::{Endpoint, Secrets},
    inbox::Inbox,
    services::{configuration::Configuration, pipeline_requests::PipelineRequests, retry::RetrySignal, tasks::Tasks},
    sources::{
        relay::{Mailbox, MailboxEvent, RelayAddress, RelayEvent, RelayState},
        webhook::WebhookIntake,
    },
};

/// What each mailbox works with.
pub(crate) struct Mailboxes {
    pub(crate) secrets: Arc<dyn Secrets>,
    pub(crate) inbox: Inbox,
    pub(crate) webhooks: WebhookIntake,
    pub(crate) dialler: Arc<Dialler>,
    pub(crate) retry: RetrySignal,
}

impl Mailboxes {
    fn mailbox(&self, endpoint: &Endpoint, relay: RelayAddress, news: mpsc::Sender<MailboxEvent>) -> Mailbox {
        Mailbox {
            endpoint: endpoint.name.clone(),
            relay,
            tokens: tokens(endpoint),
            secrets: self.secrets.clone(),
            inbox: self.inbox.clone(),
            webhooks: self.webhooks.clone(),
            dialler: self.dialler.clone(),
            events: news,
            retry_signal: self.retry.subscribe(),
        }
    }
}

/// The tasks of mailboxes, by endpoint.
type Running = BTreeMap<String, (Endpoint, CancellationToken)>;

/// Runs the tasks.
pub(crate) struct RelaySupervisor {
    pub(crate) settings: Configuration,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) tasks: Tasks,
    pub(crate) requests: PipelineRequests,
    pub(crate) states: RelayStates,
}

impl RelaySupervisor {
    /// Starts and ends connections to relays as the settings say.
    pub(crate) async fn run(self) {
        let (news, mut told) = mpsc::channel(64);
        let mut contexts = self.settings.contexts();
        let mut running = Running::new();
        self.reconcile(&mut running, &news).await;
        loop {
            let happened = tokio::select! {
                Ok(()) = contexts.changed() => {
                    self.reconcile(&mut running, &news).await;
                    continue;
                }
                happened = told.recv() => happened,
            };
            // One that is gone may still have something to say.
            if let Some(happened) = happened.filter(|happened| running.contains_key(&happened.endpoint)) {
                self.note(happened).await;
            }
        }
    }

    async fn reconcile(&self, running: &mut Running, news: &mpsc::Sender<MailboxEvent>) {
        let settings = self.settings.settings();
        let wanted = |name: &str| settings.endpoint(name).filter(|endpoint| endpoint.relay.is_some());
        let same = |now: &Endpoint, then: &Endpoint| now.relay == then.relay && now.tokens().eq(then.tokens());
        running.retain(|name, (then, stop)| {
            let stays = wanted(name).is_some_and(|now| same(now, then));
            if !stays {
                stop.cancel();
            }
            stays
        });
        let mut held = false;
        self.states.0.change(|relays| {
            relays.retain(|name, relay| {
                let stays = running.contains_key(name);
                held |= relay.catching_up && !stays;
                relay.catching_up &= stays;
                wanted(name).is_some()
            });
        });
        if held {
            // Nobody else would tell of what it has brought.
            self.requests.caught_up().await;
        }
        for endpoint in &settings.endpoints {
            let Some(address) = endpoint.relay.clone().filter(|_| !running.contains_key(&endpoint.name)) else {
                continue;
            };
            self.states.0.change(|relays| {
                relays.entry(endpoint.name.clone()).or_default().relay = address.host().to_owned();
            });
            let stop = self.tasks.child_token();
            let mailbox = self.mailboxes.mailbox(endpoint, address, news.clone());
            self.tasks.supervise("relay", mailbox.run(stop.clone()));
            running.insert(endpoint.name.clone(), (endpoint.clone(), stop));
        }
    }

    async fn note(&self, MailboxEvent { endpoint, event }: MailboxEvent) {
        let mut release = matches!(event, RelayEvent::CaughtUp);
        self.states.0.change(|relays| {
            let relay = relays.entry(endpoint.clone()).or_default();
            match event {
                RelayEvent::State(state) => {
                    // What has come so far is told, and the rest when it comes.
                    release |= relay.catching_up && matches!(state, RelayState::Waiting { .. });
                    relay.catching_up &= !matches!(state, RelayState::Waiting { .. });
                    relay.state = state;
                }
                RelayEvent::Waited(count) => (relay.waited, relay.catching_up) = (count, count > 0),
                RelayEvent::Gap(reason) => {
                    warn!(endpoint, ?reason, "the relay no longer has all that came");
                    relay.gap = true;
                }
                RelayEvent::CaughtUp => relay.catching_up = false,
            }
        });
        if release {
            self.requests.caught_up().await;
        }
    }
}
