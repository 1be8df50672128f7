//! Checks deliveries again that came with a wrong signature or while the secret could not be read.

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::broadcast;
use tracing::{info, warn};

use crate::{
    change::{Authenticity, DeliveryId},
    config::Settings,
    context::Event,
    database::DatabaseError,
    history::History,
    inbox::Inbox,
    services::{forged::Forged, open_popups::OpenPopups},
    sources::webhook::WebhookIntake,
};

/// The most deliveries checked again at once.
const BATCH: usize = 200;

/// Checks them with the keys in force. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Recheck {
    pub(crate) webhooks: WebhookIntake,
    pub(crate) inbox: Inbox,
    pub(crate) history: History,
    pub(crate) popups: OpenPopups,
    pub(crate) forged: Forged,
    pub(crate) events: broadcast::Sender<Event>,
}

impl Recheck {
    /// Checks those to all endpoints. What turns out to be genuine is announced.
    pub(super) async fn all(&self, settings: &Settings) {
        for endpoint in &settings.endpoints {
            for was in [Authenticity::Unchecked, Authenticity::Forged] {
                if let Err(error) = self.endpoint(&endpoint.name, was).await {
                    warn!(%error, "deliveries could not be checked again");
                }
            }
        }
    }

    async fn endpoint(&self, endpoint: &str, was: Authenticity) -> Result<(), DatabaseError> {
        let keys = self.webhooks.keys();
        let mut after: Option<DeliveryId> = None;
        loop {
            let batch = self.inbox.to_recheck(endpoint, was, after, BATCH).await?;
            let Some((last, _)) = batch.last() else { return Ok(()) };
            after = Some(*last);
            let mut now_known: BTreeMap<&'static str, (Authenticity, Vec<DeliveryId>)> = BTreeMap::new();
            for (id, delivery) in &batch {
                let authenticity = keys.authenticity(endpoint, &delivery.headers, &delivery.body);
                // An endpoint that stopped wanting signatures does not make forged deliveries genuine.
                let says_more = authenticity != was && authenticity != Authenticity::Unsigned;
                if says_more && authenticity != Authenticity::Unchecked {
                    now_known.entry(authenticity.as_str()).or_insert((authenticity, Vec::new())).1.push(*id);
                }
            }
            for (authenticity, deliveries) in now_known.into_values() {
                info!(endpoint, count = deliveries.len(), authenticity = authenticity.as_str(), "checked again");
                self.note(endpoint, deliveries, was, authenticity).await?;
            }
        }
    }

    async fn note(
        &self,
        endpoint: &str,
        deliveries: Vec<DeliveryId>,
        was: Authenticity,
        is: Authenticity,
    ) -> Result<(), DatabaseError> {
        if was == Authenticity::Unchecked && is != Authenticity::Forged {
            // They were announced when they came.
            self.history.set_authenticity(deliveries, is).await?;
        } else {
            // Recorded again from their bytes: a forged one is taken back, a genuine one announced.
            let count = deliveries.len() as u64;
            let (_, gone) = self.history.reopen(deliveries, is).await?;
            if is == Authenticity::Forged {
                let gone: BTreeSet<_> = gone.into_iter().collect();
                self.popups.take_away(|id| gone.contains(&id)).await;
                self.forged.add(endpoint, count);
            }
            self.inbox.look();
        }
        let _ = self.events.send(Event::Updated(Vec::new()));
        Ok(())
    }
}
