//! The keyring that has the endpoints' secrets: read at the start, asked for its password once, looked at while it is locked.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::SigningSecrets;
use crate::{
    config::{Access, Purpose, SecretsError, Settings},
    error::{ActionError, KeyringNeed},
    services::{
        configuration::Configuration,
        published::{Changes, Published},
        retry::RetrySignal,
    },
};

/// How often to look whether a locked keyring was unlocked.
const LOOK: Duration = Duration::from_secs(5);
/// How long the answer to the keyring's question is waited for before anything is said about it.
const ANSWER: Duration = Duration::from_secs(5);
/// How long to wait before reading again what could not be read: at first, and at most.
const RETRY: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(600));

/// Follows the keyring. Cheap to clone.
#[derive(Clone)]
pub struct Keyring {
    settings: Configuration,
    secrets: SigningSecrets,
    retry: RetrySignal,
    is_missing: Published<bool>,
}

impl Keyring {
    pub(crate) fn new(settings: Configuration, secrets: SigningSecrets, retry: RetrySignal, changes: &Changes) -> Self {
        Self { settings, secrets, retry, is_missing: Published::new(false, changes) }
    }

    /// Whether the keyring program that is running has no keyring, so that no token can be kept.
    pub fn is_missing(&self) -> bool {
        self.is_missing.get()
    }

    /// Has a locked keyring ask the person for its password, reads the secrets, and has what waited for tokens try again.
    ///
    /// # Errors
    /// When the keyring does not give them.
    pub async fn unlock(&self) -> Result<(), ActionError> {
        let read = match self.secrets.keeper.store().unlock(Purpose::Reading).await {
            Ok(()) => self.secrets.load().await,
            refused => refused,
        };
        self.retry.send();
        read.map_err(ActionError::keyring(KeyringNeed::ReadSecrets))
    }

    /// Reads the secrets at the start and whenever a further endpoint wants signatures, and later if they could not be
    /// read. A locked keyring is made to ask the person for its password once; from then on it is only looked at.
    pub(crate) async fn follow(self) {
        let mut wait = RETRY.0;
        let mut answer = None;
        let mut has_asked = false;
        loop {
            if !has_asked && needs_keyring(&self.settings.settings()) {
                has_asked = true;
                let mut asked = self.secrets.keeper.store().unlock(Purpose::Reading);
                // An answer that takes longer is waited for beside all else.
                match timeout(ANSWER, &mut asked).await {
                    Ok(answered) => self.answered(answered.is_ok()),
                    Err(_) => answer = Some(asked),
                }
            }
            let before = self.look().await;
            let refused = self.secrets.load().await.err();
            let readable = async {
                match (&refused, before) {
                    (None, Access::NoKeyring) => self.until_readable(before, Duration::MAX).await,
                    // Where reading asks, as on macOS, it would ask again.
                    (Some(SecretsError::Refused), _) => self.until_readable(before, Duration::MAX).await,
                    (Some(_), _) => self.until_readable(before, wait).await,
                    (None, _) => std::future::pending().await,
                }
            };
            let answered = async {
                match &mut answer {
                    Some(asked) => asked.await.is_ok(),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.settings.keys().to_be_read() => wait = RETRY.0,
                () = readable => wait = (wait * 2).min(RETRY.1),
                is_unlocked = answered => {
                    answer = None;
                    self.answered(is_unlocked);
                }
            }
        }
    }

    /// Has what waits for the keyring try again at once.
    fn answered(&self, is_unlocked: bool) {
        if is_unlocked {
            self.retry.send();
        }
    }

    /// Looks at the keyring, and notes when there is none, so that this is said before a token is to be kept.
    async fn look(&self) -> Access {
        let access = self.secrets.keeper.store().access().await;
        self.is_missing.set(access == Access::NoKeyring);
        access
    }

    /// Waits until the keyring was unlocked, started or made; or for a while, when it failed for another reason. Asks nobody.
    async fn until_readable(&self, mut before: Access, wait: Duration) {
        let begun = Instant::now();
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.look().await;
            match now.check() {
                Ok(()) if before != now || begun.elapsed() >= wait => return,
                Err(error) if before != now => self.settings.keys().unreadable_because(&error),
                _ => {}
            }
            before = now;
        }
    }
}

/// Whether something is kept that is to be read without a person asking for it.
fn needs_keyring(settings: &Settings) -> bool {
    settings.bases.iter().any(|base| base.connected)
        || settings.endpoints.iter().any(|endpoint| endpoint.signed || endpoint.relay.is_some())
}
