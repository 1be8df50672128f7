//! The person's accounts at SeaTable servers: with an account's token Rowbell lists bases and manages their webhooks.

use seatable::client::AccountClient;
use secrecy::SecretString;
use toml_edit::{Table, value};
use tracing::warn;

use super::{
    ActionError, Engine,
    connections::{CLOUD, server},
    plainly::settle,
};
use crate::{
    account::{AccountBase, AccountError},
    config::{Account, Purpose, array_of_tables},
    error::KeyringNeed,
};

impl AccountError {
    /// As the failure of what the person asked for.
    pub(super) fn at(self, server: &str) -> ActionError {
        ActionError::Account { server: server.to_owned(), error: self }
    }
}

impl Engine {
    /// Adds an account, or gives it another token, and says how many bases it sees. `address` is the server or an address on
    /// it; none: SeaTable Cloud. `plain`: the person agrees that the token is sent without encryption.
    ///
    /// # Errors
    /// When the server can't be asked or refuses, or token or settings can't be stored. Nothing is changed then.
    pub async fn add_account(
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
        let note = |engine: &Self| {
            if engine.context().settings.accounts.iter().any(|account| account.address() == address) {
                return Ok(());
            }
            engine.edit(|document| {
                let mut account = Table::new();
                account["server"] = value(&address);
                array_of_tables(document, "account").push(account);
            })
        };
        self.keep(vec![(Account::token_name(&address), Some(token))], note, KeyringNeed::KeepToken).await?;
        self.nudge_connections();
        Ok((address, bases))
    }

    /// Forgets an account and its token. Webhooks stay as they are in SeaTable.
    ///
    /// # Errors
    /// When there is none at this server, or settings or keyring can't be written.
    pub async fn remove_account(&self, address: &str) -> Result<(), ActionError> {
        let wanted = server(address)?.address().to_owned();
        let accounts = self.context().settings.accounts.clone();
        let Some(index) = accounts.iter().position(|account| account.address() == wanted) else {
            let known = accounts.iter().map(|account| account.server.clone()).collect();
            return Err(ActionError::NoSuchAccount { server: wanted, known });
        };
        self.edit(|document| drop(array_of_tables(document, "account").remove(index)))?;
        let deleted = self.0.secrets.delete(&Account::token_name(&wanted)).await;
        deleted.map_err(ActionError::keyring(KeyringNeed::ForgetAccountToken))
    }

    /// The bases that the accounts see, by server and workspace.
    ///
    /// # Errors
    /// When there is no account, or one can't be used.
    pub async fn account_bases(&self) -> Result<Vec<AccountBase>, ActionError> {
        let accounts = self.context().settings.accounts.clone();
        if accounts.is_empty() {
            return Err(ActionError::NoAccount);
        }
        let mut bases = Vec::new();
        // What is wrong with the keyring is said of the account that needs it.
        drop(self.0.secrets.unlock(Purpose::Reading).await);
        for account in accounts {
            let found = async { self.bases_of(&self.account(&account).await?).await };
            bases.extend(found.await.map_err(|error: AccountError| error.at(&account.server))?);
        }
        Ok(bases)
    }

    /// The bases that one account sees.
    pub(super) async fn bases_of(&self, client: &AccountClient) -> Result<Vec<AccountBase>, AccountError> {
        Ok(distinct(client.server().address(), client.workspaces().await?))
    }

    /// What speaks for an account.
    pub(super) async fn account(&self, account: &Account) -> Result<AccountClient, AccountError> {
        let server = server(&account.server).map_err(|_| AccountError::BadAddress)?;
        let known = server.address().to_owned();
        let token = self.0.secrets.get(&Account::token_name(&known)).await?.ok_or(AccountError::NoToken)?;
        server.settle().await?;
        if server.address() != known
            && let Err(error) = self.account_is_secure(account, server.address()).await
        {
            warn!(%error, "the settings still have the account's old address");
        }
        Ok(AccountClient::new(server, token))
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
