//! The files: who may read them, and whether they are still the same.
#![cfg(unix)]

use std::{os::unix::fs::PermissionsExt, process::Command};

use super::*;
use crate::{WriteConnection, files::create_private};

fn open(path: &Path) -> WriteConnection {
    open_writer(path, &Notes::default(), &OPTIONS).expect("opens")
}

fn beside(path: &Path, end: &str) -> PathBuf {
    format!("{}{end}", path.display()).into()
}

/// Another program, which has SQLite of its own, runs a statement and closes the file.
fn other_program_runs(statement: &str, path: &Path) {
    let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()";
    let status = Command::new("python3").args(["-c", script]).arg(path).arg(statement).status().expect("is installed");
    assert!(status.success());
}

#[test]
fn only_their_owner_may_read_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(folder.path());
    let open = open(&path);
    add_note(&open.connection, "private").expect("is stored");
    for end in ["", "-wal", "-shm"] {
        let mode = fs::metadata(beside(&path, end)).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{end}");
    }
    create_private(&folder.path().join("missing/notes.db")).expect_err("has no folder");
}

/// Another program that closes it deletes the log, unless the locks of this one tell that it has it open.
#[test]
fn making_a_file_that_is_there_leaves_its_locks() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(folder.path());
    let open = open(&path);
    add_note(&open.connection, "before").expect("is stored");
    create_private(&path).expect("is there");
    other_program_runs("SELECT * FROM note", &path);
    assert!(beside(&path, "-wal").exists() && open.is_in_place());
    add_note(&open.connection, "after").expect("is stored");
    assert_eq!(notes_at(&path), ["before", "after"]);
}

#[test]
fn a_file_that_is_gone_or_another_one_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    for (number, end) in ["", "-wal", "-shm"].into_iter().enumerate() {
        let path = folder.path().join(format!("{number}.db"));
        let open = open(&path);
        add_note(&open.connection, "kept").expect("is stored");
        assert!(open.is_in_place());
        let (file, away) = (beside(&path, end), folder.path().join("away"));
        fs::rename(&file, &away).expect("is moved");
        assert!(!open.is_in_place(), "{end} is gone");
        fs::write(&file, fs::read(&away).expect("is read")).expect("is written");
        assert!(!open.is_in_place(), "{end} is another one");
        fs::rename(&away, &file).expect("is moved back");
        assert!(open.is_in_place());
    }
}

#[test]
fn what_is_in_a_deleted_log_is_written_back_if_nobody_else_can_have_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = path_in(folder.path());
    let first = open(&path);
    add_note(&first.connection, "in the log").expect("is stored");
    fs::remove_file(beside(&path, "-wal")).expect("is deleted");
    first.close();
    assert_eq!(notes_at(&path), ["in the log"]);
    // Now others have.
    let second = open(&path);
    add_note(&second.connection, "lost").expect("is stored");
    for end in ["-wal", "-shm"] {
        fs::remove_file(beside(&path, end)).expect("is deleted");
    }
    other_program_runs("INSERT INTO note (text) VALUES ('theirs')", &path);
    second.close();
    assert_eq!(notes_at(&path), ["in the log", "theirs"]);
}
