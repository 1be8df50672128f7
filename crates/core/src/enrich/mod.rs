//! What a report leaves out: what its base, its tables and people are called, and where the base is in the browser.

mod directory;

use seatable::BaseUuid;

pub use self::directory::{Directories, Directory, keep, load};
use crate::config::Settings;

/// The base's name: as it says itself, or as its address tells it.
pub fn base_name(settings: &Settings, directories: &Directories, base: &BaseUuid) -> Option<String> {
    match directories.get(base).filter(|directory| !directory.name.is_empty()) {
        Some(directory) => Some(directory.name.clone()),
        None => settings.base(base)?.name(),
    }
}
