//! The desktop on Linux.

pub mod popups;
pub mod tray;
