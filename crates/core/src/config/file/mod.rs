//! The settings file: reading it, changing it, and following how the person changes it.

mod follow;
mod watching;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;
use toml_edit::TomlError;
use tracing::{info, warn};

use super::{Settings, SettingsEdit, SettingsProblem, write_private};

/// What a new settings file holds: every key with its default, explained.
pub const DEFAULT_FILE: &str = include_str!("../default.toml");

/// The settings in force, and what is wrong with the file if they are not what it says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InForce {
    /// The last good settings.
    pub settings: Arc<Settings>,
    /// Why the file as it is now can't be used.
    pub problem: Option<SettingsProblem>,
}

/// Why the settings file could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file can't be used as it is, so nothing is written into it.
    #[error("the settings can't be changed while the file can't be used: {0}. Correct the file and try again")]
    Unusable(#[from] SettingsProblem),
    /// With the change it could not be used.
    #[error("{}. Nothing was changed", .0.message)]
    Unfit(SettingsProblem),
    /// The file could not be written.
    #[error("the settings file {path} could not be written: {source}. Nothing was changed")]
    NotWritten {
        /// The file.
        path: String,
        /// The cause.
        source: io::Error,
    },
}

/// `rowbell.toml`, followed as it changes.
pub struct SettingsFile {
    path: PathBuf,
    in_force: watch::Sender<InForce>,
    /// Held while the file is read or changed, so that edits never overtake each other.
    lock: Mutex<()>,
}

impl SettingsFile {
    /// Reads the file, or makes a new one with its defaults explained. With a file that can't be used, the last good
    /// settings are in force, or else the defaults, and [`InForce::problem`] says why.
    ///
    /// # Errors
    /// When there is no file and none can be made.
    pub fn open(path: &Path) -> Result<Arc<Self>, SettingsError> {
        // With the defaults instead, SeaTable would be refused at the addresses it knows.
        let last_good = fs::read_to_string(last_good(path)).ok();
        let last_good = last_good.and_then(|text| Settings::parse(&text, path).ok());
        // A link may lead to a disk that is not there yet; the file is not taken for a new one then.
        let only_away = last_good.is_some() && path.is_symlink();
        if !path.exists() && !only_away {
            write(path, DEFAULT_FILE)?;
        }
        let in_force = InForce { settings: last_good.unwrap_or_default().into(), problem: None };
        let file = Self { path: path.to_owned(), in_force: watch::Sender::new(in_force), lock: Mutex::default() };
        file.read();
        Ok(Arc::new(file))
    }

    /// The settings in force, as they change.
    pub fn in_force(&self) -> watch::Receiver<InForce> {
        self.in_force.subscribe()
    }

    /// The settings now in force.
    pub fn settings(&self) -> Arc<Settings> {
        self.in_force.borrow().settings.clone()
    }

    /// Changes the file, keeping its comments and order, and puts the result in force.
    ///
    /// # Errors
    /// When the file can't be used as it is, when the edits would leave it so, or when it can't be written. Without edits
    /// there is nothing to fail.
    pub fn edit(&self, edits: impl IntoIterator<Item = SettingsEdit>) -> Result<(), SettingsError> {
        let mut edits = edits.into_iter().peekable();
        if edits.peek().is_none() {
            return Ok(());
        }
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut text, _) = self.usable()?;
        for edit in edits {
            let broken = |error: TomlError| SettingsProblem::of_file(&self.path, error.message().to_owned());
            text = edit.apply(&text).map_err(broken)?;
        }
        let settings = Settings::parse_after(&self.settings(), &text, &self.path).map_err(SettingsError::Unfit)?;
        write(&self.path, &text)?;
        self.remember(&text);
        self.in_force.send_replace(InForce { settings: Arc::new(settings), problem: None });
        Ok(())
    }

    fn read(&self) {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let new = match self.usable() {
            Ok((text, settings)) => {
                self.remember(&text);
                InForce { settings: Arc::new(settings), problem: None }
            }
            Err(problem) => InForce { settings: self.settings(), problem: Some(problem) },
        };
        self.in_force.send_if_modified(|in_force| {
            let differs = new != *in_force;
            if differs {
                match &new.problem {
                    Some(problem) => warn!(%problem, "settings not used; the ones before stay in force"),
                    None => info!("settings in force"),
                }
                *in_force = new;
            }
            differs
        });
    }

    /// The file's text, and the settings in it.
    fn usable(&self) -> Result<(String, Settings), SettingsProblem> {
        let text = fs::read_to_string(&self.path).map_err(|error| {
            let message = match error.kind() {
                io::ErrorKind::NotFound => "it is not there".to_owned(),
                _ => format!("it can't be read ({error})"),
            };
            SettingsProblem::of_file(&self.path, message)
        })?;
        // Cut short to be written anew, or by a full disk; taken at its word, it would refuse SeaTable's next delivery.
        if text.is_empty() && !self.settings().endpoints.is_empty() {
            return Err(SettingsProblem::of_file(&self.path, "it is empty".to_owned()));
        }
        let settings = Settings::parse_after(&self.settings(), &text, &self.path)?;
        Ok((text, settings))
    }

    /// Keeps a text that can be used, for a start after the file was spoilt.
    fn remember(&self, text: &str) {
        let path = last_good(&self.path);
        if fs::read_to_string(&path).ok().as_deref() != Some(text)
            && let Err(error) = write_private(&path, text.as_bytes())
        {
            warn!(%error, "the settings could not be kept for a start after a mistake in them");
        }
    }
}

/// Where the last text that could be used is kept.
pub fn last_good(path: &Path) -> PathBuf {
    path.with_extension("last-good.toml")
}

fn write(path: &Path, text: &str) -> Result<(), SettingsError> {
    let failed = |source| SettingsError::NotWritten { path: path.display().to_string(), source };
    write_private(path, text.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests;
