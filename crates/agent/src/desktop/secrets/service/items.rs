//! An agent's items in a Secret Service: found, read, written and deleted, one at a time and asking nobody.

use std::collections::HashMap;

use rowbell_core::config::SecretsError;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use secret_service::{EncryptionType, SecretService};
use zbus::{names::OwnedUniqueName, zvariant::OwnedObjectPath};

use super::{
    super::{SERVICE, user},
    bus::{COLLECTION, ITEM, Items, Look, Service},
    errors::{meaning, meaning_of},
};

/// What KeePassXC 2.7.4 says of every entry beside the attributes that it was given, and libsecret's own.
const OTHERS: [&str; 7] = ["Notes", "Path", "Title", "URL", "UserName", "Uuid", "xdg:schema"];
/// An item's type, which KeePassXC takes for a password rather than for an attached file.
const TEXT: &str = "text/plain";

/// An agent's items in a run of the service.
pub(super) struct Store<'a> {
    pub(super) agent: &'a str,
    pub(super) service: &'a Service,
    pub(super) look: &'a Look,
    pub(super) session: &'a mut Session,
}

/// The session that encrypts secrets on the bus. It is kept, because opening one takes some milliseconds of computing.
#[derive(Default)]
pub(super) struct Session(Option<(OwnedUniqueName, SecretService<'static>)>);

/// Why an item could not be read.
enum Unread {
    /// The session may be to blame.
    Unfit(&'static str),
    Because(SecretsError),
}

impl Session {
    /// The session with this run of the service.
    async fn with(&mut self, service: &Service) -> Result<&SecretService<'static>, SecretsError> {
        let kept = self.0.take().filter(|(owner, _)| *owner == service.owner);
        let (_, session) = self.0.insert(match kept {
            Some(kept) => kept,
            None => {
                let open = |encryption| SecretService::connect_with_existing(encryption, service.bus.clone());
                let opened = match open(EncryptionType::Dh).await {
                    // KWallet without Qt's cryptographic plugin, which Debian only recommends, says InvalidArgs. The bus is
                    // the person's own.
                    Err(secret_service::Error::Zbus(zbus::Error::MethodError(..))) => open(EncryptionType::Plain).await,
                    opened => opened,
                };
                (service.owner.clone(), opened.map_err(|error| meaning_of(&error))?)
            }
        });
        Ok(session)
    }

    fn forget(&mut self) {
        self.0 = None;
    }
}

impl Store<'_> {
    /// Reads a secret.
    pub(super) async fn get(&mut self, name: &str) -> Result<Option<SecretString>, SecretsError> {
        self.look.check()?;
        let found = self.find(Some(name)).await?;
        let Some(item) = found.unlocked.first() else {
            self.refused(&found)?;
            self.has_told_all().await?;
            return Ok(None);
        };
        self.read(item).await.map(Some)
    }

    /// Reads an item, with another session if need be: one in 170 with KWallet 5.103 is unusable, because the two sides
    /// don't agree about zeros at the beginning of a number.
    async fn read(&mut self, item: &OwnedObjectPath) -> Result<SecretString, SecretsError> {
        match self.try_to_read(item).await {
            Err(Unread::Unfit(_)) => self.session.forget(),
            Err(Unread::Because(error)) => return Err(error),
            Ok(secret) => return Ok(secret),
        }
        self.try_to_read(item).await.map_err(|unread| match unread {
            Unread::Unfit(why) => SecretsError::Failed(why.to_owned()),
            Unread::Because(error) => error,
        })
    }

    async fn try_to_read(&mut self, item: &OwnedObjectPath) -> Result<SecretString, Unread> {
        let because = |error: &secret_service::Error| Unread::Because(meaning_of(error));
        let session = self.session.with(self.service).await.map_err(Unread::Because)?;
        let handle = session.get_item_by_path(item.clone()).await.map_err(|error| because(&error))?;
        let secret = match handle.get_secret().await.map(Zeroizing::new) {
            Ok(secret) => secret,
            Err(secret_service::Error::Crypto(_)) => return Err(Unread::Unfit("what it gave could not be decrypted")),
            Err(error) => {
                return Err(match meaning_of(&error) {
                    SecretsError::Locked => Unread::Because(self.locked(item)),
                    // It may have forgotten the session.
                    SecretsError::Failed(_) => Unread::Unfit("it did not give what it has under this name"),
                    error => Unread::Because(error),
                });
            }
        };
        if secret.is_empty() {
            // No secret of ours is empty. KWallet answers so for what is locked, or not saved yet.
            let locked = self.service.property(item.as_str(), ITEM, "Locked").await.unwrap_or(false);
            return Err(match locked {
                true => Unread::Because(self.locked(item)),
                false => Unread::Unfit("it lists this entry and gives nothing; if that stays so, set it again"),
            });
        }
        match std::str::from_utf8(&secret) {
            Ok(text) => Ok(text.to_owned().into()),
            Err(_) => Err(Unread::Unfit("what it has under this name is not one of our secrets")),
        }
    }

    /// Stores a secret in place of the one of that name, and makes sure that it is what the keyring gives from now on.
    pub(super) async fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), SecretsError> {
        if secret.expose_secret().is_empty() {
            return Err(SecretsError::Failed("an empty secret can't be told from none".to_owned()));
        }
        self.look.check()?;
        for last in [false, true] {
            let item = self.write(name, secret).await?;
            // What was written with an unfit session reads well in the same one.
            self.session.forget();
            match self.read(&item).await {
                Ok(kept) if kept.expose_secret() == secret.expose_secret() => break,
                // An entry that KWallet has noted and not saved stays empty whatever is written into it.
                Ok(_) | Err(SecretsError::Failed(_)) if !last => {
                    self.service.delete(&item).await.map_err(|error| meaning(&error))?;
                }
                Ok(_) => return Err(SecretsError::Failed("it keeps something else than it was given".to_owned())),
                Err(error @ (SecretsError::Failed(_) | SecretsError::TimedOut)) => return Err(error),
                Err(_) => return Err(SecretsError::Failed("what it was given could not be read back".to_owned())),
            }
        }
        Ok(())
    }

    async fn write(&mut self, name: &str, secret: &SecretString) -> Result<OwnedObjectPath, SecretsError> {
        let found = self.find(Some(name)).await?;
        self.refused(&found)?;
        let session = self.session.with(self.service).await?;
        let secret = secret.expose_secret().as_bytes();
        let Some((item, others)) = found.unlocked.split_first() else {
            let default = self.look.default.clone().ok_or(SecretsError::NoKeyring)?;
            let keyring = session.get_collection_by_path(default).await.map_err(|error| meaning_of(&error))?;
            let (label, user) = (format!("Rowbell: {name}"), user(self.agent, name));
            let attributes = HashMap::from([("service", SERVICE), ("username", user.as_str())]);
            // With "replace", gnome-keyring overwrites an item of another program that has these attributes and more.
            let made = keyring.create_item(&label, attributes, secret, false, TEXT).await;
            return made.map(|item| item.item_path.clone()).map_err(|error| meaning_of(&error));
        };
        let handle = session.get_item_by_path(item.clone()).await.map_err(|error| meaning_of(&error))?;
        handle.set_secret(secret, TEXT).await.map_err(|error| meaning_of(&error))?;
        // An answer that came too late may have left another one of this name.
        for other in others {
            self.service.delete(other).await.map_err(|error| meaning(&error))?;
        }
        Ok(item.clone())
    }

    /// Forgets a secret.
    pub(super) async fn delete(&mut self, name: &str) -> Result<(), SecretsError> {
        self.look.check()?;
        let found = self.find(Some(name)).await?;
        self.refused(&found)?;
        for item in &found.unlocked {
            if !self.service.delete(item).await.map_err(|error| meaning(&error))? {
                return Err(SecretsError::Refused);
            }
        }
        match found.unlocked.is_empty() {
            true => self.has_told_all().await,
            false => Ok(()),
        }
    }

    /// The agent's items that are locked, though their keyring is open.
    pub(super) async fn locked_items(&self) -> Result<Vec<OwnedObjectPath>, SecretsError> {
        let found = self.find(None).await?;
        Ok(found.locked.into_iter().filter(|item| self.locked(item) == SecretsError::Refused).collect())
    }

    /// Items of the agent, or of this name, the one that was changed last first.
    async fn find(&self, name: Option<&str>) -> Result<Items, SecretsError> {
        let user = user(self.agent, name.unwrap_or_default());
        let mut attributes = HashMap::from([("service", SERVICE)]);
        if name.is_some() {
            attributes.insert("username", &user);
        }
        let found = self.service.search(&attributes).await.map_err(|error| meaning(&error))?;
        let is_ours = |own: &HashMap<String, String>| {
            let only =
                own.keys().all(|key| OTHERS.contains(&key.as_str()) || ["service", "username"].contains(&key.as_str()));
            only && own
                .get("username")
                .is_some_and(|is| if name.is_some() { *is == user } else { is.starts_with(&user) })
        };
        let mut ours = Items::default();
        for (these, ours) in [(found.unlocked, &mut ours.unlocked), (found.locked, &mut ours.locked)] {
            let mut dated = Vec::new();
            for item in these {
                let own = self.service.property(item.as_str(), ITEM, "Attributes").await;
                if is_ours(&own.map_err(|error| meaning(&error))?) {
                    dated.push(item);
                }
            }
            if dated.len() > 1 && name.is_some() {
                let mut times = Vec::new();
                for item in dated {
                    times.push((self.service.property(item.as_str(), ITEM, "Modified").await.unwrap_or(0u64), item));
                }
                times.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
                dated = times.into_iter().map(|(_, item)| item).collect();
            }
            *ours = dated;
        }
        Ok(ours)
    }

    /// Fails when the item that is there can't be used.
    fn refused(&self, found: &Items) -> Result<(), SecretsError> {
        match (found.unlocked.first(), found.locked.first()) {
            (None, Some(item)) => Err(self.locked(item)),
            _ => Ok(()),
        }
    }

    /// Why an item is locked: its keyring is; or KeePassXC has asked whether we may have it, and the answer was no.
    fn locked(&self, item: &OwnedObjectPath) -> SecretsError {
        let is_in = |keyring: &OwnedObjectPath| {
            item.as_str().strip_prefix(keyring.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        match self.look.open.iter().any(is_in) {
            true => SecretsError::Refused,
            false => SecretsError::Locked,
        }
    }

    /// Fails when there may be more than was found: KeePassXC tells nothing of a database that is locked, while others
    /// tell what a locked keyring has.
    async fn has_told_all(&self) -> Result<(), SecretsError> {
        for keyring in &self.look.locked {
            let items = self.service.property(keyring.as_str(), COLLECTION, "Items").await;
            if items.is_ok_and(|items: Vec<OwnedObjectPath>| items.is_empty()) {
                return Err(SecretsError::Locked);
            }
        }
        Ok(())
    }
}
