//! Where the local endpoint listens.

use std::net::IpAddr;

use serde::Deserialize;

/// Where the local endpoint listens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Listen {
    /// The address; loopback unless a SeaTable server in the same network is to reach this computer.
    pub address: IpAddr,
    /// The TCP port; 0 takes any free one.
    pub port: u16,
    /// Further host names that a request may be addressed to, as [`host_name`](super::host_name) has them.
    #[serde(deserialize_with = "super::host::host_names")]
    pub allowed_hosts: Vec<String>,
}

/// The port a new installation listens on.
pub const DEFAULT_PORT: u16 = 8765;

impl Default for Listen {
    fn default() -> Self {
        Self { address: IpAddr::from([127, 0, 0, 1]), port: DEFAULT_PORT, allowed_hosts: Vec::new() }
    }
}
