mod files;
mod jobs;
mod moved;
mod opening;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::{Damage, Database, Durability, Error, Options, Remedy, Schema, migrate, open_writer};

const OPTIONS: Options =
    Options { busy_wait: Duration::from_millis(100), can_shrink: true, reads_at_once: 3, readers_kept: 1 };
const STEPS: &[&str] = &["CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)"];

/// Notes, and how often their file was moved away.
#[derive(Clone, Default)]
struct Notes {
    moved: Arc<AtomicUsize>,
    remedy: Option<Remedy>,
}

impl Schema for Notes {
    fn prepare(&self, connection: &mut Connection) -> Result<(), Error> {
        migrate(connection, STEPS, |_| Ok(()))
    }

    fn remedy(&self, _damage: &Damage, _connection: Option<&Connection>) -> Remedy {
        self.remedy.unwrap_or(Remedy::None)
    }

    fn replace(&self, path: &Path) -> Result<(), Error> {
        crate::set_aside::replace(path, 0, |fresh| {
            let fresh = open_writer(fresh, self, &OPTIONS)?;
            add_note(&fresh.connection, "fresh")?;
            fresh.close();
            Ok(())
        })
        .map(drop)
    }

    fn moved(&self, _path: &Path) {
        self.moved.fetch_add(1, Ordering::Relaxed);
    }
}

/// A database in a folder of its own.
struct Fresh {
    folder: TempDir,
    database: Database,
    moved: Arc<AtomicUsize>,
}

impl Fresh {
    fn path(&self) -> PathBuf {
        path_in(self.folder.path())
    }

    /// The file, its log or the log's index.
    fn file(&self, end: &str) -> PathBuf {
        format!("{}{end}", self.path().display()).into()
    }

    fn moved(&self) -> usize {
        self.moved.load(Ordering::Relaxed)
    }
}

fn fresh() -> Fresh {
    fresh_with(None)
}

fn fresh_with(remedy: Option<Remedy>) -> Fresh {
    let folder = tempfile::tempdir().expect("a folder");
    let notes = Notes { remedy, ..Notes::default() };
    let moved = Arc::clone(&notes.moved);
    Fresh { database: open_with(folder.path(), notes), folder, moved }
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join("notes.db")
}

fn open_in(folder: &Path) -> Database {
    open_with(folder, Notes::default())
}

fn open_with(folder: &Path, schema: Notes) -> Database {
    let path = path_in(folder);
    Database::start(&path, open_writer(&path, &schema, &OPTIONS), schema, OPTIONS).expect("starts")
}

fn add_note(connection: &Connection, text: &str) -> Result<(), Error> {
    connection.execute("INSERT INTO note (text) VALUES (?1)", [text])?;
    Ok(())
}

fn notes(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut select = connection.prepare("SELECT text FROM note ORDER BY id")?;
    let rows = select.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What another program would read.
fn notes_at(path: &Path) -> Vec<String> {
    notes(&Connection::open(path).expect("opens")).expect("are read")
}

async fn add(database: &Database, text: &str) -> Result<(), Error> {
    let text = text.to_owned();
    database.write(Durability::Synced, move |connection| add_note(connection, &text)).await
}

/// As a crash leaves the disk: all but the log's index, with nothing closed, in another folder.
fn after_a_crash(folder: &Path) -> TempDir {
    let elsewhere = tempfile::tempdir().expect("a folder");
    for name in ["notes.db", "notes.db-wal"] {
        fs::copy(folder.join(name), elsewhere.path().join(name)).expect("is copied");
    }
    elsewhere
}
