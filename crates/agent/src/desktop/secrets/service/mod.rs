//! The keyring on Linux: whatever program speaks the Secret Service's protocol on the session bus.

mod bus;
mod errors;
mod items;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rowbell_core::{
    config::{Access, Purpose, Secrets, SecretsError},
    deliver::desktop::BoxFuture,
};
use secrecy::SecretString;
use tokio::{sync::Mutex, time::timeout};
use zbus::Connection;

use bus::{Look, Service};
use errors::meaning;
use items::{Session, Store};

/// How long the keyring is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How long a secret may take to be read.
const READ: Duration = Duration::from_secs(5);
/// How long one may take to be written or deleted: the keyring may ask about that.
const WRITE: Duration = Duration::from_secs(30);
/// How long it is waited for a person's answer.
const PATIENCE: Duration = Duration::from_secs(120);
/// From how long on a service that has no keyring has not just looked, but asked the person for one.
const ASKED: Duration = Duration::from_millis(500);

/// The keyring. Nothing happens before the first request: no connection, no prompt.
///
/// Secrets are read and written one at a time, because gnome-keyring and KWallet have failed when asked for several at once;
/// who waits in line waits as long as those before take. A keyring that starts later, or again, is found without a restart.
pub struct Keyring(Arc<Inner>);

struct Inner {
    agent: String,
    bus: Mutex<Option<Connection>>,
    line: Mutex<Session>,
    /// How often a request was not answered in time. The others in line then don't wait for the same.
    late: AtomicU64,
    /// Held while the person is asked.
    asking: Mutex<()>,
    /// How often the answer was no. It holds for all who waited for it.
    refusals: AtomicU64,
}

enum Request {
    Get,
    Set(SecretString),
    Delete,
}

impl Keyring {
    /// A keyring for one agent; `agent` tells its secrets from those of other agents of the same person.
    pub fn new(agent: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            agent: agent.into(),
            bus: Mutex::default(),
            line: Mutex::default(),
            late: AtomicU64::default(),
            asking: Mutex::default(),
            refusals: AtomicU64::default(),
        }))
    }
}

impl Inner {
    async fn access(&self) -> Access {
        let looked = timeout(LOOK, async {
            let Some(service) = self.running().await? else { return Ok(Access::Missing) };
            Ok::<_, SecretsError>(match self.look(&service).await?.check() {
                Ok(()) => Access::Open,
                Err(SecretsError::NoKeyring) => Access::NoKeyring,
                Err(_) => Access::Locked,
            })
        });
        match looked.await {
            Ok(Ok(access)) => access,
            Ok(Err(SecretsError::Missing)) => Access::Missing,
            Ok(Err(_)) | Err(_) => Access::Locked,
        }
    }

    /// Reads or writes a secret when it is its turn.
    async fn ask(&self, name: &str, request: Request) -> Result<Option<SecretString>, SecretsError> {
        let late = self.late.load(Ordering::Acquire);
        let mut session = self.line.lock().await;
        if self.late.load(Ordering::Acquire) != late {
            return Err(SecretsError::TimedOut);
        }
        let limit = if matches!(request, Request::Get) { READ } else { WRITE };
        let answered = timeout(limit, async {
            let service = self.running().await?.ok_or(SecretsError::Missing)?;
            let look = self.look(&service).await?;
            let mut store = Store { agent: &self.agent, service: &service, look: &look, session: &mut session };
            match request {
                Request::Get => store.get(name).await,
                Request::Set(secret) => store.set(name, &secret).await.map(|()| None),
                Request::Delete => store.delete(name).await.map(|()| None),
            }
        });
        let answer = answered.await.unwrap_or(Err(SecretsError::TimedOut));
        if matches!(answer, Err(SecretsError::TimedOut)) {
            self.late.fetch_add(1, Ordering::Release);
        }
        answer
    }

    /// Asks the person, one question at a time.
    async fn unlock(&self, purpose: Purpose) -> Result<(), SecretsError> {
        let refusals = self.refusals.load(Ordering::Acquire);
        let _one_at_a_time = self.asking.lock().await;
        if self.refusals.load(Ordering::Acquire) != refusals {
            return Err(SecretsError::Locked);
        }
        let unlocked = self.ask_person(purpose).await;
        if matches!(unlocked, Err(SecretsError::Locked | SecretsError::Refused)) {
            self.refusals.fetch_add(1, Ordering::Release);
        }
        unlocked
    }

