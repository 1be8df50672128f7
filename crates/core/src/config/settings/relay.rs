//! The address of a relay, as the settings have it.

use rowbell_protocol::RelayAddress;
use serde::{Deserialize, Deserializer, de};

/// Reads one.
pub(super) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RelayAddress>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(|error| de::Error::custom(format!("\"{text}\" can't be used: {error}")))
}
