//! The settings file: reading, watching, and editing it with its comments kept.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    time::timeout,
};
use toml_edit::{ArrayOfTables, DocumentMut, Item, RawString, Table, Value};
use tracing::{info, warn};

use super::{Settings, SettingsProblem, watching, write_private};

/// What a new settings file holds: every key with its default, explained.
pub const DEFAULT_FILE: &str = include_str!("../default.toml");

/// How long the file must have been left alone before it is read.
const QUIET: Duration = Duration::from_millis(150);
/// How often the file is looked at while it can't be watched.
const LOOK: Duration = Duration::from_secs(5);

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

    /// Follows the file until this future is dropped.
    pub async fn follow(&self) {
        let touched = Arc::new(Notify::new());
        let mut was_watched = true;
        loop {
            // Watched first, then read: what changes in between is not missed.
            let watching = watching::watch(&self.path, touched.clone());
            self.read();
            match &watching {
                Ok(_) => touched.notified().await,
                Err(error) => {
                    if was_watched {
                        warn!(%error, "the settings file can't be watched; it is looked at now and then");
                    }
                    let _ = timeout(LOOK, touched.notified()).await;
                }
            }
            was_watched = watching.is_ok();
            // A file that is being written is left alone until it is whole.
            while timeout(QUIET, touched.notified()).await.is_ok() {}
        }
    }

    /// Changes the file, keeping its comments and order, and puts the result in force.
    ///
    /// # Errors
    /// When the file can't be used as it is, when `change` would leave it so, or when it can't be written.
    pub fn edit(&self, change: impl FnOnce(&mut DocumentMut)) -> Result<(), SettingsError> {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let (text, _) = self.usable()?;
        let mut document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| SettingsProblem::of_file(&self.path, error.message().to_owned()))?;
        let before = document.clone();
        change(&mut document);
        keep_places(&before, &mut document);
        let text = document.to_string();
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

/// Comments stay where they are: what is new at the end comes below those there, where they would else be taken for
/// another table's, and a new key below the line that shows its default.
fn keep_places(before: &DocumentMut, document: &mut DocumentMut) {
    let tables = |item: &Item| match item {
        Item::Table(table) => vec![table.position()],
        Item::ArrayOfTables(tables) => tables.iter().map(Table::position).collect(),
        _ => Vec::new(),
    };
    let last = document.iter().flat_map(|(_, item)| tables(item)).flatten().max();
    let at_the_end = |item: &Item| {
        let places = tables(item);
        let known = places.iter().flatten().max();
        places.contains(&None) && (known.is_none() || known == last.as_ref())
    };
    let comments = document.trailing().as_str().unwrap_or_default().to_owned();
    let added = document.iter_mut().map(|(_, item)| item).find(|item| at_the_end(item));
    let added = added.and_then(|item| match item {
        Item::Table(table) => Some(table),
        Item::ArrayOfTables(tables) => tables.iter_mut().find(|table| table.position().is_none()),
        _ => None,
    });
    if let Some(table) = added.filter(|_| !comments.trim().is_empty()) {
        table.decor_mut().set_prefix(format!("{comments}\n"));
        document.set_trailing("");
    }

    let new: Vec<String> = document
        .iter()
        .filter(|(key, item)| item.is_value() && !before.contains_key(key))
        .map(|(key, _)| key.to_owned())
        .collect();
    for key in new {
        let first = document.iter_mut().find_map(|(_, item)| item.as_table_mut());
        let Some(decor) = first.map(Table::decor_mut) else { return };
        let comments = decor.prefix().and_then(RawString::as_str).unwrap_or_default().to_owned();
        let Some(start) = comments.find(&format!("#{key} = ")) else { continue };
        let (above, below) =
            comments.split_at(comments[start..].find('\n').map_or(comments.len(), |end| start + end + 1));
        decor.set_prefix(below);
        if let Some(mut key) = document.key_mut(&key) {
            key.leaf_decor_mut().set_prefix(above);
        }
    }
}

/// Sets a key of a table, keeping the comments above and beside it.
pub fn set(table: &mut Table, key: &str, value: impl Into<Value>) {
    let mut value = value.into();
    let Some(item) = table.get_mut(key) else {
        table.insert(key, Item::Value(value));
        return;
    };
    if let Some(old) = item.as_value() {
        *value.decor_mut() = old.decor().clone();
    }
    *item = Item::Value(value);
}

#[cfg(test)]
mod tests;
