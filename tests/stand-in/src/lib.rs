//! A SeaTable server to test against, for SeaTable itself can't be run here.
//!
//! It has what Rowbell's ways in need of a server (API tokens, the gateway, the operation log, the realtime channel, webhooks)
//! in the formats of SeaTable 6, and the faults that a test asks for. It knows none of Rowbell's crates, so that it
//! judges them independently; SeaTable's own Python SDK judges it (`tests/e2e/stand_in.rs`).
//!
//! What it does is marked in the comments: **known** from SeaTable's source, documents or captures, or **guessed**.
// A harness has nobody to hand an error to: a panic with the reason is a failed test.
#![allow(clippy::unwrap_used)]

mod access;
mod base_handle;
mod cells;
mod control;
pub mod demo;
mod edit;
mod faults;
mod handle;
mod hooks;
mod links;
mod listener;
mod options;
mod python;
mod realtime;
mod rest;
mod rows;
mod sender;
mod setup;
mod shared;
mod structure;
mod world;

pub use self::{
    base_handle::{Backup, BaseHandle},
    edit::{By, Edit, Edited, Refusal, Update},
    faults::{Call, Faults},
    handle::StandIn,
    hooks::Webhook,
    options::Options,
    sender::Sent,
    setup::{BaseSetup, ColumnSetup, TableSetup},
    world::{Operation, Permission, Person},
};
