//! People who change things, as the person names them, and which of them the person is.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::{
    accounts::Accounts,
    configuration::Configuration,
    published::{Changes, Published},
    retry::RetrySignal,
};
use crate::{config::SettingsEdit, database::Database, error::ActionError};

/// The note of the ids that are not the person's, as they said.
const NOTE: &str = "not_me";

/// Somebody who the person may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The id.
    pub user: String,
    /// The name; may be empty.
    pub name: String,
    /// The server whose account it is.
    pub server: String,
}

/// The people in the settings, and whom the person may be. Cheap to clone.
#[derive(Clone)]
pub struct People {
    settings: Configuration,
    accounts: Accounts,
    database: Database,
    retry: RetrySignal,
    likely: Published<Option<Likely>>,
    /// Whose the accounts are, by server, as far as it was asked.
    owners: Arc<Mutex<BTreeMap<String, Likely>>>,
}

impl People {
    pub(crate) fn new(
        settings: Configuration,
        accounts: Accounts,
        database: Database,
        retry: RetrySignal,
        changes: &Changes,
    ) -> Self {
        let (likely, owners) = (Published::new(None, changes), Arc::default());
        Self { settings, accounts, database, retry, likely, owners }
    }

    /// Who the person may be, while they have not said whether they are.
    pub fn likely(&self) -> Option<Likely> {
        self.likely.get()
    }

    /// Says that one of the people seen is the person themself, or is not, and what to call them. Who is not is not proposed again.
    ///
    /// # Errors
    /// When the settings can't be changed, or it can't be stored.
    pub async fn set_me(&self, user: &str, name: Option<&str>, is_me: bool) -> Result<(), ActionError> {
        let user = user.to_owned();
        if !is_me {
            let mut others = self.others().await;
            if !others.contains(&user) {
                others.push(user.clone());
                self.database.set_note(NOTE, Some(&others)).await?;
            }
        }
        let named = name.map(|name| SettingsEdit::NamePerson { user: user.clone(), name: name.to_owned() });
        self.settings.edit([SettingsEdit::Me { user, is_me }].into_iter().chain(named))?;
        self.propose().await;
        Ok(())
    }

    /// Asks whose the accounts are, until `shutdown`.
    pub(crate) async fn follow(self, shutdown: CancellationToken) {
        let (mut contexts, mut retries) = (self.settings.contexts(), self.retry.subscribe());
        loop {
            contexts.mark_unchanged();
            retries.mark_unchanged();
            tokio::select! {
                () = self.ask() => {}
                () = shutdown.cancelled() => return,
            }
            tokio::select! {
                Ok(()) = contexts.changed() => {}
                Ok(()) = retries.changed() => {}
                () = shutdown.cancelled() => return,
            }
        }
    }

    /// Asks the servers that were not asked yet.
    async fn ask(&self) {
        let accounts = self.settings.settings().accounts.clone();
        let mut owners = self.owners.lock().await;
        owners.retain(|server, _| accounts.iter().any(|account| account.server == *server));
        for account in accounts.iter().filter(|account| !owners.contains_key(&account.server)).collect::<Vec<_>>() {
            match self.accounts.owner_unasked(account).await {
                Ok(owner) => {
                    let server = account.server.clone();
                    let likely = Likely { user: owner.email, name: owner.name, server: server.clone() };
                    owners.insert(server, likely);
                }
                // What is wrong with an account is said where it is used.
                Err(error) => debug!(%error, "whose account it is could not be asked"),
            }
        }
        drop(owners);
        self.propose().await;
    }

    /// Proposes somebody of whom the person has not said yet whether they are.
    async fn propose(&self) {
        let (settings, others) = (self.settings.settings(), self.others().await);
        let owners = self.owners.lock().await;
        let open = owners.values().find(|owner| !settings.me.contains(&owner.user) && !others.contains(&owner.user));
        self.likely.set(open.cloned());
    }

    async fn others(&self) -> Vec<String> {
        self.database
            .note(NOTE)
            .await
            .unwrap_or_else(|error| {
                warn!(%error, "who the person is not could not be read");
                None
            })
            .unwrap_or_default()
    }
}
