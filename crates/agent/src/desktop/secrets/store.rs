//! The platform's credential store, as it is used on the keyring's thread, and what its errors mean.

use std::{collections::HashMap, sync::Arc};

use keyring_core::{CredentialStore, Entry, Error};
use rowbell_core::config::{Access, SecretsError};
use secrecy::SecretString;

/// The service name under which the keyring's own programs list Rowbell's entries.
const SERVICE: &str = "Rowbell";

/// The credential store, opened when it is first needed and again after it was lost.
pub(super) struct Store {
    agent: String,
    open: Option<Arc<CredentialStore>>,
}

impl Store {
    pub(super) fn new(agent: &str) -> Self {
        Self { agent: agent.to_owned(), open: None }
    }

    pub(super) fn get(&mut self, name: &str) -> Result<Option<SecretString>, SecretsError> {
        let read = self.with_entry(name, |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(secret.into())),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        });
        read.map_err(|error| meaning(&error))
    }

    pub(super) fn set(&mut self, name: &str, secret: &str) -> Result<(), SecretsError> {
        self.with_entry(name, |entry| entry.set_password(secret)).map_err(|error| meaning(&error))
    }

    pub(super) fn delete(&mut self, name: &str) -> Result<(), SecretsError> {
        let deleted = self.with_entry(name, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            other => other,
        });
        deleted.map_err(|error| meaning(&error))
    }

    /// Does something with an entry. A store that was open before may be of a service that has ended since, so after a
    /// failure it is opened anew, once.
    fn with_entry<T>(&mut self, name: &str, act: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
        let was_open = self.open.is_some();
        match self.try_entry(name, &act) {
            Err(Error::PlatformFailure(_)) if was_open => self.try_entry(name, &act),
            other => other,
        }
    }

    fn try_entry<T>(&mut self, name: &str, act: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
        let store = match self.open.take() {
            Some(store) => store,
            None => platform::open()?,
        };
        let user = format!("{}/{name}", self.agent);
        let label = format!("Rowbell: {name}");
        let modifiers = HashMap::from([("label", label.as_str())]);
        let modifiers = platform::LABELS.then_some(&modifiers);
        let done = store.build(SERVICE, &user, modifiers).and_then(|entry| act(&entry));
        if !matches!(done, Err(Error::PlatformFailure(_))) {
            self.open = Some(store);
        }
        done
    }
}

/// What can be said about the keyring's service while it does not answer.
#[derive(Debug, Default)]
pub(super) struct Service {
    /// Tells this run of the service from another.
    pub(super) name: Option<String>,
    /// Whether the keyring is locked, as far as it can be told.
    pub(super) locked: bool,
}

/// Looks at the service without waiting long for it.
pub(super) async fn service() -> Service {
    platform::service().await
}

/// Looks whether the keyring is open, without making it start or ask.
pub(super) async fn access() -> Access {
    platform::access().await
}

