//! The endpoints' signing secrets: read from the keyring, tried again while it is locked, two at a time during a rotation.

use std::{collections::BTreeMap, sync::PoisonError, time::Duration};

use secrecy::SecretString;
use tracing::{info, warn};

use super::{ActionError, Engine, SecretStatus};
use crate::{
    change::{Authenticity, DeliveryId},
    config::{SecretsError, array_of_tables, set},
    context::News,
    sources::local::{EndpointKeys, SecretState},
};

/// How long to wait before a keyring is asked again that did not answer: at first, and at most.
const RETRY: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(600));
/// The most deliveries checked again at once.
const BATCH: usize = 200;

/// The secrets of one endpoint.
type Found = Result<Vec<SecretString>, SecretsError>;
/// Those of all that want signatures, by name.
pub(super) type FoundSecrets = BTreeMap<String, Found>;

impl Engine {
    /// Reads the secrets at the start and whenever the settings change, and again while the keyring does not give them.
    pub(super) async fn keep_secrets(self) {
        let mut wait = RETRY.0;
        loop {
            let complete = self.load_secrets().await;
            tokio::select! {
                () = self.0.secrets_changed.notified() => wait = RETRY.0,
                // Each try may ask the person for their password; someone who said no is asked more and more rarely.
                () = tokio::time::sleep(wait), if !complete => wait = (wait * 2).min(RETRY.1),
                () = self.0.shutdown.cancelled() => return,
            }
        }
    }

    /// Reads the secrets and puts them in force. True when nothing is missing because of the keyring.
    async fn load_secrets(&self) -> bool {
        let _one_at_a_time = self.0.reading_secrets.lock().await;
        let mut found = BTreeMap::new();
        for endpoint in self.context().settings.endpoints.iter().filter(|endpoint| endpoint.signed) {
            let secrets = self.secrets_of(&endpoint.name).await;
            if let Err(error) = &secrets {
                warn!(endpoint = endpoint.name, %error, "a secret can't be read");
            }
            found.insert(endpoint.name.clone(), secrets);
        }
        let complete = found.values().all(Result::is_ok);
        let status = found.iter().map(|(name, secrets)| {
            let status = match secrets {
                Ok(secrets) if secrets.is_empty() => SecretStatus::Missing,
                Ok(secrets) => SecretStatus::Known(secrets.len()),
                Err(error) => SecretStatus::Unreadable(error.clone()),
            };
            (name.clone(), status)
        });
        let status: BTreeMap<_, _> = status.collect();
        *self.0.secrets_found.lock().unwrap_or_else(PoisonError::into_inner) = found;
        self.put_keys_in_force();
        self.set_status(|now| now.secrets = status);
        self.check_again().await;
        complete
    }

    /// Puts the settings' endpoints in force with the secrets that were read. One that wants signatures and has none here is
    /// received unchecked.
    pub(super) fn put_keys_in_force(&self) {
        let found = self.0.secrets_found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut keys = EndpointKeys::default();
        for endpoint in &self.context().settings.endpoints {
            let secret = match (endpoint.signed, found.get(&endpoint.name)) {
                (false, _) => SecretState::None,
                (true, Some(Ok(secrets))) if !secrets.is_empty() => SecretState::Known(secrets.clone()),
                (true, _) => SecretState::Unreadable,
            };
            keys.insert(&endpoint.token, &endpoint.name, secret);
        }
        self.0.local.set_keys(keys);
    }

    async fn secrets_of(&self, endpoint: &str) -> Found {
        let mut secrets = Vec::new();
        for name in [newest(endpoint), before(endpoint)] {
            secrets.extend(self.0.secrets.get(&name).await?);
        }
        Ok(secrets)
    }

    /// Sets an endpoint's secret, or removes it. With `keep_old` the one before stays valid beside it.
    ///
    /// # Errors
    /// When there is no such endpoint, or keyring or settings can't be written.
    pub async fn set_secret(
        &self,
        endpoint: &str,
        secret: Option<SecretString>,
        keep_old: bool,
    ) -> Result<(), ActionError> {
        self.known_endpoint(endpoint)?;
        let store = &self.0.secrets;
        let old = if keep_old { store.get(&newest(endpoint)).await? } else { None };
        match old {
            Some(old) => store.set(&before(endpoint), old).await?,
            None => store.delete(&before(endpoint)).await?,
        }
        match &secret {
            Some(secret) => store.set(&newest(endpoint), secret.clone()).await?,
            None => store.delete(&newest(endpoint)).await?,
        }
        self.mark_signed(endpoint, secret.is_some())?;
        self.set_status(|status| {
            status.forged.remove(endpoint);
        });
        self.load_secrets().await;
        Ok(())
    }

