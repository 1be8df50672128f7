//! The keyring of Windows and macOS.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use keyring_core::{CredentialStore, Entry, Error};
use rowbell_core::{
    config::{Access, Purpose, Secrets, SecretsError},
    deliver::desktop::BoxFuture,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::{SERVICE, user};

/// How long a caller waits for the keyring, which may ask the person something.
const PATIENCE: Duration = Duration::from_secs(60);

/// The keyring. Nothing happens before the first request.
pub struct Keyring {
    agent: String,
    /// One request at a time; they block, so each has a thread for as long as it takes.
    store: Arc<Mutex<Option<Arc<CredentialStore>>>>,
}

impl Keyring {
    /// A keyring for one agent; `agent` tells its secrets from those of other agents of the same person.
    pub fn new(agent: impl Into<String>) -> Self {
        Self { agent: agent.into(), store: Arc::default() }
    }

    async fn with_entry<T: Send + 'static>(
        &self,
        name: &str,
        act: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, SecretsError> {
        let (store, user) = (self.store.clone(), user(&self.agent, name));
        let acted = tokio::task::spawn_blocking(move || {
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            let opened = match store.take() {
                Some(store) => store,
                None => open()?,
            };
            let acted = opened.build(SERVICE, &user, None).and_then(|entry| act(&entry));
            *store = Some(opened);
            acted
        });
        match timeout(PATIENCE, acted).await {
            Ok(Ok(acted)) => acted.map_err(|error| meaning(&error)),
            Ok(Err(_)) => Err(SecretsError::Failed("its thread has ended".to_owned())),
            Err(_) => Err(SecretsError::TimedOut),
        }
    }
}

#[cfg(target_os = "macos")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "macos", windows)))]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Err(Error::NotSupportedByStore("no keyring is known for this system".to_owned()))
}

/// What an error means, in words of our own: a store's texts may be translated, and may quote what they were given.
fn meaning(error: &Error) -> SecretsError {
    let failed = |what: &str| SecretsError::Failed(what.to_owned());
    match error {
        Error::PlatformFailure(_) => failed("it could not be used"),
        // Locked, or not allowed; whether it was unlocked can't be looked at.
        Error::NoStorageAccess(_) => SecretsError::Refused,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            failed("what it has under this name is not one of our secrets")
        }
        Error::TooLong(_, limit) => SecretsError::Failed(format!("it takes no more than {limit} characters")),
        Error::Ambiguous(_) => failed("it has several secrets of this name; delete them in the keyring's own program"),
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => SecretsError::Missing,
        _ => failed("it refused"),
    }
}

impl Secrets for Keyring {
    /// These can't be asked.
    fn access(&self) -> BoxFuture<'_, Access> {
        Box::pin(std::future::ready(Access::Open))
    }

    /// These ask by themselves when a secret is read or written.
    fn unlock(&self, _purpose: Purpose) -> BoxFuture<'_, Result<(), SecretsError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn get(&self, name: &str) -> BoxFuture<'_, Result<Option<SecretString>, SecretsError>> {
        let name = name.to_owned();
        Box::pin(async move {
            let read = |entry: &Entry| match entry.get_password() {
                Ok(secret) => Ok(Some(SecretString::from(secret))),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(error),
            };
            self.with_entry(&name, read).await
        })
    }

    fn set(&self, name: &str, secret: SecretString) -> BoxFuture<'_, Result<(), SecretsError>> {
        let name = name.to_owned();
        Box::pin(async move { self.with_entry(&name, move |entry| entry.set_password(secret.expose_secret())).await })
    }

    fn delete(&self, name: &str) -> BoxFuture<'_, Result<(), SecretsError>> {
        let name = name.to_owned();
        Box::pin(async move {
            let delete = |entry: &Entry| match entry.delete_credential() {
                Err(Error::NoEntry) => Ok(()),
                other => other,
            };
            self.with_entry(&name, delete).await
        })
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("agent", &self.agent).finish_non_exhaustive()
    }
}
