//! The settings file: reading, watching, and editing it with its comments kept.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use notify::{RecursiveMode, Watcher};
use tokio::sync::{Notify, watch};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};
use tracing::{info, warn};

use super::{Settings, SettingsProblem};

/// What a new settings file holds: every key with its default, explained.
pub const DEFAULT_FILE: &str = include_str!("default.toml");

/// How long the file must have been left alone before it is read.
const QUIET: Duration = Duration::from_millis(150);

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
    #[error("the settings can't be changed while something in them can't be used: {0}")]
    Unusable(#[from] SettingsProblem),
    /// The file could not be read or written.
    #[error("the settings file {path} could not be {verb}: {source}")]
    Io {
        /// The file.
        path: String,
        /// "read" or "written".
        verb: &'static str,
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
    /// Reads the file, or makes a new one with its defaults explained. A file that can't be used leaves the defaults in
    /// force and says so in [`InForce::problem`].
    ///
    /// # Errors
    /// When there is no file and none can be made, or it can't be read.
    pub fn open(path: &Path) -> Result<Arc<Self>, SettingsError> {
        if !path.exists() {
            write_private(path, DEFAULT_FILE).map_err(|source| io_error(path, "written", source))?;
        }
        let file = Arc::new(Self {
            path: path.to_owned(),
            in_force: watch::Sender::new(InForce::default()),
            lock: Mutex::new(()),
        });
        file.read()?;
        Ok(file)
    }

    /// The settings in force, as they change.
    pub fn in_force(&self) -> watch::Receiver<InForce> {
        self.in_force.subscribe()
    }

    /// The settings now in force.
    pub fn settings(&self) -> Arc<Settings> {
        self.in_force.borrow().settings.clone()
    }

    /// Follows the file until this future is dropped. Without a way to watch it (rare), changes apply at the next start
    /// or `rowbell` command that changes settings.
    pub async fn follow(&self) {
        let touched = Arc::new(Notify::new());
        let (name, told) = (self.path.file_name().map(ToOwned::to_owned), touched.clone());
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let concerns_us = event.as_ref().is_ok_and(|event| {
                !event.kind.is_access() && event.paths.iter().any(|path| path.file_name() == name.as_deref())
            });
            if concerns_us {
                told.notify_one();
            }
        });
        // The folder is watched, not the file: editors replace files rather than write into them.
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let watch = |mut watcher: notify::RecommendedWatcher| {
            watcher.watch(folder, RecursiveMode::NonRecursive).map(|()| watcher)
        };
        let _watcher = match watcher.and_then(watch) {
            Ok(watcher) => watcher,
            Err(error) => {
                warn!(%error, "the settings file can't be watched; changes apply at the next start");
                return std::future::pending().await;
            }
        };
        // What was changed before the watch began is not missed.
        touched.notify_one();
        loop {
            touched.notified().await;
            // A file that is being written is left alone until it is whole.
            while tokio::time::timeout(QUIET, touched.notified()).await.is_ok() {}
            if let Err(error) = self.read() {
                warn!(%error, "settings not read");
            }
        }
    }

    /// Changes the file, keeping its comments and order, and puts the result in force.
    ///
    /// # Errors
    /// When the file can't be used as it is, when `change` would leave it so, or when it can't be written.
    pub fn edit(&self, change: impl FnOnce(&mut DocumentMut)) -> Result<(), SettingsError> {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let text = self.text()?;
        Settings::parse(&text, &self.path)?;
        let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| SettingsProblem {
            file: self.path.display().to_string(),
            line: 1,
            message: error.message().to_owned(),
        })?;
        change(&mut document);
        let text = document.to_string();
        let settings = Settings::parse(&text, &self.path)?;
        write_private(&self.path, &text).map_err(|source| io_error(&self.path, "written", source))?;
        self.remember(&text);
        self.in_force.send_replace(InForce { settings: Arc::new(settings), problem: None });
        Ok(())
    }

    /// Where the last text that could be used is kept, for a start after the file was spoilt: with the defaults instead,
    /// SeaTable would be refused at the addresses it knows.
    fn last_good(&self) -> PathBuf {
        self.path.with_extension("last-good.toml")
    }

    fn remember(&self, text: &str) -> Option<String> {
        if fs::read_to_string(self.last_good()).ok().as_deref() != Some(text)
            && let Err(error) = write_private(&self.last_good(), text)
        {
            warn!(%error, "the settings could not be kept for a start after a mistake in them");
        }
        None
    }

    fn text(&self) -> Result<String, SettingsError> {
        fs::read_to_string(&self.path).map_err(|source| io_error(&self.path, "read", source))
    }

    fn read(&self) -> Result<(), SettingsError> {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let text = self.text()?;
        if text.is_empty() && !self.settings().endpoints.is_empty() {
            // Cut short to be written anew; taken at its word, it would refuse SeaTable's next delivery.
            return Ok(());
        }
        let parsed = Settings::parse(&text, &self.path);
        let is_start = *self.in_force.borrow() == InForce::default();
        let last_good = match &parsed {
            Ok(_) => self.remember(&text),
            Err(_) if is_start => fs::read_to_string(self.last_good()).ok(),
            Err(_) => None,
        };
        let last_good = last_good.and_then(|text| Settings::parse(&text, &self.path).ok());
        self.in_force.send_if_modified(|in_force| {
            let new = match parsed {
                Ok(settings) => InForce { settings: Arc::new(settings), problem: None },
                Err(problem) => InForce {
                    settings: last_good.map_or_else(|| in_force.settings.clone(), Arc::new),
                    problem: Some(problem),
                },
            };
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
        Ok(())
    }
}

/// The array of tables of that name, made at the end of the document if there is none yet.
pub fn array_of_tables<'a>(document: &'a mut DocumentMut, name: &str) -> &'a mut ArrayOfTables {
    let item = document.entry(name).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if !item.is_array_of_tables() {
        *item = Item::ArrayOfTables(ArrayOfTables::new());
    }
    match item {
        Item::ArrayOfTables(tables) => tables,
        _ => unreachable!("made above"),
    }
}

