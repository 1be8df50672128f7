//! The person's accounts at SeaTable servers: with an account's token Rowbell lists bases and manages their webhooks.

use std::collections::BTreeMap;

use seatable::{BaseUuid, answer::Person, client::AccountClient};
use secrecy::SecretString;
use tracing::warn;

use super::{
    configuration::Configuration,
    plain_http::{SecureAddresses, settle},
    published::{Changes, Published},
    retry::RetrySignal,
    secret_keeper::SecretKeeper,
    servers::{CLOUD, server},
};
use crate::{
    account::{AccountBase, AccountError},
    config::{Account, Purpose, SettingsEdit},
    error::{ActionError, KeyringNeed},
};

impl AccountError {
    /// As the failure of what the person asked for.
    pub(super) fn at(self, server: &str) -> ActionError {
        ActionError::Account { server: server.to_owned(), error: self }
    }
}

/// The accounts. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    settings: Configuration,
    keeper: SecretKeeper,
    secure: SecureAddresses,
    retry: RetrySignal,
    errors: Published<BTreeMap<String, AccountError>>,
}

impl Accounts {
    pub(crate) fn new(
        settings: Configuration,
        keeper: SecretKeeper,
        secure: SecureAddresses,
        retry: RetrySignal,
        changes: &Changes,
    ) -> Self {
        Self { settings, keeper, secure, retry, errors: Published::new(BTreeMap::new(), changes) }
    }

    /// Why accounts could not be used when they were last used unasked, by server.
    pub fn errors(&self) -> BTreeMap<String, AccountError> {
        let mut errors = self.errors.get();
        let settings = self.settings.settings();
        errors.retain(|server, _| settings.accounts.iter().any(|account| account.server == *server));
        errors
    }

    /// Notes how an account was used unasked. What passes by itself is not told.
    pub(super) fn note_use<T>(&self, account: &Account, used: &Result<T, AccountError>) {
        let server = account.server.clone();
        self.errors.change(|errors| match used {
            Err(error) if !error.passes() => drop(errors.insert(server, error.clone())),
            _ => drop(errors.remove(&server)),
        });
    }

    /// Adds an account, or gives it another token, and says how many bases it sees. `address` is the server or an address on
    /// it; none: SeaTable Cloud. `plain`: the person agrees that the token is sent without encryption.
    ///
    /// # Errors
    /// When the server can't be asked or refuses, or token or settings can't be stored. Nothing is changed then.
    pub async fn add(
        &self,
        address: Option<&str>,
        token: SecretString,
        plain: bool,
    ) -> Result<(String, usize), ActionError> {
        let server = server(address.unwrap_or(CLOUD))?;
        settle(&server, plain).await?;
        let address = server.address().to_owned();
        let workspaces = AccountClient::new(server, token.clone()).workspaces().await;
        let bases = distinct(&address, workspaces.map_err(|error| ActionError::Server { error })?).len();
        let is_known = self.settings.settings().accounts.iter().any(|account| account.address() == address);
        let new = (!is_known).then(|| SettingsEdit::AddAccount(address.clone()));
        self.keeper.keep(vec![(Account::token_name(&address), Some(token))], new, KeyringNeed::KeepToken).await?;
        self.retry.send();
        Ok((address, bases))
    }

    /// Forgets an account and its token. Webhooks stay as they are in SeaTable.
    ///
    /// # Errors
    /// When there is none at this server, or settings or keyring can't be written.
    pub async fn remove(&self, address: &str) -> Result<(), ActionError> {
        let wanted = server(address)?.address().to_owned();
        let accounts = self.settings.settings().accounts.clone();
        let Some(account) = accounts.iter().find(|account| account.address() == wanted) else {
            let known = accounts.iter().map(|account| account.server.clone()).collect();
            return Err(ActionError::NoSuchAccount { server: wanted, known });
        };
        self.settings.edit([SettingsEdit::RemoveAccount(wanted.clone())])?;
        self.errors.change(|errors| drop(errors.remove(&account.server)));
        let deleted = self.keeper.store().delete(&Account::token_name(&wanted)).await;
        deleted.map_err(ActionError::keyring(KeyringNeed::ForgetAccountToken))
    }

