//! The ways in. Each obtains deliveries, hands them to the inbox and says how it fares: `local`, `relay` and `connected`, which
//! know nothing of one another. `webhook` is what those share that receive webhooks, `link` what those share that keep a
//! connection open.

pub mod connected;
pub mod link;
pub mod local;
pub mod relay;
pub mod webhook;
