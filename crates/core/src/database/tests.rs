use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::future::join_all;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{Database, DatabaseError, Durability, Health, Mishap, migrations, open};

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

/// Holds the writer's thread until the returned sender is used; it is held when this returns.
async fn hold_writer(
    database: &Database,
) -> (std::sync::mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), DatabaseError>>) {
    let (release, held) = std::sync::mpsc::channel();
    let (holds, is_held) = tokio::sync::oneshot::channel();
    let database = database.clone();
    let holding = tokio::spawn(async move {
        database
            .write(Durability::Lazy, move |_| {
                holds.send(()).expect("is waited for");
                held.recv().expect("is released");
                Ok(())
            })
            .await
    });
    is_held.await.expect("the writer runs it");
    (release, holding)
}

#[tokio::test]
async fn what_was_written_is_read() {
    let fresh = fresh();
    add(&fresh.database, "one").await.expect("is stored");
    assert_eq!(fresh.database.read(names).await, Ok(vec!["one".to_owned()]));
    assert_eq!(*fresh.database.health().borrow(), Health::Fine);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_person_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let fresh = fresh();
    add(&fresh.database, "one").await.expect("is stored");
    for suffix in ["", "-wal", "-shm"] {
        let path = format!("{}{suffix}", fresh.path().display());
        assert_eq!(fs::metadata(&path).expect("is there").permissions().mode() & 0o777, 0o600, "{path}");
    }
}

#[tokio::test]
async fn readers_cannot_write() {
    let fresh = fresh();
    let result = fresh.database.read(|connection| add_endpoint(connection, "no")).await;
    assert_eq!(result.expect_err("is refused").code(), "database_cannot_open");
}

