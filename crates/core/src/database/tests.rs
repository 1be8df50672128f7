//! What this file has of its own; what holds for any is tested in the crate `sqlite`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use tempfile::TempDir;

use super::{Database, DatabaseError, Durability, Health, Mishap};

const NOW_MS: i64 = 1_787_664_773_351;

struct Fresh {
    directory: TempDir,
    database: Database,
}

impl Fresh {
    fn path(&self) -> PathBuf {
        self.directory.path().join("rowbell.db")
    }
}

fn fresh() -> Fresh {
    let directory = tempfile::tempdir().expect("a directory");
    let database = open_in(directory.path());
    Fresh { directory, database }
}

fn open_in(directory: &Path) -> Database {
    let opened = Database::open(&directory.join("rowbell.db"), NOW_MS).expect("opens");
    assert_eq!(opened.mishap, None);
    opened.database
}

fn moved_to(mishap: Option<Mishap>) -> PathBuf {
    match mishap {
        Some(Mishap::SetAside { path, .. }) => path,
        other => panic!("{other:?}"),
    }
}

fn add_endpoint(connection: &Connection, name: &str) -> Result<(), DatabaseError> {
    connection.execute("INSERT INTO endpoint (name) VALUES (?1)", [name])?;
    Ok(())
}

fn names(connection: &Connection) -> Result<Vec<String>, DatabaseError> {
    let mut select = connection.prepare("SELECT name FROM endpoint ORDER BY id")?;
    let rows = select.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

async fn add(database: &Database, name: &str) -> Result<(), DatabaseError> {
    let name = name.to_owned();
    database.write(Durability::Synced, move |connection| add_endpoint(connection, &name)).await
}

#[tokio::test]
async fn a_damaged_file_is_set_aside() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("rowbell.db");
    fs::write(&path, "this is no database, but longer than a header of one hundred bytes, ".repeat(40))
        .expect("is written");
    let opened = Database::open(&path, NOW_MS).expect("opens");
    let aside = moved_to(opened.mishap);
    assert_eq!(aside.file_name().and_then(|name| name.to_str()), Some("rowbell.db.damaged-20260825-133253"));
    assert!(fs::read_to_string(&aside).expect("is kept").starts_with("this is no database"));
    add(&opened.database, "one").await.expect("the fresh one works");
    opened.database.close().await;
    fs::write(&path, "again").expect("is written");
    let again = Database::open(&path, NOW_MS).expect("opens").mishap;
    assert_ne!(moved_to(again), aside);
}

