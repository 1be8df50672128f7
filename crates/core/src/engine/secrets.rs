//! The endpoints' signing secrets: read from the keyring, tried again while it is locked, two at a time during a rotation.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::PoisonError,
    time::{Duration, Instant},
};

use secrecy::SecretString;
use tokio::time::timeout;
use tracing::{info, warn};

use super::{ActionError, Engine, SecretStatus, endpoints::new_secret};
use crate::{
    change::{Authenticity, DeliveryId},
    config::{Access, Purpose, SecretsError, Settings, SettingsError, array_of_tables, set},
    context::News,
    error::KeyringNeed,
    sources::webhook::{EndpointKeys, SecretState},
};

/// How often to look whether a locked keyring was unlocked.
const LOOK: Duration = Duration::from_secs(5);
/// How long the answer to the keyring's question is waited for before anything is said about it.
const ANSWER: Duration = Duration::from_secs(5);
/// How long to wait before reading again what could not be read: at first, and at most.
const RETRY: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(600));
/// The most deliveries checked again at once.
const BATCH: usize = 200;

/// The secrets of one endpoint.
type Found = Result<Vec<SecretString>, SecretsError>;
/// Those of all that want signatures, by name.
pub(super) type FoundSecrets = BTreeMap<String, Found>;

impl Engine {
    /// Reads the secrets at the start and whenever a further endpoint wants signatures, and later if they could not be
    /// read. A locked keyring is made to ask the person for its password once; from then on it is only looked at.
    pub(super) async fn keep_secrets(self) {
        let mut wait = RETRY.0;
        let mut answer = None;
        let mut has_asked = false;
        loop {
            if !has_asked && needs_keyring(&self.context().settings) {
                has_asked = true;
                let mut asked = self.0.secrets.unlock(Purpose::Reading);
                // An answer that takes longer is waited for beside all else.
                let answered = tokio::select! {
                    answered = timeout(ANSWER, &mut asked) => answered,
                    () = self.0.shutdown.cancelled() => return,
                };
                match answered {
                    Ok(answered) => self.go_on(answered.is_ok()),
                    Err(_) => answer = Some(asked),
                }
            }
            let before = self.look_at_keyring().await;
            let refused = self.load_secrets().await.err();
            let readable = async {
                match (&refused, before) {
                    (None, Access::NoKeyring) => self.until_readable(before, Duration::MAX).await,
                    // Where reading asks, as on macOS, it would ask again.
                    (Some(SecretsError::Refused), _) => self.until_readable(before, Duration::MAX).await,
                    (Some(_), _) => self.until_readable(before, wait).await,
                    (None, _) => std::future::pending().await,
                }
            };
            let answered = async {
                match &mut answer {
                    Some(asked) => asked.await.is_ok(),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.0.secrets_changed.notified() => wait = RETRY.0,
                () = readable => wait = (wait * 2).min(RETRY.1),
                unlocked = answered => {
                    answer = None;
                    self.go_on(unlocked);
                }
                () = self.0.shutdown.cancelled() => return,
            }
        }
    }

    /// Has what waits for the keyring try again at once.
    fn go_on(&self, unlocked: bool) {
        if unlocked {
            self.nudge_connections();
        }
    }

    /// Looks at the keyring, and notes when there is none, so that this is said before a token is to be kept.
    async fn look_at_keyring(&self) -> Access {
        let access = self.0.secrets.access().await;
        self.set_status(|status| status.no_keyring = access == Access::NoKeyring);
        access
    }

    /// Waits until the keyring was unlocked, started or made; or for a while, when it failed for another reason. Asks nobody.
    async fn until_readable(&self, mut before: Access, wait: Duration) {
        let begun = Instant::now();
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.look_at_keyring().await;
            match now.check() {
                Ok(()) if before != now || begun.elapsed() >= wait => return,
                Err(error) if before != now => self.unreadable_because(&error),
                _ => {}
            }
            before = now;
        }
    }

    fn unreadable_because(&self, error: &SecretsError) {
        self.set_status(|status| {
            for secret in status.secrets.values_mut().filter(|secret| matches!(secret, SecretStatus::Unreadable(_))) {
                *secret = SecretStatus::Unreadable(error.clone());
            }
        });
    }