    /// The bases that the accounts see, by server and workspace.
    ///
    /// # Errors
    /// When there is no account, or one can't be used.
    pub async fn bases(&self) -> Result<Vec<AccountBase>, ActionError> {
        let accounts = self.settings.settings().accounts.clone();
        if accounts.is_empty() {
            return Err(ActionError::NoAccount);
        }
        let mut bases = Vec::new();
        // What is wrong with the keyring is said of the account that needs it.
        drop(self.keeper.store().unlock(Purpose::Reading).await);
        for account in accounts {
            let found = async { self.bases_of(&self.client(&account).await?).await };
            bases.extend(found.await.map_err(|error: AccountError| error.at(&account.server))?);
        }
        Ok(bases)
    }

    /// The bases that one account sees.
    pub(super) async fn bases_of(&self, client: &AccountClient) -> Result<Vec<AccountBase>, AccountError> {
        Ok(distinct(client.server().address(), client.workspaces().await?))
    }

    /// The same where nobody has asked: no password is asked for.
    pub(super) async fn client_unasked(&self, account: &Account) -> Result<AccountClient, AccountError> {
        self.keeper.store().access().await.check()?;
        self.client(account).await
    }

    /// Whose account it is; no password is asked for.
    pub(super) async fn owner_unasked(&self, account: &Account) -> Result<Person, AccountError> {
        Ok(self.client_unasked(account).await?.owner().await?)
    }

    /// What asks a server for an account.
    pub(super) async fn client(&self, account: &Account) -> Result<AccountClient, AccountError> {
        let server = server(&account.server).map_err(|_| AccountError::BadAddress)?;
        let known = server.address().to_owned();
        let token = self.keeper.store().get(&Account::token_name(&known)).await?.ok_or(AccountError::NoToken)?;
        server.settle().await?;
        if server.address() != known
            && let Err(error) = self.secure.account_is_secure(account, server.address()).await
        {
            warn!(%error, "the settings still have the account's old address");
        }
        Ok(AccountClient::new(server, token))
    }

    /// What asks a server for the account there.
    pub(super) async fn client_at(&self, server: &str) -> Result<AccountClient, ActionError> {
        let settings = self.settings.settings();
        let account = settings.accounts.iter().find(|account: &&Account| account.address() == server);
        let account = account.ok_or_else(|| AccountError::NoToken.at(server))?;
        self.client(account).await.map_err(|error| error.at(server))
    }

    /// The base of an account that a uuid, a name or an address means.
    pub(super) async fn base_named(&self, wanted: &str) -> Result<AccountBase, ActionError> {
        let mut bases = self.bases().await?;
        let pasted = seatable::address::BaseAddress::parse(wanted).ok().map(|pasted| pasted.base);
        let is_meant = |base: &AccountBase| {
            base.uuid == BaseUuid::new(wanted) || base.name == wanted || (pasted.is_some() && base.address() == pasted)
        };
        let (mut meant, seen): (Vec<_>, Vec<_>) = bases.drain(..).partition(is_meant);
        let wanted = wanted.to_owned();
        match meant.len() {
            1 => Ok(meant.remove(0)),
            0 => Err(ActionError::NoSuchAccountBase { wanted, seen }),
            _ => Err(ActionError::SeveralAccountBases { wanted, meant }),
        }
    }
}

/// A base can be in several lists: starred, shared, and where it is.
fn distinct(server: &str, workspaces: Vec<seatable::answer::Workspace>) -> Vec<AccountBase> {
    let mut bases: Vec<AccountBase> = Vec::new();
    for workspace in workspaces {
        for base in workspace.bases {
            let (Some(uuid), Some(workspace_id)) = (base.base, base.workspace_id) else { continue };
            if bases.iter().any(|known| known.uuid == uuid) {
                continue;
            }
            let workspace = workspace.name.clone();
            let (server, name, is_shared) = (server.to_owned(), base.name, base.is_shared);
            bases.push(AccountBase { server, workspace, workspace_id, uuid, name, is_shared });
        }
    }
    bases
}
