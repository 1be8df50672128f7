//! Tokens and secrets that the person gives: kept together with the settings that name them, or not at all.

use std::sync::Arc;

use secrecy::SecretString;
use tracing::warn;

use super::configuration::Configuration;
use crate::{
    config::{Purpose, Secrets, SecretsError, SettingsEdit},
    error::{ActionError, KeyringNeed},
};

/// What to keep, by name; none: nothing.
pub(super) type Kept = Vec<(String, Option<SecretString>)>;

/// Keeps secrets and settings in step. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SecretKeeper {
    store: Arc<dyn Secrets>,
    settings: Configuration,
}

impl SecretKeeper {
    pub(crate) fn new(store: Arc<dyn Secrets>, settings: Configuration) -> Self {
        Self { store, settings }
    }

    /// Where secrets are kept.
    pub(super) fn store(&self) -> &Arc<dyn Secrets> {
        &self.store
    }

    /// Has the keyring ask for its password, if need be, before something is kept in it or read from it for the person.
    pub(super) async fn unlock_to_keep(&self) -> Result<(), SecretsError> {
        self.store.unlock(Purpose::Keeping).await
    }

    /// Keeps secrets and then changes the settings. When either fails, what was kept before is put back.
    pub(super) async fn keep(
        &self,
        secrets: Kept,
        edits: impl IntoIterator<Item = SettingsEdit>,
        need: KeyringNeed,
    ) -> Result<(), ActionError> {
        let refused = ActionError::keyring(need);
        self.unlock_to_keep().await.map_err(refused)?;
        let mut before = Kept::new();
        for (name, secret) in secrets {
            before.push((name.clone(), self.store.get(&name).await.map_err(refused)?));
            if let Err(error) = self.put(&name, secret).await {
                self.put_back(before).await;
                return Err(refused(error));
            }
        }
        match self.settings.edit(edits) {
            Ok(()) => Ok(()),
            Err(error) => {
                self.put_back(before).await;
                Err(error.into())
            }
        }
    }

    async fn put_back(&self, before: Kept) {
        for (name, secret) in before.into_iter().rev() {
            if let Err(error) = self.put(&name, secret).await {
                warn!(name, %error, "what was kept before could not be put back");
            }
        }
        // What the keyring has is what counts, whatever became of it.
        self.settings.keys().read_soon();
    }

    async fn put(&self, name: &str, secret: Option<SecretString>) -> Result<(), SecretsError> {
        match secret {
            Some(secret) => self.store.set(name, secret).await,
            None => self.store.delete(name).await,
        }
    }
}
