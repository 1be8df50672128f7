//! The relay: receives webhooks for computers that are asleep, keeps them sealed, and delivers them once the computers are awake.
//!
//! The way of a letter: `server::ingest` seals and stores it, the store notifies `server::device`, which sends it. The protocol
//! between the relay and its devices is in `rowbell-protocol` and in `docs/relay-protocol.md`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod directory;
mod memory;
mod metrics;
mod rate;
mod relay;
mod server;
pub mod store;

pub use self::{
    rate::Rate,
    relay::{Options, Relay},
    server::{Certificate, CertificateError, MAX_CONNECTIONS, serve, serve_metrics},
};
