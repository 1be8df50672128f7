//! Files that others delete or replace while they are open.
#![cfg(unix)]

use std::sync::atomic::AtomicBool;

use super::*;
use crate::Health;

/// Whatever is deleted: what it says is stored is in the folder.
#[tokio::test]
async fn it_never_writes_into_files_that_are_gone() {
    for gone in [&["-wal"][..], &["-shm"], &["-wal", "-shm"], &["", "-wal", "-shm"]] {
        let fresh = fresh();
        add(&fresh.database, "before").await.expect("is stored");
        // A reader that is kept, which shares the log's index with the writer.
        fresh.database.read(notes).await.expect("is read");
        for end in gone {
            fs::remove_file(fresh.file(end)).expect("is deleted");
        }
        add(&fresh.database, "after").await.expect("is stored");
        assert_eq!(fresh.moved(), 1, "{gone:?}");
        assert_eq!(*fresh.database.health().borrow(), Health::Fine);
        let seen = fresh.database.read(notes).await.expect("is read");
        assert!(seen.ends_with(&["after".to_owned()]), "{gone:?}: {seen:?}");
        // Only where nobody else can have written since, what was in the log is saved.
        assert!(seen.len() == 2 || *gone != ["-wal"], "{seen:?}");
        let elsewhere = after_a_crash(fresh.folder.path());
        assert_eq!(open_in(elsewhere.path()).read(notes).await, Ok(seen), "{gone:?}");
    }
}

#[tokio::test]
async fn what_was_committed_into_a_file_that_is_gone_is_refused() {
    let fresh = fresh();
    add(&fresh.database, "before").await.expect("is stored");
    let (log, index) = (fresh.file("-wal"), fresh.file("-shm"));
    let job = move |connection: &Connection| {
        fs::remove_file(log).expect("is deleted");
        fs::remove_file(index).expect("is deleted");
        add_note(connection, "meanwhile")
    };
    assert_eq!(fresh.database.write(Durability::Synced, job).await, Err(Error::Moved));
    assert_eq!(*fresh.database.health().borrow(), Health::from(&Error::Moved));
    add(&fresh.database, "after").await.expect("is stored");
    assert_eq!(*fresh.database.health().borrow(), Health::Fine);
    assert!(fresh.database.read(notes).await.expect("is read").contains(&"after".to_owned()));
}

/// Adds notes one after the other. Gives those that were told to be stored and were begun after the log was deleted.
async fn add_without_rest(database: Database, writer: usize, deleted: Arc<AtomicBool>) -> Vec<String> {
    let mut stored_after = Vec::new();
    for number in 0.. {
        let (is_after, text) = (deleted.load(Ordering::SeqCst), format!("{writer}: {number}"));
        match add(&database, &text).await {
            Ok(()) if is_after => stored_after.push(text),
            Ok(()) => {}
            Err(error) => assert_eq!(error, Error::Moved),
        }
        if stored_after.len() == 20 {
            break;
        }
    }
    stored_after
}

/// Between two transactions without a rest it does not look, so the look after each commit has to find it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_load_nothing_is_told_to_be_stored_that_went_into_files_that_are_gone() {
    for _ in 0..10 {
        let fresh = fresh();
        let deleted = Arc::new(AtomicBool::new(false));
        let writing: Vec<_> = (0..8)
            .map(|writer| tokio::spawn(add_without_rest(fresh.database.clone(), writer, Arc::clone(&deleted))))
            .collect();
        while fresh.database.read(notes).await.expect("is read").len() < 50 {}
        for end in ["-wal", "-shm"] {
            // The index may have gone by itself, if the log was missed before.
            let _deleted = fs::remove_file(fresh.file(end));
        }
        deleted.store(true, Ordering::SeqCst);
        let mut stored = Vec::new();
        for writer in writing {
            stored.extend(writer.await.expect("no panic"));
        }
        assert!(fresh.moved() > 0);
        let elsewhere = after_a_crash(fresh.folder.path());
        let there = notes_at(&path_in(elsewhere.path()));
        let missing: Vec<_> = stored.iter().filter(|text| !there.contains(text)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
