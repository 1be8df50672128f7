//! Jobs: what they share, how they fail, and what is left of them.

use futures_util::future::join_all;

use super::*;
use crate::{Health, Work};

/// Holds the writer's thread until the returned sender is used; it is held when this returns.
async fn hold_writer(database: &Database) -> (std::sync::mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), Error>>) {
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

async fn until_waiting(database: &Database, count: usize) {
    while database.waiting() < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_was_written_is_read() {
    let fresh = fresh();
    add(&fresh.database, "one").await.expect("is stored");
    assert_eq!(fresh.database.read(notes).await, Ok(vec!["one".to_owned()]));
    assert_eq!(*fresh.database.health().borrow(), Health::Fine);
}

#[tokio::test]
async fn readers_cannot_write() {
    let fresh = fresh();
    let result = fresh.database.read(|connection| add_note(connection, "no")).await;
    assert!(matches!(result, Err(Error::CannotOpen(_))), "{result:?}");
}

#[tokio::test]
async fn waiting_jobs_share_a_transaction() {
    let fresh = fresh();
    let commits = Arc::new(AtomicUsize::new(0));
    let (release, holding) = hold_writer(&fresh.database).await;
    // Another connection sees what is committed, and so nothing of jobs in the same transaction.
    let jobs: Vec<_> = (0..50)
        .map(|number| {
            let (database, commits, path) = (fresh.database.clone(), Arc::clone(&commits), fresh.path());
            tokio::spawn(async move {
                let job = move |connection: &Connection| {
                    let is_first = notes(connection)?.is_empty();
                    add_note(connection, &format!("{number}"))?;
                    if is_first || !notes_at(&path).is_empty() {
                        commits.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                };
                database.write(Durability::Synced, job).await
            })
        })
        .collect();
    until_waiting(&fresh.database, 50).await;
    release.send(()).expect("the writer waits");
    holding.await.expect("no panic").expect("is stored");
    for job in join_all(jobs).await {
        job.expect("no panic").expect("is stored");
    }
    assert_eq!(commits.load(Ordering::Relaxed), 1, "50 jobs, one transaction");
    assert_eq!(fresh.database.read(notes).await.map(|notes| notes.len()), Ok(50));
}

#[tokio::test]
async fn a_failing_job_fails_alone() {
    let fresh = fresh();
    let (release, holding) = hold_writer(&fresh.database).await;
    let database = &fresh.database;
    let failing = database.write(Durability::Synced, |connection| {
        add_note(connection, "undone")?;
        add_note(connection, "undone")
    });
    let panicking = database.write(Durability::Synced, |connection| -> Result<(), _> {
        add_note(connection, "undone too")?;
        panic!("on purpose")
    });
    let release = async {
        until_waiting(database, 4).await;
        release.send(()).expect("the writer waits");
    };
    let (before, failed, panicked, after, ()) =
        tokio::join!(add(database, "before"), failing, panicking, add(database, "after"), release);
    holding.await.expect("no panic").expect("is stored");
    assert_eq!((before, after), (Ok(()), Ok(())));
    assert!(matches!(failed, Err(Error::Refused(_))), "{failed:?}");
    assert_eq!(panicked, Err(Error::Refused("a job panicked".into())));
    assert_eq!(database.read(notes).await, Ok(vec!["before".to_owned(), "after".to_owned()]));
    assert_eq!(*database.health().borrow(), Health::Fine);
}

/// The jobs before it are lost with it, and those after it are stored all the same.
#[tokio::test]
async fn a_transaction_that_is_lost_takes_no_later_job_with_it() {
    let fresh = fresh();
    let (release, holding) = hold_writer(&fresh.database).await;
    let database = &fresh.database;
    let losing = database.write(Durability::Synced, |_| Err::<(), _>(Error::Io("as if".into())));
    let release = async {
        until_waiting(database, 3).await;
        release.send(()).expect("the writer waits");
    };
    let (before, lost, after, ()) = tokio::join!(add(database, "before"), losing, add(database, "after"), release);
    holding.await.expect("no panic").expect("is stored");
    let expected = Error::Io("as if".into());
    assert_eq!((before, lost, after), (Err(expected.clone()), Err(expected), Ok(())));
    assert_eq!(database.read(notes).await, Ok(vec!["after".to_owned()]));
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
            connection.execute("INSERT INTO note (text) VALUES (hex(zeroblob(400000)))", [])?;
            Ok(())
        })
    };
    add(database, "kept").await.expect("is stored");
    limit(100).await.expect("is set");
    assert_eq!(large().await, Err(Error::Full));
    assert_eq!(*database.health().borrow(), Health::Full);
    add(database, "small").await.expect("has room");
    assert_eq!(*database.health().borrow(), Health::Fine);
    limit(1_000_000).await.expect("is set");
    large().await.expect("has room now");
    assert_eq!(database.read(notes).await.map(|notes| notes.len()), Ok(3));
}

