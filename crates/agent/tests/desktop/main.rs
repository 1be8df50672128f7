//! The desktop parts against the real thing: a private bus for every test, real and simulated servers on it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod bus;
mod dunst;
mod keyrings;
mod manners;
mod popups;
mod races;
mod scale;
mod secrets;
mod server;
mod servers_come_and_go;
