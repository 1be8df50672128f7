//! Why something that the person asked for was not done. What is so, and no words: command line, popups and window each have
//! words of their own for it.

use std::fmt;

use rowbell_protocol::AddressError as RelayAddressError;
pub use rowbell_rules::Mistake;
use seatable::{BaseUuid, address::AddressError, client::ApiError};

use crate::{
    account::{AccountBase, AccountError},
    change::EntryId,
    config::{SecretsError, SettingsError, SettingsProblem},
    database::DatabaseError,
    sources::relay::RelayError,
};

/// Why something asked for was not done.
#[derive(Debug)]
pub enum ActionError {
    /// The settings could not be changed.
    Settings(SettingsError),
    /// The database failed.
    Database(DatabaseError),
    /// The keyring failed.
    Keyring {
        /// What the keyring was asked for.
        need: KeyringNeed,
        /// What it said.
        error: SecretsError,
    },
    /// This is not the address of a base.
    BadBaseAddress {
        /// What is wrong with it.
        error: AddressError,
    },
    /// This is not the address of a server.
    BadServerAddress {
        /// What was given.
        address: String,
        /// What is wrong with it, in English.
        reason: String,
    },
    /// This is not an address that a webhook can be sent to.
    BadWebhookAddress {
        /// What was given.
        address: String,
    },
    /// This is neither a relay's address nor an invitation's link.
    BadRelayAddress {
        /// What was given.
        address: String,
        /// What is wrong with it.
        error: RelayAddressError,
    },
    /// An endpoint can't have this name.
    BadEndpointName,
    /// A rule can't have this name, because a verdict of Rowbell's own has it.
    BadRuleName {
        /// The name.
        name: String,
    },
    /// This names no host.
    BadHost {
        /// What was given.
        host: String,
    },
    /// This is not the uuid of a base.
    BadUuid {
        /// What was given.
        text: String,
    },
    /// A setting can't have a value of this type.
    BadValue,
    /// The text has no rules that can be used.
    BadRules(SettingsProblem),
    /// A rule has a mistake.
    BadRule(Mistake),
    /// An endpoint has this name already.
    EndpointExists {
        /// The name.
        name: String,
    },
    /// A rule has this name already.
    RuleExists {
        /// The name.
        name: String,
    },
    /// There is no such endpoint.
    NoSuchEndpoint {
        /// What was asked for.
        name: String,
        /// The endpoints that there are.
        known: Vec<String>,
    },
    /// There is no such rule.
    NoSuchRule {
        /// What was asked for.
        name: String,
    },
    /// No address is set for this base.
    NoSuchBase {
        /// The base.
        uuid: BaseUuid,
    },
    /// There is no account at this server.
    NoSuchAccount {
        /// What was asked for.
        server: String,
        /// The servers of the accounts that there are.
        known: Vec<String>,
    },
    /// There is no change of this number.
    NoSuchEntry {
        /// The number.
        id: EntryId,
    },
    /// There is no setting of this name, or it can't be set by itself.
    NoSuchSetting {
        /// The name.
        key: String,
    },
    /// The accounts see no base of this name, uuid or address.
    NoSuchAccountBase {
        /// What was asked for.
        wanted: String,
        /// The bases that they see.
        seen: Vec<AccountBase>,
    },
    /// The base has no webhook that comes here.
    NoSuchWebhook {
        /// The base's name.
        base: String,
    },
    /// Several of the accounts' bases are meant by this.
    SeveralAccountBases {
        /// What was asked for.
        wanted: String,
        /// The bases that it may mean.
        meant: Vec<AccountBase>,
    },
    /// Several bases post to this endpoint.
    SeveralBasesAtEndpoint {
        /// The endpoint.
        endpoint: String,
        /// The bases.
        bases: Vec<BaseUuid>,
    },
    /// Several bases without an address have been seen.
    SeveralBasesWithoutAddress {
        /// The bases.
        bases: Vec<BaseUuid>,
    },
    /// No base without an address has been seen yet.
    NoBaseWithoutAddress,
    /// The base has another address already.
    BaseBound {
        /// The base.
        uuid: BaseUuid,
        /// Its address.
        address: String,
    },
    /// The address is another base's already.
    AddressBound {
        /// That base.
        other: BaseUuid,
    },
    /// The endpoint is another base's already.
    EndpointBound {
        /// The endpoint.
        endpoint: String,
        /// The base that it belongs to.
        other: BaseUuid,
        /// The name of the base that was to have it.
        base: String,
    },
    /// The endpoint's address before the last is still in use.
    AddressRenewed,
    /// The server does not say where the base is in the browser.
    NoBaseAddress,
    /// SeaTable does not accept the token of a base, or can't be asked.
    BaseToken {
        /// What the server said.
        error: ApiError,
    },
    /// A server can't be asked, or refuses.
    Server {
        /// What it said.
        error: ApiError,
    },
    /// An account can't be used.
    Account {
        /// Its server.
        server: String,
        /// Why not.
        error: AccountError,
    },
    /// There is no account.
    NoAccount,
    /// The server would be asked without encryption, and the person has not agreed to that.
    PlainHttp {
        /// The server's address.
        server: String,
    },
    /// The base is not connected now.
    NotConnected,
    /// The history of the base has no gap.
    NoGap,
    /// Nothing listens, so there is no address for a webhook.
    NotListening,
    /// The server can't reach this host.
    Unreachable {
        /// The server.
        server: String,
        /// The host of the webhook's address.
        host: String,
    },
    /// It matters whether SeaTable runs in a container, and that was not said.
    AskContainer,
    /// No container can reach the address at which Rowbell listens.
    NotForContainers,
    /// This is not an invitation to a relay.
    BadInvitation,
    /// A relay can't be reached, or refuses.
    Relay {
        /// Its host.
        relay: String,
        /// Why.
        error: RelayError,
    },
    /// A mailbox is no longer used, and its relay can't be told to delete it.
    MailboxLeft {
        /// The relay's host.
        relay: String,
        /// Why it can't be told; none: no key is kept for the mailbox.
        error: Option<RelayError>,
        /// For how many days it is tried again; none: it is not.
        tried_days: Option<i64>,
    },
    /// It was done too long ago to be undone.
    TooLate,
    /// No program took the address of a row.
    NotOpened {
        /// What the system said.
        reason: String,
    },
    /// There is no window to ask the person in.
    NoWindow,
    /// The system gives no random numbers.
    NoRandomNumbers {
        /// What it said.
        reason: String,
    },
}

