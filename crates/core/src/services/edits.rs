//! What several services ask of the settings.

use seatable::BaseUuid;
use toml_edit::{Table, value};

use super::configuration::Configuration;
use crate::{
    config::{Endpoint, SettingsError, array_of_tables, set},
    error::ActionError,
};

impl Configuration {
    /// Changes what the settings say of a base, which they need not know yet.
    pub(super) fn edit_base(&self, uuid: &BaseUuid, change: impl FnOnce(&mut Table)) -> Result<(), SettingsError> {
        self.edit(|document| {
            let bases = array_of_tables(document, "base");
            let same = |table: &Table| {
                table.get("uuid").and_then(|known| known.as_str()).is_some_and(|known| BaseUuid::new(known) == *uuid)
            };
            let known = bases.iter().position(same);
            if known.is_none() {
                let mut base = Table::new();
                base["uuid"] = value(uuid.as_str());
                bases.push(base);
            }
            if let Some(base) = bases.get_mut(known.unwrap_or(bases.len() - 1)) {
                change(base);
            }
        })
    }

    /// Sets a key of an endpoint, or removes it.
    pub(super) fn set_endpoint_key(
        &self,
        endpoint: &str,
        key: &str,
        content: Option<&str>,
    ) -> Result<(), SettingsError> {
        self.edit(|document| {
            for table in array_of_tables(document, "endpoint").iter_mut() {
                if table.get("name").and_then(|name| name.as_str()) != Some(endpoint) {
                    continue;
                }
                match content {
                    Some(content) => set(table, key, content),
                    None => drop(table.remove(key)),
                }
            }
        })
    }

    /// Whether there is an endpoint of that name.
    pub(super) fn known_endpoint(&self, name: &str) -> Result<(), ActionError> {
        let settings = self.settings();
        if settings.endpoint(name).is_some() {
            return Ok(());
        }
        let known = settings.endpoints.iter().map(|endpoint| endpoint.name.clone()).collect();
        Err(ActionError::NoSuchEndpoint { name: name.to_owned(), known })
    }

    /// Whether a new endpoint can have this name.
    pub(super) fn check_endpoint_name(name: &str) -> Result<(), ActionError> {
        Endpoint::check_name(name).map_err(|_| ActionError::BadEndpointName)
    }
}
