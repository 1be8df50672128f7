//! The local endpoint: `POST /hook/<token>`, for a SeaTable server or a forwarder that can reach this computer.
//!
//! SeaTable never retries, switches a webhook off at the first refused connection and after five answers that are not
//! 2xx (source: dtable_events/webhook/webhook.py). So a delivery with a good address is stored and answered at once,
//! whatever it holds; nothing here waits for anything but the disk.

mod body;
mod hosts;
mod listen;
mod reach;
mod receive;

pub use hosts::RefusedHost;
pub use listen::{BindError, Bound, bind, next_free_port, port_owner};
pub use reach::{Link, Reach, Usable, is_here, reach_of_host, reach_of_ip, usable_addresses};
pub use receive::LocalSource;
