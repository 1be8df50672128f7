//! What several services ask of the settings.

use super::configuration::Configuration;
use crate::{config::Endpoint, error::ActionError};

impl Configuration {
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
