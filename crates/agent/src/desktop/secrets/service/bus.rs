//! The Secret Service on the bus: what it has, and what it asks the person.
//!
//! Services differ in when they ask for what. What is said here of KeePassXC 2.7.4, KWallet 5.103 and gnome-keyring 42.1 was
//! seen there; nothing depends on which one it is but [`Service::opened_elsewhere`].

use std::collections::HashMap;

use futures_util::StreamExt;
use serde::{Serialize, de::DeserializeOwned};
use zbus::{
    Connection, MatchRule, MessageStream,
    message::Type,
    names::OwnedUniqueName,
    zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Type as Typed, Value},
};

const NAME: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
pub(super) const COLLECTION: &str = "org.freedesktop.Secret.Collection";
pub(super) const ITEM: &str = "org.freedesktop.Secret.Item";
const PROMPT: &str = "org.freedesktop.Secret.Prompt";
/// The name of a keyring that is created for the person, who sees it in their keyring program. Other programs use it, too.
const NEW_KEYRING: &str = "Default keyring";
/// KWallet's own interface, by the version of KDE.
const KWALLETS: [(&str, &str); 2] =
    [("org.kde.kwalletd6", "/modules/kwalletd6"), ("org.kde.kwalletd5", "/modules/kwalletd5")];

/// A run of the service.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) bus: Connection,
    /// Tells this run from another.
    pub(super) owner: OwnedUniqueName,
}

/// Its keyrings. That of the session, which is forgotten with it, is none.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Where new secrets go.
    pub(super) default: Option<OwnedObjectPath>,
    pub(super) open: Vec<OwnedObjectPath>,
    pub(super) locked: Vec<OwnedObjectPath>,
}

/// Items that were found.
#[derive(Debug, Default)]
pub(super) struct Items {
    pub(super) unlocked: Vec<OwnedObjectPath>,
    pub(super) locked: Vec<OwnedObjectPath>,
}

impl Look {
    /// Whether the keyring is locked that new secrets go to, or all that there is.
    pub(super) fn is_locked(&self) -> bool {
        match &self.default {
            Some(default) => !self.open.contains(default),
            None => self.open.is_empty() && !self.locked.is_empty(),
        }
    }

    /// Whether there is no keyring.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.locked.is_empty()
    }

    /// What is to be unlocked.
    fn to_unlock(&self) -> Vec<OwnedObjectPath> {
        match &self.default {
            Some(default) => vec![default.clone()],
            None => self.locked.clone(),
        }
    }
}

