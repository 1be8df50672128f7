//! Connected bases: set up by the person, and kept connected by a supervisor.

mod gaps;
mod reports;
mod row_names;
mod supervisor;

use std::collections::BTreeMap;

use seatable::BaseUuid;
use secrecy::SecretString;
use tokio::sync::mpsc;

pub(crate) use self::{
    gaps::Gaps,
    reports::{Names, Reports},
    row_names::RowNaming,
    supervisor::{ConnectionParts, ConnectionSupervisor},
};
use super::{
    plain_http::settle,
    published::{Changes, Published},
    secret_keeper::SecretKeeper,
    servers::{CLOUD, server},
};
use crate::{
    config::{BaseEdit, SettingsEdit},
    error::{ActionError, KeyringNeed},
    inbox::Inbox,
    sources::connected::{Command, ConnectionError, ConnectionState, token_name},
};

/// A base that was just connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectedBase {
    /// Its uuid.
    pub uuid: BaseUuid,
    /// Its name.
    pub name: String,
    /// Its address in the browser.
    pub address: String,
    /// The name of the API token.
    pub token_name: String,
}

/// How a base is connected, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectionStatus {
    /// The base's name.
    pub name: String,
    /// How; none right after the start.
    pub state: Option<ConnectionState>,
    /// ConnectionError what was missed can't be read for now, though changes come as they happen.
    pub behind: Option<ConnectionError>,
    /// How many operations could not be had, since the start or since the person marked all as read.
    pub missed: u64,
}

/// What is known of the connections, by base. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionStates(Published<BTreeMap<BaseUuid, ConnectionStatus>>);

impl ConnectionStates {
    pub(crate) fn new(changes: &Changes) -> Self {
        Self(Published::new(BTreeMap::new(), changes))
    }
}

/// What is wanted of a base's connection.
pub(crate) type Order = (BaseUuid, Command);

/// The connected bases. Cheap to clone.
#[derive(Clone)]
pub struct Connections {
    keeper: SecretKeeper,
    inbox: Inbox,
    gaps: Gaps,
    states: ConnectionStates,
    orders: mpsc::Sender<Order>,
}

impl Connections {
    pub(crate) fn new(
        keeper: SecretKeeper,
        inbox: Inbox,
        gaps: Gaps,
        states: ConnectionStates,
        orders: mpsc::Sender<Order>,
    ) -> Self {
        Self { keeper, inbox, gaps, states, orders }
    }

    /// How they are connected.
    pub fn states(&self) -> BTreeMap<BaseUuid, ConnectionStatus> {
        self.states.0.get()
    }

    /// The person has seen that operations could not be had. Gives of which bases, and how many.
    pub(crate) fn acknowledge_gaps(&self) -> Vec<(BaseUuid, u64)> {
        self.states.0.change(|connections| {
            let missed = connections.iter_mut().map(|(base, known)| (base.clone(), std::mem::take(&mut known.missed)));
            missed.filter(|(_, missed)| *missed > 0).collect()
        })
    }

    /// Takes [`Connections::acknowledge_gaps`] back.
    pub(crate) fn restore_gaps(&self, gaps: &[(BaseUuid, u64)]) {
        self.states.0.change(|connections| {
            for (base, missed) in gaps {
                if let Some(known) = connections.get_mut(base) {
                    known.missed += missed;
                }
            }
        });
    }

    /// Connects the base that an API token is for. `address` is the server, or an address on it; none: SeaTable Cloud. `plain`: the
    /// person agrees that the token is sent without encryption.
    ///
    /// # Errors
    /// When the server can't be asked or refuses, or the token or the settings can't be stored. Nothing is changed then.
    pub async fn connect(
        &self,
        address: Option<&str>,
        token: SecretString,
        plain: bool,
    ) -> Result<ConnectedBase, ActionError> {
        let address = address.unwrap_or(CLOUD);
        // The address of a base will do.
        let on_server = seatable::address::BaseAddress::parse(address).ok();
        let server = match &on_server {
            Some(pasted) => server(pasted.base.server())?,
            None => server(address)?,
        };
        settle(&server, plain).await?;
        let access = server.connect(&token).await.map_err(|error| ActionError::BaseToken { error })?;
        let base_address = access.base_address(server.address()).and_then(Result::ok);
        let base_address = base_address.ok_or(ActionError::NoBaseAddress)?;
        let connected = ConnectedBase {
            uuid: access.base.clone(),
            name: access.base_name.clone(),
            address: base_address.base_url(),
            token_name: access.app_name.clone(),
        };
        let edits = [BaseEdit::Address(connected.address.clone()), BaseEdit::Connected]
            .map(|edit| SettingsEdit::Base(connected.uuid.clone(), edit));
        self.keeper.keep(vec![(token_name(&connected.uuid), Some(token))], edits, KeyringNeed::KeepToken).await?;
        // A new one begins by itself.
        let _ = self.orders.send((connected.uuid.clone(), Command::Reconnect)).await;
        Ok(connected)
    }

    /// Forgets the API token of a base that is not to be connected any more.
    pub(in crate::services) async fn forget(&self, base: &BaseUuid) -> Result<(), ActionError> {
        self.inbox.forget_progress(base).await?;
        let deleted = self.keeper.store().delete(&token_name(base)).await;
        deleted.map_err(ActionError::keyring(KeyringNeed::ForgetBaseToken))
    }

    /// Loads what the newest gap of a connected base hides, as far as the base's log still has it. Gives how many operations
    /// are missing there.
    ///
    /// # Errors
    /// When the base has no gap, or is not connected now.
    pub async fn load_older(&self, base: &BaseUuid) -> Result<u64, ActionError> {
        let is_live = |known: &ConnectionStatus| matches!(known.state, Some(ConnectionState::Live { .. }));
        if !self.states.0.with(|connections| connections.get(base).is_some_and(is_live)) {
            return Err(ActionError::NotConnected);
        }
        let Some(gap) = self.gaps.newest(base).await? else {
            return Err(ActionError::NoGap);
        };
        let _ = self.orders.send((base.clone(), Command::LoadGap { known: gap.known, first: gap.first })).await;
        Ok(gap.missed)
    }
}
