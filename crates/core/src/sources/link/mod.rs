//! What the ways in share that keep a connection open: connecting again and again, with waits that grow while that fails,
//! and saying how the connection stands.

mod backoff;
mod error;
mod state;
mod supervise;
#[cfg(test)]
mod tests;

pub(crate) use self::backoff::Backoff;
pub use self::{error::LinkError, state::LinkState};
pub(in crate::sources) use self::{
    state::Disconnect,
    supervise::{Link, supervise},
};