    /// Follows a change of the settings. Only what is to be read for the first time is a reason to read.
    pub(super) fn follow_signed(&self, before: &Settings, now: &Settings) {
        let moved = before.secrets != now.secrets;
        let (before, now) = (signed(before), signed(now));
        let stays = |name: &String| !moved && now.contains(name);
        self.0.secrets_found.lock().unwrap_or_else(PoisonError::into_inner).retain(|name, _| stays(name));
        self.set_status(|status| status.secrets.retain(|name, _| stays(name)));
        if moved || !now.is_subset(&before) {
            self.0.secrets_changed.notify_one();
        }
    }

    /// Has a locked keyring ask the person for its password, reads the secrets, and has what waited for tokens try again.
    ///
    /// # Errors
    /// When the keyring does not give them.
    pub async fn read_secrets(&self) -> Result<(), ActionError> {
        let read = match self.0.secrets.unlock(Purpose::Reading).await {
            Ok(()) => self.load_secrets().await,
            refused => refused,
        };
        self.nudge_connections();
        read.map_err(ActionError::keyring(KeyringNeed::ReadSecrets))
    }

    /// Reads the secrets and puts them in force. Fails when one is missing because of the keyring.
    async fn load_secrets(&self) -> Result<(), SecretsError> {
        let _one_at_a_time = self.0.reading_secrets.lock().await;
        let mut read = BTreeMap::new();
        let mut refused = None;
        for name in signed(&self.context().settings) {
            let secrets = match &refused {
                // One question is enough: what the keyring said holds for the others, too.
                Some(error) => Err(SecretsError::clone(error)),
                None => self.secrets_of(&name).await,
            };
            if let Err(error) = &secrets {
                warn!(endpoint = name, %error, "a secret can't be read");
                refused = Some(error.clone()).filter(|error| !matches!(error, SecretsError::Failed(_)));
            }
            read.insert(name, secrets);
        }
        let (status, complete) = {
            let mut found = self.0.secrets_found.lock().unwrap_or_else(PoisonError::into_inner);
            for (name, secrets) in read {
                // What was read before stays good while the keyring is locked.
                if secrets.is_ok() || !matches!(found.get(&name), Some(Ok(_))) {
                    found.insert(name, secrets);
                }
            }
            let wanted = signed(&self.context().settings);
            found.retain(|name, _| wanted.contains(name));
            let status: BTreeMap<_, _> = found.iter().map(|(name, found)| (name.clone(), status_of(found))).collect();
            (status, found.values().find_map(|found| found.as_ref().err().cloned()).map_or(Ok(()), Err))
        };
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
            keys.insert(&endpoint.name, secret);
            if endpoint.relay.is_none() {
                endpoint.tokens().for_each(|token| keys.open(token, &endpoint.name));
            }
        }
        self.0.intake.set_keys(keys);
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
        let signed = secret.is_some();
        self.unlock_to_keep().await?;
        let old = if keep_old { self.0.secrets.get(&newest(endpoint)).await? } else { None };
        let secrets = vec![(before(endpoint), old), (newest(endpoint), secret)];
        self.keep(secrets, |engine| engine.mark_signed(endpoint, signed), KeyringNeed::ChangeSecret).await?;
        self.set_status(|status| {
            status.forged.remove(endpoint);
        });
        // The secret is stored; if it can't be read now, the status says so.
        drop(self.load_secrets().await);
        Ok(())
    }

    /// Has an endpoint demand a new secret that Rowbell makes, and gives it. With `keep_old` the one before stays valid.
    ///
    /// # Errors
    /// As [`Engine::set_secret`].
    pub async fn generate_secret(&self, endpoint: &str, keep_old: bool) -> Result<String, ActionError> {
        let secret = new_secret();
        self.set_secret(endpoint, Some(secret.clone().into()), keep_old).await?;
        Ok(secret)
    }

    /// Ends a rotation: only the newest secret stays valid.
    ///
    /// # Errors
    /// As [`Engine::set_secret`].
    pub async fn drop_old_secret(&self, endpoint: &str) -> Result<(), ActionError> {
        self.known_endpoint(endpoint)?;
        self.0.secrets.delete(&before(endpoint)).await?;
        drop(self.load_secrets().await);
        Ok(())
    }

    /// The newest secret of an endpoint that wants signatures, for sending it a sample.
    ///
    /// # Errors
    /// When the keyring does not give it.
    pub async fn signing_secret(&self, endpoint: &str) -> Result<Option<SecretString>, ActionError> {
        let known = {
            let found = self.0.secrets_found.lock().unwrap_or_else(PoisonError::into_inner);
            found.get(endpoint).and_then(|found| found.as_ref().ok()?.first().cloned())
        };
        if known.is_some() {
            return Ok(known);
        }
        let unread = ActionError::keyring(KeyringNeed::SignSample);
        self.0.secrets.unlock(Purpose::Reading).await.map_err(unread)?;
        self.0.secrets.get(&newest(endpoint)).await.map_err(unread)
    }

    /// Forgets the secrets of an endpoint that is gone.
    pub(super) async fn delete_secrets(&self, endpoint: &str) -> Result<(), SecretsError> {
        self.0.secrets.delete(&newest(endpoint)).await?;
        self.0.secrets.delete(&before(endpoint)).await
    }

    fn mark_signed(&self, endpoint: &str, signed: bool) -> Result<(), SettingsError> {
        self.edit(|document| {
            for table in array_of_tables(document, "endpoint").iter_mut() {
                if table.get("name").and_then(|name| name.as_str()) == Some(endpoint) {
                    set(table, "signed", signed);
                }
            }
        })
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
        let keys = self.0.intake.keys();
        let mut after: Option<DeliveryId> = None;
        loop {
            let batch = self.0.inbox.doubtful(endpoint, doubtful, after, BATCH).await?;
            let Some((last, _)) = batch.last() else { return Ok(()) };
            after = Some(*last);
            let mut now_known: BTreeMap<&'static str, (Authenticity, Vec<DeliveryId>)> = BTreeMap::new();
            for (id, delivery) in &batch {
                let authenticity = keys.authenticity(endpoint, &delivery.headers, &delivery.body);
                // An endpoint that stopped wanting signatures does not make forged deliveries genuine.
                let says_more = authenticity != doubtful && authenticity != Authenticity::Unsigned;
                if says_more && authenticity != Authenticity::Unchecked {
                    now_known.entry(authenticity.as_str()).or_insert((authenticity, Vec::new())).1.push(*id);
                }
            }
            for (authenticity, deliveries) in now_known.into_values() {
                info!(endpoint, count = deliveries.len(), authenticity = authenticity.as_str(), "checked again");
                self.recheck(endpoint, deliveries, doubtful, authenticity).await?;
            }
        }
    }

    async fn recheck(
        &self,
        endpoint: &str,
        deliveries: Vec<DeliveryId>,
        was: Authenticity,
        is: Authenticity,
    ) -> Result<(), ActionError> {
        if was == Authenticity::Unchecked && is != Authenticity::Forged {
            // They were announced when they came.
            self.0.history.set_authenticity(deliveries, is).await?;
        } else {
            // Recorded again from their bytes: a forged one is taken back, a genuine one announced.
            let count = deliveries.len() as u64;
            let (_, gone) = self.0.history.withdraw(deliveries, is).await?;
            if is == Authenticity::Forged {
                let gone: BTreeSet<_> = gone.into_iter().collect();
                self.take_popups_away(|id| gone.contains(&id)).await;
                self.set_status(|status| *status.forged.entry(endpoint.to_owned()).or_default() += count);
            }
            self.0.inbox.look();
        }
        let _ = self.0.news.send(News::Updated(Vec::new()));
        Ok(())
    }
}

/// Whether something is kept that is to be read without a person asking for it.
fn needs_keyring(settings: &Settings) -> bool {
    settings.bases.iter().any(|base| base.connected)
        || settings.endpoints.iter().any(|endpoint| endpoint.signed || endpoint.relay.is_some())
}

/// The names of the endpoints that want signatures.
fn signed(settings: &Settings) -> BTreeSet<String> {
    settings.endpoints.iter().filter(|endpoint| endpoint.signed).map(|endpoint| endpoint.name.clone()).collect()
}

fn status_of(found: &Found) -> SecretStatus {
    match found {
        Ok(secrets) if secrets.is_empty() => SecretStatus::Missing,
        Ok(secrets) => SecretStatus::Known(secrets.len()),
        Err(error) => SecretStatus::Unreadable(error.clone()),
    }
}

fn newest(endpoint: &str) -> String {
    format!("endpoint/{endpoint}")
}

fn before(endpoint: &str) -> String {
    format!("endpoint/{endpoint}/before")
}