    /// Ends a rotation: only the newest secret stays valid.
    ///
    /// # Errors
    /// As [`Engine::set_secret`].
    pub async fn drop_old_secret(&self, endpoint: &str) -> Result<(), ActionError> {
        self.known_endpoint(endpoint)?;
        self.0.secrets.delete(&before(endpoint)).await?;
        self.load_secrets().await;
        Ok(())
    }

    /// The newest secret of an endpoint that wants signatures, for sending it a sample.
    ///
    /// # Errors
    /// When the keyring does not give it.
    pub async fn signing_secret(&self, endpoint: &str) -> Result<Option<SecretString>, ActionError> {
        Ok(self.0.secrets.get(&newest(endpoint)).await?)
    }

    fn mark_signed(&self, endpoint: &str, signed: bool) -> Result<(), ActionError> {
        Ok(self.edit(|document| {
            for table in array_of_tables(document, "endpoint").iter_mut() {
                if table.get("name").and_then(|name| name.as_str()) == Some(endpoint) {
                    set(table, "signed", signed);
                }
            }
        })?)
    }

    /// Checks deliveries again that came with a wrong signature or while the secret could not be read. What turns out
    /// to be genuine is announced.
    async fn check_again(&self) {
        for endpoint in self.context().settings.endpoints.iter() {
            for doubtful in [Authenticity::Unchecked, Authenticity::Forged] {
                if let Err(error) = self.check_endpoint_again(&endpoint.name, doubtful).await {
                    warn!(%error, "deliveries could not be checked again");
                }
            }
        }
    }

    async fn check_endpoint_again(&self, endpoint: &str, doubtful: Authenticity) -> Result<(), ActionError> {
        let keys = self.0.local.keys();
        let mut after: Option<DeliveryId> = None;
        loop {
            let batch = self.0.inbox.doubtful(endpoint, doubtful, after, BATCH).await?;
            let Some((last, _)) = batch.last() else { return Ok(()) };
            after = Some(*last);
            let mut now_known: BTreeMap<&'static str, (Authenticity, Vec<DeliveryId>)> = BTreeMap::new();
            for (id, delivery) in &batch {
                let signature = delivery.headers.iter().find(|(name, _)| name == seatable::signature::SIGNATURE_HEADER);
                let signature = signature.map(|(_, value)| value.as_str());
                let authenticity = keys.authenticity(endpoint, signature, &delivery.body);
                // An endpoint that stopped wanting signatures does not make forged deliveries genuine.
                let says_more = authenticity != doubtful && authenticity != Authenticity::Unsigned;
                if says_more && authenticity != Authenticity::Unchecked {
                    now_known.entry(authenticity.as_str()).or_insert((authenticity, Vec::new())).1.push(*id);
                }
            }
            for (authenticity, deliveries) in now_known.into_values() {
                info!(endpoint, count = deliveries.len(), authenticity = authenticity.as_str(), "checked again");
                self.recheck(deliveries, doubtful, authenticity).await?;
            }
        }
    }

    async fn recheck(
        &self,
        deliveries: Vec<DeliveryId>,
        was: Authenticity,
        is: Authenticity,
    ) -> Result<(), ActionError> {
        if was == Authenticity::Unchecked && is == Authenticity::Verified {
            // They were announced when they came.
            self.0.history.set_authenticity(deliveries, is).await?;
        } else {
            // Recorded again from their bytes: a forged one is taken back, a genuine one announced.
            self.0.history.withdraw(deliveries, is).await?;
            self.0.inbox.look();
        }
        let _ = self.0.news.send(News::Updated(Vec::new()));
        Ok(())
    }
}

fn newest(endpoint: &str) -> String {
    format!("endpoint/{endpoint}")
}

fn before(endpoint: &str) -> String {
    format!("endpoint/{endpoint}/before")
}
