//! Which base is it? A delivery has only a uuid, a pasted address has none; the person brings the two together, once.

mod binder;

use seatable::{BaseUuid, address::BaseAddress};

pub(crate) use self::binder::BaseBinder;
use super::{configuration::Configuration, connections::Connections};
use crate::{
    config::{BaseEdit, EndpointEdit, Settings, SettingsEdit},
    error::ActionError,
    history::History,
};

/// The base of sample changes (`rowbell test`); it is no real one.
pub const SAMPLE_BASE: &str = "726f7762-656c-6c2d-7361-6d706c65212e";

/// What became of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddedBase {
    /// It is this base's address now.
    Bound {
        /// The base.
        uuid: BaseUuid,
        /// Whether it was so before.
        already: bool,
    },
    /// The first delivery to this endpoint tells the base.
    Waiting {
        /// The endpoint.
        endpoint: String,
    },
}

/// The bases' addresses. Cheap to clone.
#[derive(Clone)]
pub struct Bases {
    settings: Configuration,
    history: History,
    connections: Connections,
}

impl Bases {
    pub(crate) fn new(settings: Configuration, history: History, connections: Connections) -> Self {
        Self { settings, history, connections }
    }

    /// Says where a base is in the browser. Without endpoint and uuid it is the only base seen that has no address yet.
    ///
    /// # Errors
    /// When the address is none, when it can't be told which base is meant, or when base or address are bound otherwise.
    pub async fn add(
        &self,
        address: &str,
        endpoint: Option<&str>,
        uuid: Option<&str>,
    ) -> Result<AddedBase, ActionError> {
        let pasted = BaseAddress::parse(address).map_err(|error| ActionError::BadBaseAddress { error })?;
        let (place, address) = (&pasted.base, pasted.base.base_url());
        let settings = self.settings.settings();
        let uuid = match (uuid, endpoint) {
            (Some(uuid), _) => self.base_of_uuid(uuid).await?,
            (None, Some(endpoint)) => {
                self.settings.known_endpoint(endpoint)?;
                match self.base_of_endpoint(&settings, endpoint).await? {
                    Some(uuid) => uuid,
                    None => {
                        let edit = EndpointEdit::BaseAddress(address);
                        self.settings.edit([SettingsEdit::Endpoint(endpoint.to_owned(), edit)])?;
                        return Ok(AddedBase::Waiting { endpoint: endpoint.to_owned() });
                    }
                }
            }
            (None, None) => self.only_base_without_address(&settings, place).await?,
        };
        let already = check_free(&settings, &uuid, place)?;
        let addressed = (!already).then(|| SettingsEdit::Base(uuid.clone(), BaseEdit::Address(address)));
        let of_endpoint =
            endpoint.map(|name| SettingsEdit::Endpoint(name.to_owned(), EndpointEdit::Base(uuid.clone())));
        self.settings.edit(addressed.into_iter().chain(of_endpoint))?;
        Ok(AddedBase::Bound { uuid, already })
    }

    /// Forgets where a base is, and the API token that it was connected with. Its changes stay in the history, and what is
    /// to be kept quiet stays so.
    ///
    /// # Errors
    /// When there is none with this uuid, or the settings can't be changed.
    pub async fn remove(&self, uuid: &BaseUuid) -> Result<(), ActionError> {
        let settings = self.settings.settings();
        let Some(base) = settings.base(uuid).filter(|base| base.address.is_some()) else {
            return Err(ActionError::NoSuchBase { uuid: uuid.clone() });
        };
        self.settings.edit([match base.hide_contents {
            true => SettingsEdit::Base(uuid.clone(), BaseEdit::ForgetAddress),
            false => SettingsEdit::RemoveBase(uuid.clone()),
        }])?;
        if base.connected { self.connections.forget(uuid).await } else { Ok(()) }
    }

    /// Says whether popups and tray keep quiet about what is in a base. Returns whether that is new.
    ///
    /// # Errors
    /// When the settings can't be changed.
    pub fn hide_contents(&self, uuid: &BaseUuid, hide: bool) -> Result<bool, ActionError> {
        if self.settings.context().hides(uuid) == hide {
            return Ok(false);
        }
        let nothing_else = self.settings.settings().base(uuid).is_some_and(|base| base.address.is_none());
        self.settings.edit([match hide {
            false if nothing_else => SettingsEdit::RemoveBase(uuid.clone()),
            _ => SettingsEdit::Base(uuid.clone(), BaseEdit::HideContents(hide)),
        }])?;
        Ok(true)
    }

    /// A base that is not seen yet must at least have a uuid.
    async fn base_of_uuid(&self, text: &str) -> Result<BaseUuid, ActionError> {
        let uuid = BaseUuid::new(text);
        if uuid.is_well_formed() || self.bases_seen().await?.iter().any(|(seen, _)| *seen == uuid) {
            return Ok(uuid);
        }
        Err(ActionError::BadUuid { text: text.to_owned() })
    }

    async fn base_of_endpoint(&self, settings: &Settings, endpoint: &str) -> Result<Option<BaseUuid>, ActionError> {
        if let Some(base) = settings.endpoint(endpoint).and_then(|endpoint| endpoint.base.clone()) {
            return Ok(Some(base));
        }
        let seen = self.bases_seen().await?;
        let mut here: Vec<_> =
            seen.into_iter().filter(|(_, endpoints)| endpoints.iter().any(|at| at == endpoint)).collect();
        match here.len() {
            0 => Ok(None),
            1 => Ok(here.pop().map(|(uuid, _)| uuid)),
            _ => {
                let bases = here.into_iter().map(|(uuid, _)| uuid).collect();
                Err(ActionError::SeveralBasesAtEndpoint { endpoint: endpoint.to_owned(), bases })
            }
        }
    }

    async fn only_base_without_address(
        &self,
        settings: &Settings,
        place: &BaseAddress,
    ) -> Result<BaseUuid, ActionError> {
        if let Some(base) = settings.base_at(place) {
            return Ok(base.uuid.clone());
        }
        let seen = self.bases_seen().await?;
        let has_address = |uuid: &_| settings.base(uuid).is_some_and(|base| base.address.is_some());
        let mut without: Vec<_> = seen.into_iter().map(|(uuid, _)| uuid).filter(|uuid| !has_address(uuid)).collect();
        match without.len() {
            1 => Ok(without.remove(0)),
            0 => Err(ActionError::NoBaseWithoutAddress),
            _ => Err(ActionError::SeveralBasesWithoutAddress { bases: without }),
        }
    }

    async fn bases_seen(&self) -> Result<Vec<(BaseUuid, Vec<String>)>, ActionError> {
        let seen = self.history.bases_seen().await?;
        let real = seen.into_iter().filter(|seen| seen.base.as_str() != SAMPLE_BASE);
        Ok(real.map(|seen| (seen.base, seen.endpoints)).collect())
    }
}

/// Whether base and address are bound to each other already; an error when one of them is bound otherwise.
fn check_free(settings: &Settings, uuid: &BaseUuid, place: &BaseAddress) -> Result<bool, ActionError> {
    if let Some(address) = settings.base(uuid).and_then(|base| base.address.as_deref()) {
        if settings.base_at(place).is_some_and(|base| base.uuid == *uuid) {
            return Ok(true);
        }
        return Err(ActionError::BaseBound { uuid: uuid.clone(), address: address.to_owned() });
    }
    if let Some(other) = settings.base_at(place) {
        return Err(ActionError::AddressBound { other: other.uuid.clone() });
    }
    Ok(false)
}