#[tokio::test]
async fn after_the_close_nothing_is_taken() {
    let fresh = fresh();
    add(&fresh.database, "one").await.expect("is stored");
    fresh.database.close().await;
    assert_eq!(add(&fresh.database, "two").await, Err(Error::Closed));
    assert_eq!(fresh.database.read(notes).await, Err(Error::Closed));
    assert!(!fresh.file("-wal").exists(), "everything is in the one file");
    assert_eq!(open_in(fresh.folder.path()).read(notes).await, Ok(vec!["one".to_owned()]));
}

/// Work that is given without waiting for it.
struct Note(tokio::sync::oneshot::Sender<Result<(), Error>>);

impl Work for Note {
    fn run(&mut self, connection: &Connection) -> Result<(), Error> {
        add_note(connection, "submitted")
    }

    fn ended(self: Box<Self>, transaction: Result<(), &Error>) {
        self.0.send(transaction.map_err(Clone::clone)).expect("is waited for");
    }
}

#[tokio::test]
async fn work_is_told_of_its_transaction_s_end_and_of_the_database_s() {
    let fresh = fresh();
    let (told, ended) = tokio::sync::oneshot::channel();
    fresh.database.submit(Durability::Synced, Box::new(Note(told)));
    assert_eq!(ended.await, Ok(Ok(())));
    assert_eq!(notes_at(&fresh.path()), ["submitted"]);
    fresh.database.close().await;
    let (told, ended) = tokio::sync::oneshot::channel();
    fresh.database.submit(Durability::Synced, Box::new(Note(told)));
    assert_eq!(ended.await, Ok(Err(Error::Closed)));
}

#[tokio::test]
async fn what_resolved_is_there_after_a_crash() {
    let fresh = fresh();
    for number in 0..20 {
        add(&fresh.database, &format!("{number}")).await.expect("is stored");
    }
    let elsewhere = after_a_crash(fresh.folder.path());
    let database = open_in(elsewhere.path());
    assert_eq!(database.read(notes).await.map(|notes| notes.len()), Ok(20));
    // From then on it is in the one file.
    let only_the_file = tempfile::tempdir().expect("a folder");
    fs::copy(path_in(elsewhere.path()), path_in(only_the_file.path())).expect("is copied");
    assert_eq!(notes_at(&path_in(only_the_file.path())).len(), 20);
}

#[tokio::test]
async fn the_log_does_not_grow_for_ever() {
    let fresh = fresh();
    // Twice of what the log may hold, faster than a busy machine can write it back.
    for _ in 0..450 {
        let job = |connection: &Connection| {
            connection.execute("INSERT INTO note (text) VALUES (hex(randomblob(150000)))", [])?;
            connection.execute("DELETE FROM note", [])?;
            Ok(())
        };
        fresh.database.write(Durability::Lazy, job).await.expect("is stored");
    }
    let log = fs::metadata(fresh.file("-wal")).expect("is there").len();
    assert!(log < 140 << 20, "{log} bytes");
}
