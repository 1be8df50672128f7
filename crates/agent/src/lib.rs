//! The parts of Rowbell's agent and command line; the binary `rowbell` puts them together.

pub mod agent;
pub mod autostart;
pub mod children;
pub mod cli;
pub mod desktop;
pub mod logging;
pub mod memory;
pub mod paths;
pub mod server;
pub mod tray_view;
pub mod window;
mod words;
