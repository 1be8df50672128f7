//! Listening, accepting connections, serving them HTTP, and ending so that nobody who has connected is reset.
//!
//! SeaTable switches a webhook off at the first connection that fails (source: dtable_events/webhook/webhook.py). So a server
//! that ends first accepts all that are in the system's queue, and answers what they have sent.
//!
//! [`listen()`] → [`accept()`] → [`serve_http`]

mod accept;
mod http;
mod listen;

pub use self::{accept::accept, http::serve_http, listen::listen};
