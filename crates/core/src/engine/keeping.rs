//! Tokens and secrets that the person gives: kept together with the settings that name them, or not at all.

use secrecy::SecretString;
use tracing::warn;

use super::{ActionError, Engine};
use crate::{
    config::{Purpose, SecretsError, SettingsError},
    error::KeyringNeed,
};

/// What to keep, by name; none: nothing.
pub(super) type Kept = Vec<(String, Option<SecretString>)>;

impl Engine {
    /// Has the keyring ask for its password, if need be, before something is kept in it or read from it for the person.
    pub(super) async fn unlock_to_keep(&self) -> Result<(), SecretsError> {
        self.0.secrets.unlock(Purpose::Keeping).await
    }

    /// Keeps secrets and then changes the settings. When either fails, what was kept before is put back.
    pub(super) async fn keep(
        &self,
        secrets: Kept,
        then: impl FnOnce(&Self) -> Result<(), SettingsError>,
        need: KeyringNeed,
    ) -> Result<(), ActionError> {
        let refused = ActionError::keyring(need);
        self.unlock_to_keep().await.map_err(refused)?;
        let mut before = Kept::new();
        for (name, secret) in secrets {
            before.push((name.clone(), self.0.secrets.get(&name).await.map_err(refused)?));
            if let Err(error) = self.put(&name, secret).await {
                self.put_back(before).await;
                return Err(refused(error));
            }
        }
        match then(self) {
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
        self.0.secrets_changed.notify_one();
    }

    async fn put(&self, name: &str, secret: Option<SecretString>) -> Result<(), SecretsError> {
        match secret {
            Some(secret) => self.0.secrets.set(name, secret).await,
            None => self.0.secrets.delete(name).await,
        }
    }
}