impl Service {
    /// The one that is running, if any.
    pub(super) async fn running(bus: &Connection) -> zbus::Result<Option<Self>> {
        let driver = Some("org.freedesktop.DBus");
        match bus.call_method(driver, "/org/freedesktop/DBus", driver, "GetNameOwner", &NAME).await {
            Ok(reply) => Ok(Some(Self { bus: bus.clone(), owner: reply.body().deserialize()? })),
            Err(zbus::Error::MethodError(..)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The one that is running; it is started if necessary and possible.
    pub(super) async fn started(bus: &Connection) -> zbus::Result<Option<Self>> {
        let driver = Some("org.freedesktop.DBus");
        let started =
            bus.call_method(driver, "/org/freedesktop/DBus", driver, "StartServiceByName", &(NAME, 0u32)).await;
        match started {
            Ok(_) | Err(zbus::Error::MethodError(..)) => Self::running(bus).await,
            Err(error) => Err(error),
        }
    }

    /// Calls what this run has at `path`.
    pub(super) async fn call<B, R>(&self, path: &str, interface: &str, method: &str, body: &B) -> zbus::Result<R>
    where
        B: Serialize + DynamicType,
        R: DeserializeOwned + Typed,
    {
        let reply = self.bus.call_method(Some(&self.owner), path, Some(interface), method, body).await?;
        reply.body().deserialize()
    }

    /// Reads a property.
    pub(super) async fn property<R>(&self, path: &str, interface: &str, name: &str) -> zbus::Result<R>
    where
        R: TryFrom<OwnedValue>,
        zbus::Error: From<R::Error>,
    {
        let value: OwnedValue = self.call(path, "org.freedesktop.DBus.Properties", "Get", &(interface, name)).await?;
        Ok(R::try_from(value)?)
    }

    /// Looks at its keyrings. Asks nobody.
    pub(super) async fn look(&self) -> zbus::Result<Look> {
        let default = self.alias("default").await?;
        let sessions = self.alias("session").await.ok().flatten();
        let mut all: Vec<OwnedObjectPath> = self.property(ROOT, SERVICE, "Collections").await?;
        all.extend(default.clone().filter(|default| !all.contains(default)));
        let mut look = Look { default, ..Look::default() };
        for path in all.into_iter().filter(|path| Some(path) != sessions.as_ref()) {
            match self.property(path.as_str(), COLLECTION, "Locked").await {
                Ok(false) => look.open.push(path),
                Ok(true) => look.locked.push(path),
                // It went away just now.
                Err(zbus::Error::MethodError(..)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(look)
    }

    async fn alias(&self, name: &str) -> zbus::Result<Option<OwnedObjectPath>> {
        let path: OwnedObjectPath = self.call(ROOT, SERVICE, "ReadAlias", &name).await?;
        Ok(Some(path).filter(|path| path.as_str() != "/"))
    }

    /// Items that have these attributes, and maybe more. KeePassXC asks for a database's password first when none is open,
    /// answers afterwards, and answers "nothing" when its window was closed.
    pub(super) async fn search(&self, attributes: &HashMap<&str, &str>) -> zbus::Result<Items> {
        let (unlocked, locked) = self.call(ROOT, SERVICE, "SearchItems", attributes).await?;
        Ok(Items { unlocked, locked })
    }

    /// Whether the keyring is open though the service says that it is locked. KWallet says so of a wallet that was opened by the
    /// login or another program until it is asked to unlock it, which then needs no window.
    pub(super) async fn opened_elsewhere(&self, look: &Look) -> bool {
        let Some(default) = look.default.as_ref().filter(|_| look.is_locked()) else { return false };
        let Ok(wallet) = self.property::<String>(default.as_str(), COLLECTION, "Label").await else { return false };
        for (name, path) in KWALLETS {
            let interface = Some("org.kde.KWallet");
            let asked = self.bus.call_method(Some(&self.owner), path, interface, "isOpen", &wallet.as_str()).await;
            let Ok(reply) = asked else { continue };
            // Only its own word counts.
            let driver = Some("org.freedesktop.DBus");
            let owner = self.bus.call_method(driver, "/org/freedesktop/DBus", driver, "GetNameOwner", &name).await;
            let is_kwallet = owner
                .is_ok_and(|owner| owner.body().deserialize().is_ok_and(|owner: OwnedUniqueName| owner == self.owner));
            return is_kwallet && reply.body().deserialize().unwrap_or(false);
        }
        false
    }

    /// Unlocks keyrings. False when the person did not.
    pub(super) async fn unlock_keyrings(&self, look: &Look) -> zbus::Result<bool> {
        self.unlock(&look.to_unlock()).await
    }

    /// Unlocks keyrings or items. False when the person did not.
    pub(super) async fn unlock(&self, objects: &[OwnedObjectPath]) -> zbus::Result<bool> {
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = self.call(ROOT, SERVICE, "Unlock", &objects).await?;
        self.prompted(&prompt).await
    }

    /// Has the person make a keyring, as other programs do. False when they did not.
    pub(super) async fn make_keyring(&self) -> zbus::Result<bool> {
        let properties = HashMap::from([("org.freedesktop.Secret.Collection.Label", Value::from(NEW_KEYRING))]);
        let (_, prompt): (OwnedObjectPath, OwnedObjectPath) =
            self.call(ROOT, SERVICE, "CreateCollection", &(properties, "default")).await?;
        self.prompted(&prompt).await
    }

    /// Deletes an item. False when the person refused.
    pub(super) async fn delete(&self, item: &OwnedObjectPath) -> zbus::Result<bool> {
        let prompt: OwnedObjectPath = self.call(item.as_str(), ITEM, "Delete", &()).await?;
        self.prompted(&prompt).await
    }

    /// Shows a prompt and waits for its end; `/` is none. False when it was dismissed.
    async fn prompted(&self, prompt: &ObjectPath<'_>) -> zbus::Result<bool> {
        if prompt.as_str() == "/" {
            return Ok(true);
        }
        let signals = || MatchRule::builder().msg_type(Type::Signal);
        let completed = signals().sender(&self.owner)?.interface(PROMPT)?.member("Completed")?.path(prompt)?.build();
        let gone = signals()
            .interface("org.freedesktop.DBus")?
            .member("NameOwnerChanged")?
            .arg(0, self.owner.as_str())?
            .build();
        let mut completed = MessageStream::for_match_rule(completed, &self.bus, None).await?;
        let mut gone = MessageStream::for_match_rule(gone, &self.bus, None).await?;
        let () = self.call(prompt.as_str(), PROMPT, "Prompt", &"").await?;
        tokio::select! {
            Some(Ok(completed)) = completed.next() => {
                let (dismissed, _): (bool, OwnedValue) = completed.body().deserialize()?;
                Ok(!dismissed)
            }
            _ = gone.next() => Err(zbus::fdo::Error::Disconnected("the service ended while it asked".to_owned()).into()),
        }
    }
}
