//! The person's accounts at SeaTable servers: with an account's token Rowbell lists bases and manages their webhooks.

use seatable::{
    BaseUuid,
    address::BaseAddress,
    client::{AccountClient, ApiError},
};
use secrecy::SecretString;
use toml_edit::{Table, value};
use tracing::warn;

use super::{
    ActionError, Engine,
    actions::token_not_kept,
    connections::{CLOUD, refused, server},
    plainly::settle,
};
use crate::config::{Account, Purpose, array_of_tables};

/// A base that an account sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountBase {
    /// The account's server.
    pub server: String,
    /// The workspace's name.
    pub workspace: String,
    /// The workspace that the base is in.
    pub workspace_id: u64,
    /// The base.
    pub uuid: BaseUuid,
    /// Its name.
    pub name: String,
    /// Whether it is another's, shared with the person.
    pub is_shared: bool,
}

impl AccountBase {
    /// Its address in the browser.
    pub fn address(&self) -> Option<BaseAddress> {
        BaseAddress::workspace(&self.server, self.workspace_id, &self.name).ok()
    }
}

/// Why an account can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The server can't be asked, or refuses.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// The token can't be read.
    #[error("its token can't be read: {0}.")]
    Secrets(#[from] crate::config::SecretsError),
    /// There is none.
    #[error("its token is gone from where secrets are kept; run `rowbell account add` again.")]
    NoToken,
    /// The address in the settings is none.
    #[error("its address is not a server's.")]
    BadAddress,
}

impl AccountError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Api(error) => error.code(),
            Self::Secrets(error) => error.code(),
            Self::NoToken => "no_token",
            Self::BadAddress => "bad_address",
        }
    }

    /// What was said about it; empty where nothing was. Foreign text.
    pub fn detail(&self) -> String {
        match self {
            Self::Api(error) => error.detail(),
            Self::Secrets(error) => error.detail(),
            Self::NoToken | Self::BadAddress => String::new(),
        }
    }

    /// Whether it will pass without anybody doing something.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Api(error) if error.passes())
    }

    /// As the failure of what the person asked for.
    pub(super) fn at(&self, server: &str) -> ActionError {
        ActionError::unfit(
            self.code(),
            format!("The account at {server} could not be used, so nothing was done: {self}"),
        )
        .naming("server", server)
        .naming("detail", self.detail())
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
        let bases = distinct(&address, workspaces.map_err(|error| refused(&error))?).len();
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
        self.keep(vec![(Account::token_name(&address), Some(token))], note, token_not_kept).await?;
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
            let known: Vec<_> = accounts.iter().map(|account| account.server.as_str()).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let message = format!("There is no account at {wanted}. There are: {known}.");
            return Err(ActionError::unfit("no_such_account", message).naming("server", wanted));
        };
        self.edit(|document| drop(array_of_tables(document, "account").remove(index)))?;
        let deleted = self.0.secrets.delete(&Account::token_name(&wanted)).await;
        deleted.map_err(|error| ActionError::Unread { meaning: "The account is removed; its token is left", error })
    }

    /// The bases that the accounts see, by server and workspace.
    ///
    /// # Errors
    /// When there is no account, or one can't be used.
    pub async fn account_bases(&self) -> Result<Vec<AccountBase>, ActionError> {
        let accounts = self.context().settings.accounts.clone();
        if accounts.is_empty() {
            let message = "There is no account token, so SeaTable can't be asked. `rowbell account add SERVER` takes one from standard input.";
            return Err(ActionError::unfit("no_account", message));
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
