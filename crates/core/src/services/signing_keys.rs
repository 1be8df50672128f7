//! The endpoints' addresses and signing secrets in force: what the settings say, with the secrets that were read.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use secrecy::SecretString;
use tokio::sync::Notify;

use super::published::Changes;
use crate::{
    config::{SecretsError, Settings},
    sources::webhook::{EndpointKeys, SecretState, WebhookIntake},
};

/// The secrets of one endpoint, newest first.
pub(super) type Found = Result<Vec<SecretString>, SecretsError>;

/// The secret of an endpoint that wants signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretStatus {
    /// So many are in force.
    Known(usize),
    /// There is none in the keyring.
    Missing,
    /// The keyring does not give it.
    Unreadable(SecretsError),
}

/// Puts keys in force. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SigningKeys {
    webhooks: WebhookIntake,
    found: Arc<Mutex<BTreeMap<String, Found>>>,
    to_read: Arc<Notify>,
    changes: Changes,
}

impl SigningKeys {
    pub(crate) fn new(webhooks: WebhookIntake, changes: &Changes) -> Self {
        Self { webhooks, found: Arc::default(), to_read: Arc::default(), changes: changes.clone() }
    }

    /// The secrets of the endpoints that want signatures, as they were last read.
    pub(crate) fn status(&self) -> BTreeMap<String, SecretStatus> {
        self.found().iter().map(|(name, found)| (name.clone(), status_of(found))).collect()
    }

    /// Takes on a change of the settings. Only what is to be read for the first time is a reason to read.
    pub(super) fn reconcile(&self, before: &Settings, now: &Settings) {
        let has_moved = before.secrets != now.secrets;
        let (signed_before, signed_now) = (signed(before), signed(now));
        self.found().retain(|name, _| !has_moved && signed_now.contains(name));
        if has_moved || !signed_now.is_subset(&signed_before) {
            self.read_soon();
        }
        self.apply(now);
    }

    /// Has the secrets read again.
    pub(super) fn read_soon(&self) {
        self.to_read.notify_one();
    }

    /// Resolves when there is something to read.
    pub(super) async fn to_be_read(&self) {
        self.to_read.notified().await;
    }

    /// Puts secrets in force that were just read. What was read before stays good while the keyring is locked.
    ///
    /// # Errors
    /// Why one of them is missing, if the keyring did not give it.
    pub(super) fn take(&self, read: BTreeMap<String, Found>, settings: &Settings) -> Result<(), SecretsError> {
        let complete = {
            let mut found = self.found();
            for (name, secrets) in read {
                if secrets.is_ok() || !matches!(found.get(&name), Some(Ok(_))) {
                    found.insert(name, secrets);
                }
            }
            let wanted = signed(settings);
            found.retain(|name, _| wanted.contains(name));
            found.values().find_map(|found| found.as_ref().err().cloned()).map_or(Ok(()), Err)
        };
        self.apply(settings);
        complete
    }

    /// What could not be read can't be read for this reason now.
    pub(super) fn unreadable_because(&self, error: &SecretsError) {
        self.found().values_mut().filter(|found| found.is_err()).for_each(|found| *found = Err(error.clone()));
        self.changes.tell();
    }

    /// The newest secret of an endpoint, if it was read.
    pub(super) fn newest(&self, endpoint: &str) -> Option<SecretString> {
        self.found().get(endpoint).and_then(|found| found.as_ref().ok()?.first().cloned())
    }

    /// Puts the keys of these settings in force. An endpoint that wants signatures and has no secret here is received unchecked.
    pub(super) fn apply(&self, settings: &Settings) {
        let found = self.found();
        let mut keys = EndpointKeys::default();
        for endpoint in &settings.endpoints {
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
        self.webhooks.set_keys(keys);
        self.changes.tell();
    }

    fn found(&self) -> MutexGuard<'_, BTreeMap<String, Found>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The names of the endpoints that want signatures.
pub(super) fn signed(settings: &Settings) -> BTreeSet<String> {
    settings.endpoints.iter().filter(|endpoint| endpoint.signed).map(|endpoint| endpoint.name.clone()).collect()
}

fn status_of(found: &Found) -> SecretStatus {
    match found {
        Ok(secrets) if secrets.is_empty() => SecretStatus::Missing,
        Ok(secrets) => SecretStatus::Known(secrets.len()),
        Err(error) => SecretStatus::Unreadable(error.clone()),
    }
}
