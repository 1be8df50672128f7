//! The relay: receives webhooks for computers that sleep, keeps them sealed, and hands them over when these are awake.
//!
//! The way of a letter: `server::ingest` seals and stores it, the store tells `server::device`, which sends it. What the relay
//! and its devices say to each other is in `rowbell-protocol` and in `docs/relay-protocol.md`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod directory;
mod metrics;
mod rate;
mod relay;
mod room;
mod server;
pub mod store;

pub use self::{
    rate::Rate,
    relay::{Relay, Rules},
    server::{CONNECTIONS, Certificate, CertificateError, serve, serve_metrics},
};
