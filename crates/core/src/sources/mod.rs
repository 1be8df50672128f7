//! The ways in. Each obtains deliveries, hands them to the inbox and says how it fares.

pub mod connected;
pub mod local;
