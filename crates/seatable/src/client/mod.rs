//! A client of SeaTable's REST API.
//!
//! [`Server::connect`] turns a base's API token into [`Access`]; with it a [`BaseClient`] reads the base. An
//! [`AccountClient`] manages webhooks, which needs the account token of somebody who administers the base.
//!
//! Tokens are sent to the configured server alone: a redirect elsewhere is an error. They are in no error text.
//!
//! Servers limit calls (Cloud: 200 a minute for each base, and a number a month for each team), so everything here
//! makes exactly one call and repeats nothing; see [`BaseClient::rate`].

mod account;
mod base;
pub(crate) mod call;
mod error;
mod rate;
mod server;

pub use self::{
    account::AccountClient,
    base::BaseClient,
    error::ApiError,
    rate::RateLimit,
    server::{Options, Server},
};
use crate::address::encoded;
pub use crate::answer::Access;

#[cfg(test)]
pub(crate) mod tests;