/// What an error means, in words of our own: a store's texts may be translated, and may quote what they were given.
fn meaning(error: &Error) -> SecretsError {
    let failed = |what: &str| SecretsError::Failed(what.to_owned());
    match error {
        Error::PlatformFailure(source) | Error::NoStorageAccess(source) => platform::meaning(source.as_ref())
            .unwrap_or(match error {
                Error::NoStorageAccess(_) => SecretsError::Locked,
                _ => failed("it could not be used"),
            }),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            failed("what it has under this name is not one of our secrets")
        }
        Error::TooLong(_, limit) => SecretsError::Failed(format!("it takes no more than {limit} characters")),
        Error::Ambiguous(_) => failed("it has several secrets of this name; delete them in the keyring's own program"),
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => SecretsError::Missing,
        _ => failed("it refused"),
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::{error::Error as StdError, sync::Arc, time::Duration};

    use keyring_core::{CredentialStore, Error};
    use rowbell_core::config::{Access, SecretsError};
    use secret_service::Error as ServiceError;
    use tokio::time::timeout;
    use zbus::{Connection, names::ErrorName, zvariant::OwnedObjectPath, zvariant::OwnedValue};

    use super::Service;

    /// Entries can have a label for the person.
    pub(super) const LABELS: bool = true;
    const NAME: &str = "org.freedesktop.secrets";

    pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    /// What a Secret Service error means; `None` if there is nothing special about it.
    pub(super) fn meaning(source: &(dyn StdError + 'static)) -> Option<SecretsError> {
        match source.downcast_ref::<ServiceError>()? {
            ServiceError::Locked | ServiceError::Prompt => Some(SecretsError::Locked),
            ServiceError::Unavailable | ServiceError::PromptDisconnected => Some(SecretsError::Missing),
            ServiceError::NoResult => Some(SecretsError::Failed("there is no default keyring".to_owned())),
            ServiceError::Zbus(error) => bus_meaning(error),
            ServiceError::ZbusFdo(error) => match error {
                zbus::fdo::Error::ZBus(error) => bus_meaning(error),
                error => named(&zbus::DBusError::name(error)),
            },
            _ => None,
        }
    }

    fn bus_meaning(error: &zbus::Error) -> Option<SecretsError> {
        match error {
            zbus::Error::MethodError(name, ..) => named(name),
            zbus::Error::FDO(error) => named(&zbus::DBusError::name(error.as_ref())),
            zbus::Error::InputOutput(error) if error.kind() == std::io::ErrorKind::TimedOut => {
                Some(SecretsError::TimedOut)
            }
            zbus::Error::Address(_)
            | zbus::Error::Connection(..)
            | zbus::Error::InputOutput(_)
            | zbus::Error::Handshake(_)
            | zbus::Error::InterfaceNotFound => Some(SecretsError::Missing),
            _ => None,
        }
    }

    fn named(name: &ErrorName<'_>) -> Option<SecretsError> {
        let name = name.as_str();
        if let Some(short) = name.strip_prefix("org.freedesktop.DBus.Error.") {
            return match short {
                "ServiceUnknown" | "NameHasNoOwner" | "Disconnected" | "NoServer" => Some(SecretsError::Missing),
                "NoReply" | "Timeout" | "TimedOut" => Some(SecretsError::TimedOut),
                _ if short.starts_with("Spawn.") => Some(SecretsError::Missing),
                _ => Some(SecretsError::Failed(format!("it refused with {name}"))),
            };
        }
        match name {
            "org.freedesktop.Secret.Error.IsLocked" => Some(SecretsError::Locked),
            _ => Some(SecretsError::Failed(format!("it refused with {name}"))),
        }
    }

    /// Asks over a connection of its own, since the store's is waiting.
    pub(super) async fn service() -> Service {
        let mut service = Service::default();
        // What was found out until the time is over counts.
        let _ = timeout(Duration::from_secs(1), look(&mut service)).await;
        service
    }

    pub(super) async fn access() -> Access {
        let mut service = Service::default();
        let looked = timeout(Duration::from_secs(1), look(&mut service)).await;
        match (service.name, looked) {
            (None, _) => Access::Missing,
            // An error says that there is no default keyring, so nothing that could be locked.
            (Some(_), Ok(_)) if !service.locked => Access::Open,
            (Some(_), _) => Access::Locked,
        }
    }

    async fn look(found: &mut Service) -> zbus::Result<()> {
        let bus = Connection::session().await?;
        let driver = Some("org.freedesktop.DBus");
        let reply = bus.call_method(driver, "/org/freedesktop/DBus", driver, "GetNameOwner", &NAME).await?;
        found.name = Some(reply.body().deserialize()?);
        let service = "org.freedesktop.Secret.Service";
        let reply =
            bus.call_method(Some(NAME), "/org/freedesktop/secrets", Some(service), "ReadAlias", &"default").await?;
        let collection: OwnedObjectPath = reply.body().deserialize()?;
        let properties = "org.freedesktop.DBus.Properties";
        let asked = ("org.freedesktop.Secret.Collection", "Locked");
        let reply = bus.call_method(Some(NAME), &collection, Some(properties), "Get", &asked).await?;
        let locked: OwnedValue = reply.body().deserialize()?;
        found.locked = bool::try_from(locked)?;
        Ok(())
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use std::{error::Error as StdError, sync::Arc};

    use keyring_core::{CredentialStore, Error};
    use rowbell_core::config::{Access, SecretsError};

    use super::Service;

    /// These stores know no labels.
    pub(super) const LABELS: bool = false;

    #[cfg(target_os = "macos")]
    pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    #[cfg(windows)]
    pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    #[cfg(not(any(target_os = "macos", windows)))]
    pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
        Err(Error::NotSupportedByStore("no keyring is known for this system".to_owned()))
    }

    pub(super) fn meaning(_source: &(dyn StdError + 'static)) -> Option<SecretsError> {
        None
    }

    pub(super) async fn service() -> Service {
        Service::default()
    }

    /// These can't be asked.
    pub(super) async fn access() -> Access {
        Access::Open
    }
}
