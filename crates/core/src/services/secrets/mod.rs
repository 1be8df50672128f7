//! The endpoints' signing secrets: set, read from the keyring, and two at a time during a rotation.

mod keyring;
mod recheck;

use std::{collections::BTreeMap, sync::Arc};

use secrecy::SecretString;
use tokio::sync::Mutex;
use tracing::warn;

pub use self::keyring::Keyring;
pub(crate) use self::recheck::Recheck;
use super::{
    configuration::Configuration,
    forged::Forged,
    random::new_secret,
    secret_keeper::SecretKeeper,
    signing_keys::{Found, signed},
};
use crate::{
    config::{EndpointEdit, Purpose, SecretsError, SettingsEdit},
    error::{ActionError, KeyringNeed},
};

/// Sets and reads them. Cheap to clone.
#[derive(Clone)]
pub struct SigningSecrets {
    settings: Configuration,
    keeper: SecretKeeper,
    forged: Forged,
    recheck: Recheck,
    /// Held while they are read.
    reading: Arc<Mutex<()>>,
}

impl SigningSecrets {
    pub(crate) fn new(settings: Configuration, keeper: SecretKeeper, forged: Forged, recheck: Recheck) -> Self {
        Self { settings, keeper, forged, recheck, reading: Arc::default() }
    }

    /// Sets an endpoint's secret, or removes it. With `keep_old` the one before stays valid beside it.
    ///
    /// # Errors
    /// When there is no such endpoint, or keyring or settings can't be written.
    pub async fn set(&self, endpoint: &str, secret: Option<SecretString>, keep_old: bool) -> Result<(), ActionError> {
        self.settings.known_endpoint(endpoint)?;
        let is_signed = secret.is_some();
        self.keeper.unlock_to_keep().await?;
        let old = if keep_old { self.keeper.store().get(&newest(endpoint)).await? } else { None };
        let secrets = vec![(before(endpoint), old), (newest(endpoint), secret)];
        let edit = SettingsEdit::Endpoint(endpoint.to_owned(), EndpointEdit::Signed(is_signed));
        self.keeper.keep(secrets, [edit], KeyringNeed::ChangeSecret).await?;
        self.forged.acknowledge(|known| known == endpoint);
        // The secret is stored; if it can't be read now, the status says so.
        drop(self.load().await);
        Ok(())
    }

    /// Has an endpoint demand a new secret that Rowbell makes, and gives it. With `keep_old` the one before stays valid.
    ///
    /// # Errors
    /// As [`SigningSecrets::set`].
    pub async fn generate(&self, endpoint: &str, keep_old: bool) -> Result<String, ActionError> {
        let secret = new_secret();
        self.set(endpoint, Some(secret.clone().into()), keep_old).await?;
        Ok(secret)
    }

    /// Ends a rotation: only the newest secret stays valid.
    ///
    /// # Errors
    /// As [`SigningSecrets::set`].
    pub async fn drop_old(&self, endpoint: &str) -> Result<(), ActionError> {
        self.settings.known_endpoint(endpoint)?;
        self.keeper.store().delete(&before(endpoint)).await?;
        drop(self.load().await);
        Ok(())
    }

    /// The newest secret of an endpoint that wants signatures, for sending it a sample.
    ///
    /// # Errors
    /// When the keyring does not give it.
    pub async fn newest(&self, endpoint: &str) -> Result<Option<SecretString>, ActionError> {
        if let Some(known) = self.settings.keys().newest(endpoint) {
            return Ok(Some(known));
        }
        let unread = ActionError::keyring(KeyringNeed::SignSample);
        self.keeper.store().unlock(Purpose::Reading).await.map_err(unread)?;
        self.keeper.store().get(&newest(endpoint)).await.map_err(unread)
    }

    /// Has the keyring ask for its password, if need be, before anything else is done for the person.
    pub(super) async fn unlock_to_keep(&self) -> Result<(), SecretsError> {
        self.keeper.unlock_to_keep().await
    }

    /// Forgets the secrets of an endpoint that is gone.
    pub(super) async fn delete(&self, endpoint: &str) -> Result<(), SecretsError> {
        self.keeper.store().delete(&newest(endpoint)).await?;
        self.keeper.store().delete(&before(endpoint)).await
    }

    /// Reads the secrets and puts them in force. Fails when one is missing because of the keyring.
    async fn load(&self) -> Result<(), SecretsError> {
        let _one_at_a_time = self.reading.lock().await;
        let mut read = BTreeMap::new();
        let mut refused = None;
        for name in signed(&self.settings.settings()) {
            let secrets = match &refused {
                // One question is enough: what the keyring said holds for the others, too.
                Some(error) => Err(SecretsError::clone(error)),
                None => self.read(&name).await,
            };
            if let Err(error) = &secrets {
                warn!(endpoint = name, %error, "a secret can't be read");
                refused = Some(error.clone()).filter(|error| !matches!(error, SecretsError::Failed(_)));
            }
            read.insert(name, secrets);
        }
        let complete = self.settings.keys().take(read, &self.settings.settings());
        self.recheck.all(&self.settings.settings()).await;
        complete
    }

    async fn read(&self, endpoint: &str) -> Found {
        let mut secrets = Vec::new();
        for name in [newest(endpoint), before(endpoint)] {
            secrets.extend(self.keeper.store().get(&name).await?);
        }
        Ok(secrets)
    }
}

fn newest(endpoint: &str) -> String {
    format!("endpoint/{endpoint}")
}

fn before(endpoint: &str) -> String {
    format!("endpoint/{endpoint}/before")
}
