//! The place for secrets that the person chose: the keyring, or a file once they agreed.

use std::{env, sync::Arc};

use rowbell_core::{
    config::{Access, Purpose, Secrets, SecretsError, SecretsPlace, SettingsFile},
    deliver::desktop::BoxFuture,
};
use secrecy::SecretString;

use super::{Keyring, SecretFile};
use crate::paths::Paths;

/// Follows the settings: `secrets = "keyring"` or `"file"`. `ROWBELL_SECRETS=file` means the file, too.
pub struct ChosenSecrets {
    keyring: Keyring,
    file: SecretFile,
    settings: Arc<SettingsFile>,
}

/// Where secrets are kept if the settings say so.
pub fn place(chosen: SecretsPlace) -> SecretsPlace {
    let file_by_environment = env::var("ROWBELL_SECRETS").is_ok_and(|place| place == "file");
    if file_by_environment { SecretsPlace::File } else { chosen }
}

impl ChosenSecrets {
    /// The places for the secrets of the agent with these files.
    pub fn new(paths: &Paths, settings: Arc<SettingsFile>) -> Self {
        Self { keyring: Keyring::new(paths.keyring_scope()), file: SecretFile::new(paths.secrets()), settings }
    }

    fn place(&self) -> &dyn Secrets {
        match place(self.settings.settings().secrets) {
            SecretsPlace::File => &self.file,
            SecretsPlace::Keyring => &self.keyring,
        }
    }
}

impl Secrets for ChosenSecrets {
    fn access(&self) -> BoxFuture<'_, Access> {
        self.place().access()
    }

    fn unlock(&self, purpose: Purpose) -> BoxFuture<'_, Result<(), SecretsError>> {
        self.place().unlock(purpose)
    }

    fn get(&self, name: &str) -> BoxFuture<'_, Result<Option<SecretString>, SecretsError>> {
        self.place().get(name)
    }

    fn set(&self, name: &str, secret: SecretString) -> BoxFuture<'_, Result<(), SecretsError>> {
        self.place().set(name, secret)
    }

    fn delete(&self, name: &str) -> BoxFuture<'_, Result<(), SecretsError>> {
        self.place().delete(name)
    }
}