#[tokio::test]
async fn waiting_jobs_share_a_transaction() {
    let fresh = fresh();
    let commits = Arc::new(AtomicUsize::new(0));
    let (release, holding) = hold_writer(&fresh.database).await;
    // `sqlite3_total_changes` of one connection does not tell transactions apart, but the log's commit frames do: all jobs
    // of one transaction see the same number of pages before it.
    let jobs: Vec<_> = (0..50)
        .map(|n| {
            let database = fresh.database.clone();
            let commits = Arc::clone(&commits);
            tokio::spawn(async move {
                let job = move |connection: &Connection| {
                    let first: bool =
                        connection.query_row("SELECT count(*) = 0 FROM endpoint", [], |row| row.get(0))?;
                    add_endpoint(connection, &format!("{n}"))?;
                    if first || committed(connection)? {
                        commits.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                };
                database.write(Durability::Synced, job).await
            })
        })
        .collect();
    while fresh.database.shared.queue.waiting() < 50 {
        tokio::task::yield_now().await;
    }
    release.send(()).expect("the writer waits");
    holding.await.expect("no panic").expect("is stored");
    for job in join_all(jobs).await {
        job.expect("no panic").expect("is stored");
    }
    assert_eq!(commits.load(Ordering::Relaxed), 1, "50 jobs, one transaction");
    assert_eq!(fresh.database.read(names).await.map(|names| names.len()), Ok(50));
}

/// Whether another connection sees a row of this job's table, which it does only after a commit.
fn committed(connection: &Connection) -> Result<bool, DatabaseError> {
    let path = connection.path().map(PathBuf::from).unwrap_or_default();
    Ok(!names(&open::reader(&path)?)?.is_empty())
}

#[tokio::test]
async fn a_failing_job_fails_alone() {
    let fresh = fresh();
    let (release, holding) = hold_writer(&fresh.database).await;
    let database = &fresh.database;
    let failing = database.write(Durability::Synced, |connection| {
        add_endpoint(connection, "undone")?;
        add_endpoint(connection, "undone")
    });
    let panicking = database.write(Durability::Synced, |connection| -> Result<(), _> {
        add_endpoint(connection, "undone too")?;
        panic!("on purpose")
    });
    let release = async {
        while database.shared.queue.waiting() < 4 {
            tokio::task::yield_now().await;
        }
        release.send(()).expect("the writer waits");
    };
    let (before, failed, panicked, after, ()) =
        tokio::join!(add(database, "before"), failing, panicking, add(database, "after"), release);
    holding.await.expect("no panic").expect("is stored");
    assert_eq!((before, after), (Ok(()), Ok(())));
    assert_eq!(failed.expect_err("is unique").code(), "database_refused");
    assert_eq!(panicked.expect_err("panicked").code(), "database_refused");
    assert_eq!(database.read(names).await, Ok(vec!["before".to_owned(), "after".to_owned()]));
    assert_eq!(*database.health().borrow(), Health::Fine);
}

#[tokio::test]
async fn a_full_disk_is_told_and_recovers_by_itself() {
    let fresh = fresh();
    let database = &fresh.database;
    let limit = |pages: i64| {
        database.write(Durability::Lazy, move |connection| {
            Ok(connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
        })
    };
    let large = || {
        database.write(Durability::Synced, |connection| {
            connection.execute("INSERT INTO endpoint (name) VALUES (hex(zeroblob(400000)))", [])?;
            Ok(())
        })
    };
    add(database, "kept").await.expect("is stored");
    limit(100).await.expect("is set");
    assert_eq!(large().await, Err(DatabaseError::Full));
    assert_eq!(*database.health().borrow(), Health::Full);
    add(database, "small").await.expect("has room");
    assert_eq!(*database.health().borrow(), Health::Fine);
    limit(1_000_000).await.expect("is set");
    large().await.expect("has room now");
    assert_eq!(database.read(names).await.map(|names| names.len()), Ok(3));
}

#[tokio::test]
async fn after_the_close_nothing_is_taken() {
    let fresh = fresh();
    add(&fresh.database, "one").await.expect("is stored");
    fresh.database.close().await;
    assert_eq!(add(&fresh.database, "two").await, Err(DatabaseError::Closed));
    assert_eq!(fresh.database.read(names).await, Err(DatabaseError::Closed));
    assert!(!Path::new(&format!("{}-wal", fresh.path().display())).exists(), "everything is in the one file");
    assert_eq!(open_in(fresh.directory.path()).read(names).await, Ok(vec!["one".to_owned()]));
}

#[tokio::test]
async fn what_resolved_is_there_after_a_crash() {
    let fresh = fresh();
    let elsewhere = tempfile::tempdir().expect("a directory");
    for n in 0..20 {
        add(&fresh.database, &format!("{n}")).await.expect("is stored");
    }
    // The state of the disk, with nothing closed.
    for suffix in ["", "-wal"] {
        let name = format!("rowbell.db{suffix}");
        fs::copy(fresh.directory.path().join(&name), elsewhere.path().join(&name)).expect("is copied");
    }
    assert_eq!(open_in(elsewhere.path()).read(names).await.map(|names| names.len()), Ok(20));
}

#[tokio::test]
async fn the_log_does_not_grow_for_ever() {
    let fresh = fresh();
    // Twice of what the log may hold, faster than a busy machine can write it back.
    for _ in 0..450 {
        let job = |connection: &Connection| {
            connection.execute("INSERT INTO endpoint (name) VALUES (hex(randomblob(150000)))", [])?;
            connection.execute("DELETE FROM endpoint", [])?;
            Ok(())
        };
        fresh.database.write(Durability::Lazy, job).await.expect("is stored");
    }
    let log = fs::metadata(format!("{}-wal", fresh.path().display())).expect("is there").len();
    assert!(log < 140 << 20, "{log} bytes");
}

#[tokio::test]
async fn a_newer_file_is_refused_and_left_alone() {
    let fresh = fresh();
    let set = |connection: &Connection| Ok(connection.pragma_update(None, "user_version", 99)?);
    fresh.database.write(Durability::Synced, set).await.expect("is set");
    fresh.database.close().await;
    let error = Database::open(&fresh.path(), NOW_MS).expect_err("is refused");
    let known = i64::try_from(migrations::STEPS.len()).expect("few");
    assert_eq!(error, DatabaseError::Newer { found: 99, known });
    assert_eq!(fs::read_dir(fresh.directory.path()).expect("is there").count(), 1);
}

#[tokio::test]
async fn a_file_of_version_1_is_brought_up_to_date() {
    let fresh = fresh();
    add(&fresh.database, "old").await.expect("is stored");
    fresh.database.close().await;
    let steps = [migrations::STEPS, &["ALTER TABLE endpoint ADD COLUMN note TEXT DEFAULT 'new'"]].concat();
    let connection = open::writer_with(&fresh.path(), &steps).expect("opens");
    let note: String = connection.query_row("SELECT note FROM endpoint", [], |row| row.get(0)).expect("is there");
    assert_eq!(note, "new");
    drop(connection);
    open::writer_with(&fresh.path(), &steps).expect("opens again, and does nothing twice");
    let bad = [steps.as_slice(), &["CREATE TABLE half (id); SELECT nonsense"]].concat();
    open::writer_with(&fresh.path(), &bad).expect_err("the step fails");
    let connection = open::writer_with(&fresh.path(), &steps).expect("and left nothing behind");
    assert!(connection.prepare("SELECT * FROM half").is_err());
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

/// Whatever is deleted or replaced under it: what it says is stored is in the folder.
#[cfg(unix)]
#[tokio::test]
async fn it_never_writes_into_files_that_are_gone() {
    for gone in [&["-wal"][..], &["-shm"], &["-wal", "-shm"], &["", "-wal", "-shm"]] {
        let fresh = fresh();
        add(&fresh.database, "before").await.expect("is stored");
        // A reader that is kept, which shares the log's index with the writer.
        fresh.database.read(names).await.expect("is read");
        for end in gone {
            fs::remove_file(format!("{}{end}", fresh.path().display())).expect("is deleted");
        }
        add(&fresh.database, "after").await.expect("is stored");
        assert_eq!(*fresh.database.mishap().borrow(), Some(Mishap::Moved { path: fresh.path() }), "{gone:?}");
        assert_eq!(*fresh.database.health().borrow(), Health::Fine);
        let seen = fresh.database.read(names).await.expect("is read");
        assert!(seen.ends_with(&["after".to_owned()]), "{gone:?}: {seen:?}");
        // Only where nobody else can have written since, what was in the log is saved.
        assert!(seen.len() == 2 || *gone != ["-wal"], "{seen:?}");
        // As the disk would be after a crash.
        let elsewhere = tempfile::tempdir().expect("a directory");
        for end in ["", "-wal"] {
            let name = format!("rowbell.db{end}");
            fs::copy(fresh.directory.path().join(&name), elsewhere.path().join(&name)).expect("is copied");
        }
        assert_eq!(open_in(elsewhere.path()).read(names).await, Ok(seen), "{gone:?}");
    }
}

/// Deleted between the look before and the commit, it is refused.
#[cfg(unix)]
#[tokio::test]
async fn what_was_committed_into_a_file_that_is_gone_is_refused() {
    let fresh = fresh();
    add(&fresh.database, "before").await.expect("is stored");
    let path = fresh.path();
    let job = move |connection: &Connection| {
        for end in ["-wal", "-shm"] {
            fs::remove_file(format!("{}{end}", path.display())).expect("is deleted");
        }
        add_endpoint(connection, "meanwhile")
    };
    assert_eq!(fresh.database.write(Durability::Synced, job).await, Err(DatabaseError::Moved));
    assert_eq!(fresh.database.health().borrow().clone(), super::writer::health_of(&DatabaseError::Moved));
    add(&fresh.database, "after").await.expect("is stored");
    assert_eq!(*fresh.database.health().borrow(), Health::Fine);
    assert!(fresh.database.read(names).await.expect("is read").contains(&"after".to_owned()));
}

/// A table that a later step adds must not be forgotten when a damaged file is replaced.
#[test]
fn every_table_is_copied_or_is_of_the_search_index() {
    let directory = tempfile::tempdir().expect("a directory");
    let connection = open::writer_with(&directory.path().join("rowbell.db"), migrations::STEPS).expect("opens");
    let mut select = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .expect("is there");
    let names = select.query_map([], |row| row.get::<_, String>(0)).expect("are read");
    for name in names.map(|name| name.expect("is read")) {
        assert!(super::salvage::is_copied(&name) || super::damage::is_of_index(&name), "{name}");
    }
}

#[tokio::test]
async fn a_file_that_another_program_holds_at_the_start_is_waited_for() {
    let fresh = fresh();
    add(&fresh.database, "before").await.expect("is stored");
    fresh.database.close().await;
    let other = Connection::open(fresh.path()).expect("opens");
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE").expect("is held");
    let database = open_in(fresh.directory.path());
    assert_eq!(*database.health().borrow(), super::writer::health_of(&DatabaseError::Busy));
    drop(other);
    add(&database, "after").await.expect("is stored");
    assert_eq!(*database.health().borrow(), Health::Fine);
    assert_eq!(database.read(names).await, Ok(vec!["before".to_owned(), "after".to_owned()]));
}