    async fn ask_person(&self, purpose: Purpose) -> Result<(), SecretsError> {
        let failed = |error: zbus::Error| meaning(&error);
        let service = Service::started(&self.bus().await?).await.map_err(failed)?.ok_or(SecretsError::Missing)?;
        let mut look = self.look(&service).await?;
        if look.is_empty() {
            // A service that has its keyrings in files that the person opens, such as KeePassXC, asks for one when something
            // is looked for. Where they close its window, they don't want to be asked for a new one.
            let begun = Instant::now();
            service.search(&[("service", super::SERVICE)].into()).await.map_err(failed)?;
            look = self.look(&service).await?;
            if look.is_empty() && begun.elapsed() >= ASKED {
                return Err(SecretsError::Locked);
            }
        }
        if look.is_locked() {
            // Their answer, or that it was unlocked elsewhere meanwhile.
            tokio::select! {
                unlocked = service.unlock_keyrings(&look) => drop(unlocked.map_err(failed)?),
                () = self.until_unlocked(&service) => {}
            }
            look = self.look(&service).await?;
            if look.is_locked() {
                return Err(SecretsError::Locked);
            }
        }
        if look.default.is_none() {
            match purpose {
                Purpose::Keeping if service.make_keyring().await.map_err(failed)? => look = self.look(&service).await?,
                Purpose::Reading if !look.is_empty() => {}
                Purpose::Keeping | Purpose::Reading => return Err(SecretsError::NoKeyring),
            }
        }
        let store = Store { agent: &self.agent, service: &service, look: &look, session: &mut Session::default() };
        let items = store.locked_items().await?;
        if !items.is_empty()
            && (!service.unlock(&items).await.map_err(failed)? || !store.locked_items().await?.is_empty())
        {
            return Err(SecretsError::Refused);
        }
        Ok(())
    }

    async fn until_unlocked(&self, service: &Service) {
        loop {
            tokio::time::sleep(LOOK).await;
            if timeout(LOOK, self.look(service)).await.is_ok_and(|look| look.is_ok_and(|look| !look.is_locked())) {
                return;
            }
        }
    }

    async fn running(&self) -> Result<Option<Service>, SecretsError> {
        Service::running(&self.bus().await?).await.map_err(|error| meaning(&error))
    }

    /// Checks the service's keyrings. One that is unlocked but does not know it yet is told.
    async fn look(&self, service: &Service) -> Result<Look, SecretsError> {
        let failed = |error: zbus::Error| meaning(&error);
        let look = service.look().await.map_err(failed)?;
        if look.is_locked() && service.opened_elsewhere(&look).await {
            service.unlock_keyrings(&look).await.map_err(failed)?;
            return service.look().await.map_err(failed);
        }
        Ok(look)
    }

    /// The session bus, reconnected after it ended.
    async fn bus(&self) -> Result<Connection, SecretsError> {
        let mut bus = self.bus.lock().await;
        if let Some(bus) = bus.as_ref().filter(|bus| !bus.is_closed()) {
            return Ok(bus.clone());
        }
        let connected = Connection::session().await.map_err(|error| meaning(&error))?;
        Ok(bus.insert(connected).clone())
    }
}

impl Look {
    /// Why secrets can't be read, if so.
    fn check(&self) -> Result<(), SecretsError> {
        match (self.is_empty(), self.is_locked()) {
            (true, _) => Err(SecretsError::NoKeyring),
            (_, true) => Err(SecretsError::Locked),
            _ => Ok(()),
        }
    }
}

impl Secrets for Keyring {
    fn access(&self) -> BoxFuture<'_, Access> {
        Box::pin(self.0.access())
    }

    fn unlock(&self, purpose: Purpose) -> BoxFuture<'_, Result<(), SecretsError>> {
        let keyring = self.0.clone();
        Box::pin(async move {
            // Giving up waiting leaves the question open.
            let asked = tokio::spawn(async move { keyring.unlock(purpose).await });
            match timeout(PATIENCE, asked).await {
                Ok(Ok(unlocked)) => unlocked,
                Ok(Err(_)) => Err(SecretsError::Failed("asking ended too early".to_owned())),
                Err(_) => Err(SecretsError::Locked),
            }
        })
    }

    fn get(&self, name: &str) -> BoxFuture<'_, Result<Option<SecretString>, SecretsError>> {
        let name = name.to_owned();
        Box::pin(async move { self.0.ask(&name, Request::Get).await })
    }

    fn set(&self, name: &str, secret: SecretString) -> BoxFuture<'_, Result<(), SecretsError>> {
        let name = name.to_owned();
        Box::pin(async move { self.0.ask(&name, Request::Set(secret)).await.map(drop) })
    }

    fn delete(&self, name: &str) -> BoxFuture<'_, Result<(), SecretsError>> {
        let name = name.to_owned();
        Box::pin(async move { self.0.ask(&name, Request::Delete).await.map(drop) })
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("agent", &self.0.agent).finish_non_exhaustive()
    }
}
