//! The desktop on Windows and macOS: `notify-rust`, `tray-icon` and `tao`, behind what Linux has, too.
//!
//! - [`main_loop`] keeps the main thread for the system's events, which the tray and macOS's popups need.
//! - [`popups`] shows popups; [`updates`] decides which of them wait, since a popup that is shown can't be changed here.
//! - [`tray`] is the icon, `menu` its menu.
//! - [`login`] starts the agent with the session.
//! - `text` is the last line of defence for what is shown.
//!
//! What calls none of these systems is compiled for tests on Linux, too.

pub mod login;
#[cfg(not(target_os = "linux"))]
pub mod main_loop;
#[cfg(not(target_os = "linux"))]
mod menu;
#[cfg(not(target_os = "linux"))]
pub mod popups;
mod text;
#[cfg(not(target_os = "linux"))]
pub mod tray;
mod updates;

/// The application's id: on Windows its AppUserModelID, on macOS its bundle's identifier.
pub const ID: &str = "io.github.rowbell.Rowbell";
