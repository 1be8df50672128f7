//! The desktop on Linux.

pub mod login;
pub mod popups;
pub mod sleep;
pub mod systemd;
pub mod tray;
