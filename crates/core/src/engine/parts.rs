//! What the engine is given, and why it may not start with that.

use std::{net::TcpListener, path::PathBuf, sync::Arc};

use jiff::tz::TimeZone;
use tokio::sync::mpsc;

use crate::{
    config::{Secrets, SettingsError, SettingsFile},
    database::DatabaseError,
    deliver::desktop::{Opener, PopupEvent, Popups, Window},
    services::Mover,
    webhook_health::Intervals,
};

/// What the engine is given.
pub struct Parts {
    /// The settings file, open.
    pub settings: Arc<SettingsFile>,
    /// Where the database is kept.
    pub database: PathBuf,
    /// Where popups are shown.
    pub popups: Arc<dyn Popups>,
    /// What comes back from popups.
    pub popup_events: mpsc::Receiver<PopupEvent>,
    /// Opens web addresses.
    pub opener: Arc<dyn Opener>,
    /// Shows the window.
    pub window: Arc<dyn Window>,
    /// Where secrets are kept.
    pub secrets: Arc<dyn Secrets>,
    /// A listener that the system already holds for the local endpoint (socket activation).
    pub listener: Option<TcpListener>,
    /// Moves what the system holds, if it does.
    pub mover: Option<Mover>,
    /// A port to use instead of the settings' one.
    pub port: Option<u16>,
    /// The person's time zone; asked again now and then, because laptops travel.
    pub zone: fn() -> TimeZone,
    /// How often webhooks and logs are looked at.
    pub intervals: Intervals,
}

/// Why the engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings file can't be read or made.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The database can't be opened.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}