#[tokio::test]
async fn damage_found_later_is_set_aside_and_waiting_deliveries_are_saved() {
    let fresh = fresh();
    let store = |connection: &Connection| {
        add_endpoint(connection, "default")?;
        connection.execute_batch(
            "INSERT INTO delivery (recorded, source, endpoint, authenticity, received_ms, headers, body)
             VALUES (0, 1, 1, 1, 5, '[]', x'01'), (1, 1, 1, 1, 6, '[]', x'02'), (0, 1, 1, 1, 7, '[]', x'03');
             INSERT INTO person (user, app, last_change_ms) VALUES ('a', '', 1);",
        )?;
        Ok(connection.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'person'", [], |row| row.get(0))?)
    };
    let page: u64 = fresh.database.write(Durability::Synced, store).await.map(i64::unsigned_abs).expect("is stored");
    fresh.database.close().await;
    let mut bytes = fs::read(fresh.path()).expect("is there");
    let start = usize::try_from((page - 1) * 4096).expect("small");
    bytes[start..start + 4096].fill(0xAA);
    fs::write(fresh.path(), bytes).expect("is written");

    let database = open_in(fresh.directory.path());
    let mut mishap = database.mishap();
    let read = |connection: &Connection| {
        let select = "SELECT ifnull(sum(changes), 0) FROM person";
        Ok(connection.query_row(select, [], |row| row.get(0))?)
    };
    let result: Result<i64, _> = database.read(read).await;
    assert_eq!(result.expect_err("is damaged").code(), "database_damaged");
    let happened = mishap.wait_for(Option::is_some).await.expect("the writer lives").clone();
    assert!(moved_to(happened).exists());
    assert_eq!(database.read(read).await, Ok(0));
    let waiting = database.read(|connection| {
        let mut select = connection.prepare("SELECT id FROM delivery WHERE recorded = 0")?;
        let ids: rusqlite::Result<Vec<i64>> = select.query_map([], |row| row.get(0))?.collect();
        Ok(ids?)
    });
    assert_eq!(waiting.await, Ok(vec![1, 3]));
    let write = |connection: &Connection| add_endpoint(connection, "works");
    database.write(Durability::Synced, write).await.expect("is stored");
}

/// SQLite tells damage of the index and of anything else by the same code.
#[tokio::test]
async fn where_all_but_the_search_index_is_whole_nothing_is_set_aside() {
    let fresh = fresh();
    add(&fresh.database, "kept").await.expect("is stored");
    let mut found = fresh.database.index_damage();
    assert_eq!(*found.borrow_and_update(), 0);
    let job = |_: &Connection| Err::<(), _>(DatabaseError::Damaged("as if".into()));
    assert_eq!(fresh.database.write(Durability::Synced, job).await.expect_err("is told").code(), "database_damaged");
    assert_eq!(*found.wait_for(|times| *times > 0).await.expect("the writer lives"), 1);
    assert_eq!(fresh.database.read(names).await, Ok(vec!["kept".to_owned()]));
    assert_eq!(*fresh.database.mishap().borrow(), None);
}

/// The errors that FTS5 gives for what can be wrong with its tables differ.
#[tokio::test]
async fn a_search_index_is_found_damaged_at_the_start_whatever_its_error() {
    for damage in [
        "DELETE FROM entry_words_data WHERE id = 10",
        "DELETE FROM entry_runs_data",
        "DELETE FROM entry_words_config",
        "DROP TABLE entry_words_config",
        "DROP TABLE entry_words_idx",
        "DROP TABLE entry_words_data",
    ] {
        let fresh = fresh();
        let index = "INSERT INTO entry_words (rowid, words) VALUES (1, 'a'); INSERT INTO entry_runs (rowid, runs) VALUES (1, 'a')";
        for statements in [index, damage] {
            let job = move |connection: &Connection| Ok(connection.execute_batch(statements)?);
            fresh.database.write(Durability::Synced, job).await.expect("is done");
        }
        add(&fresh.database, "kept").await.expect("is stored");
        fresh.database.close().await;
        let database = open_in(fresh.directory.path());
        assert_eq!(*database.index_damage().borrow(), 1, "{damage}");
        assert_eq!(database.read(names).await, Ok(vec!["kept".to_owned()]), "{damage}");
    }
}

/// A table that a later step adds must not be forgotten when a damaged file is replaced.
#[tokio::test]
async fn every_table_is_copied_or_is_of_the_search_index() {
    let fresh = fresh();
    let connection = Connection::open(fresh.path()).expect("opens");
    let mut select = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .expect("is there");
    let names = select.query_map([], |row| row.get::<_, String>(0)).expect("are read");
    for name in names.map(|name| name.expect("is read")) {
        assert!(super::salvage::is_copied(&name) || super::damage::is_of_index(&name), "{name}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_says_that_another_program_deleted_its_files() {
    let fresh = fresh();
    add(&fresh.database, "before").await.expect("is stored");
    for end in ["-wal", "-shm"] {
        fs::remove_file(format!("{}{end}", fresh.path().display())).expect("is deleted");
    }
    add(&fresh.database, "after").await.expect("is stored");
    assert_eq!(*fresh.database.mishap().borrow(), Some(Mishap::Moved { path: fresh.path() }));
}

#[tokio::test]
async fn a_file_that_another_program_holds_at_the_start_is_waited_for() {
    let fresh = fresh();
    fresh.database.close().await;
    let other = Connection::open(fresh.path()).expect("opens");
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE").expect("is held");
    let database = open_in(fresh.directory.path());
    assert_eq!(*database.health().borrow(), Health::from(&DatabaseError::Busy));
    drop(other);
    add(&database, "after").await.expect("is stored");
    assert_eq!(*database.health().borrow(), Health::Fine);
}
