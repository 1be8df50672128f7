//! Rowbell's engine: what happens between a delivery and what the person is told. It knows no desktop.
//!
//! The modules stand in the order of the flow; `ARCHITECTURE.md` draws it.

pub mod account;
pub mod change;
pub mod clock;
pub mod config;
pub mod context;
pub mod database;
pub mod deliver;
pub mod dispatch;
pub mod engine;
pub mod enrich;
pub mod error;
pub mod history;
pub mod inbox;
pub mod languages;
pub mod pipeline;
pub mod present;
pub mod problem;
pub mod services;
pub mod sources;
pub mod status;
pub mod text;
pub mod webhook_health;
pub mod words;
