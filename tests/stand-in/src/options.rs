//! How a stand-in is started.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

/// What can be chosen when a stand-in starts; most of it can be changed later by [`crate::Faults`].
#[derive(Clone, Debug)]
pub struct Options {
    /// The address of this machine to listen at.
    pub host: IpAddr,
    /// The port; 0 for a free one.
    pub port: u16,
    /// What ids and tokens are made from: the same seed and the same calls give the same ids.
    pub seed: u64,
    /// How far its clock is ahead, in milliseconds.
    pub ahead_ms: i64,
    /// Whether to listen with TLS, with a certificate that nobody but the holder of [`crate::StandIn::certificate`] trusts.
    pub tls: bool,
    /// How long an access token lives. Three days (known: `dtable_server_api.py`).
    pub token_life: Duration,
    /// Whether the access token is answered as before the gateway (server 5.2 and older): the answer alone, for the paths
    /// that it names are not there.
    pub old_style: bool,
    /// Whether a `join-room` that asks for an answer gets one (known of 2020; not known of today).
    pub acks: bool,
    /// How many operations the log keeps of each base.
    pub keep_operations: usize,
    /// The most operations on a page of the log, whatever is asked for (not known; 25 if nothing is asked for).
    pub operations_page: usize,
    /// Calls a minute for each base (known: 500 self-hosted, 200 in the cloud).
    pub base_limit: u32,
    /// Calls a minute for each account token (known: 3000 self-hosted, 1000 in the cloud).
    pub account_limit: u32,
    /// How long the webhook sender waits for an answer (known: 30 s).
    pub webhook_timeout: Duration,
    /// Whether a `delete_row` webhook holds the deleted cells. Those of 2020 did; the documents of 2023 show none.
    pub deleted_cells: bool,
    /// Whether `/_stand_in/…` is there, over which another process edits and makes faults.
    pub control: bool,
    /// Pings of the realtime channel.
    pub ping_interval: Duration,
    /// How long an unanswered ping is waited for.
    pub ping_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            seed: 1,
            ahead_ms: 0,
            tls: false,
            token_life: Duration::from_secs(3 * 24 * 60 * 60),
            old_style: false,
            acks: true,
            keep_operations: 10_000,
            operations_page: 1_000,
            base_limit: 500,
            account_limit: 3000,
            webhook_timeout: Duration::from_secs(30),
            deleted_cells: false,
            control: false,
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
        }
    }
}