/// What the keyring was asked for, where it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringNeed {
    /// To keep or to forget an endpoint's secret, or to let a webhook be signed.
    ChangeSecret,
    /// To keep a token. Nothing was changed.
    KeepToken,
    /// To read the endpoints' secrets.
    ReadSecrets,
    /// To read the secret that a sample is signed with. It was not sent.
    SignSample,
    /// To read a mailbox's key, without which its relay can't be told to delete it. Nothing was changed.
    ReadMailboxKey,
    /// To forget the token of a base that is removed.
    ForgetBaseToken,
    /// To forget the token of an account that is removed.
    ForgetAccountToken,
    /// To forget the key of a mailbox that is deleted.
    ForgetMailboxKey,
}

impl ActionError {
    /// What the keyring said where something was to be kept or read for this.
    pub(crate) fn keyring(need: KeyringNeed) -> impl Fn(SecretsError) -> Self + Copy {
        move |error| Self::Keyring { need, error }
    }
}

/// For the log.
impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(error) => error.fmt(f),
            Self::Database(error) => error.fmt(f),
            other => write!(f, "{other:?}"),
        }
    }
}

impl std::error::Error for ActionError {}

impl From<SettingsError> for ActionError {
    fn from(error: SettingsError) -> Self {
        Self::Settings(error)
    }
}

impl From<DatabaseError> for ActionError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl From<SecretsError> for ActionError {
    fn from(error: SecretsError) -> Self {
        Self::Keyring { need: KeyringNeed::ChangeSecret, error }
    }
}