/// The table of that name, made if there is none yet.
pub fn table<'a>(document: &'a mut DocumentMut, name: &str) -> &'a mut Table {
    let item = document.entry(name).or_insert(Item::Table(Table::new()));
    if !item.is_table() {
        *item = Item::Table(Table::new());
    }
    match item {
        Item::Table(table) => table,
        _ => unreachable!("made above"),
    }
}

/// Sets a key of a table, keeping the comment beside it.
pub fn set(table: &mut Table, key: &str, value: impl Into<Value>) {
    let mut value = value.into();
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    table.insert(key, Item::Value(value));
}

fn io_error(path: &Path, verb: &'static str, source: io::Error) -> SettingsError {
    SettingsError::Io { path: path.display().to_string(), verb, source }
}

/// Writes a file that only the person can read, whole or not at all.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // A link to a file elsewhere (dotfiles kept under version control) stays a link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    fs::rename(&new, target)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rowbell.toml");
        (folder, path)
    }

    #[test]
    fn edits_keep_comments() {
        let (_folder, path) = folder();
        let file = SettingsFile::open(&path).unwrap();
        file.edit(|document| {
            let mut endpoint = Table::new();
            endpoint["name"] = toml_edit::value("default");
            endpoint["token"] = toml_edit::value("0123456789012345678901");
            array_of_tables(document, "endpoint").push(endpoint);
            table(document, "listen")["port"] = toml_edit::value(9000);
        })
        .unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("# The TCP port; 0 takes any free one."));
        let settings = file.settings();
        assert_eq!((settings.listen.port, settings.endpoints[0].name.as_str()), (9000, "default"));
        assert_eq!(Settings::parse(&text, &path).unwrap(), *settings);
    }

    #[test]
    fn an_unusable_file_keeps_the_last_good_settings_and_is_not_written() {
        let (_folder, path) = folder();
        fs::write(&path, "[listen]\nport = 9000\n").unwrap();
        let file = SettingsFile::open(&path).unwrap();
        fs::write(&path, "[listen]\nport = \"x\"\n").unwrap();
        file.read().unwrap();
        let in_force = file.in_force().borrow().clone();
        assert_eq!(in_force.settings.listen.port, 9000);
        assert_eq!(in_force.problem.unwrap().line, 2);
        assert!(matches!(file.edit(|_| ()), Err(SettingsError::Unusable(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "[listen]\nport = \"x\"\n");
    }

    #[tokio::test]
    async fn changes_of_the_file_are_followed() {
        let (_folder, path) = folder();
        let file = SettingsFile::open(&path).unwrap();
        let mut in_force = file.in_force();
        let written = async {
            // The watch may begin after the first of these, and must not miss the last.
            for port in 9000.. {
                write_private(&path, &format!("[listen]\nport = {port}\n")).unwrap();
                let followed = in_force.wait_for(|now| now.settings.listen.port == port);
                if tokio::time::timeout(QUIET * 4, followed).await.is_ok() {
                    break;
                }
            }
        };
        let both = async {
            tokio::select! { () = file.follow() => {}, () = written => {} }
        };
        tokio::time::timeout(Duration::from_secs(20), both).await.unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn only_the_person_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, path) = folder();
        SettingsFile::open(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
