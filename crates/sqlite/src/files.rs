//! The files of a database: made, and known again.

use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, config::DbConfig};

/// Makes an empty file that only its owner may read, if there is none. SQLite gives its log and index the owner and rights of
/// the file itself, also when root makes them.
///
/// A file that is there is not opened: see the crate's own words on locks.
///
/// # Errors
/// If the file can't be made.
pub fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// The connection that writes, and the files that it has open.
#[derive(Debug)]
pub struct WriteConnection {
    /// The connection.
    pub connection: Connection,
    file: OpenFile,
    log: OpenFile,
    index: OpenFile,
}

impl WriteConnection {
    /// Of a connection that has read or written already: only then are its log and index open.
    pub fn new(connection: Connection) -> Self {
        let path = connection.path().map(PathBuf::from).unwrap_or_default();
        let beside = |end: &str| {
            let mut name = OsString::from(&path);
            name.push(end);
            OpenFile::at(name.into())
        };
        let (log, index) = (beside("-wal"), beside("-shm"));
        Self { connection, file: OpenFile::at(path), log, index }
    }

    /// Whether the file, its log and its index are still those in the folder. What is written into others is lost.
    ///
    /// Takes a few microseconds.
    pub fn is_in_place(&self) -> bool {
        [&self.file, &self.log, &self.index].iter().all(|file| file.now() == Now::InPlace)
    }

    /// Closes it. All other connections of this process to the file must be closed by then, for SQLite shares the log's index
    /// among them.
    ///
    /// Closing writes the log back into the file. If files were deleted or replaced, others may have written meanwhile, and old
    /// pages would overwrite theirs; so it is left. If only the log was deleted, nobody has: who opened the file would have made
    /// a new one.
    pub fn close(self) {
        let only_the_log_is_gone =
            self.file.now() == Now::InPlace && self.index.now() == Now::InPlace && self.log.now() == Now::Gone;
        if !self.is_in_place() && !only_the_log_is_gone {
            let _always_possible = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }
}

#[derive(Debug)]
struct OpenFile {
    path: PathBuf,
    /// None if it was not there, as the log of a database without one.
    id: Option<Id>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Now {
    InPlace,
    Gone,
    Replaced,
}

impl OpenFile {
    fn at(path: PathBuf) -> Self {
        let id = fs::metadata(&path).ok().map(|found| id(&found));
        Self { path, id }
    }

    fn now(&self) -> Now {
        match fs::metadata(&self.path) {
            Ok(found) if self.id == Some(id(&found)) => Now::InPlace,
            Ok(_) => Now::Replaced,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.id.is_some() => Now::Gone,
            // Nothing is known; the next access to the disk says what is wrong with it.
            Err(_) => Now::InPlace,
        }
    }
}

/// Which file it is: its file system and its number there, which nobody else gets as long as it is open.
#[cfg(unix)]
type Id = (u64, u64);

#[cfg(unix)]
fn id(found: &fs::Metadata) -> Id {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino())
}

/// An open database can't be deleted or replaced on Windows.
#[cfg(not(unix))]
type Id = ();

#[cfg(not(unix))]
fn id(_: &fs::Metadata) -> Id {}

#[cfg(all(test, unix))]
mod tests {
    use std::{os::unix::fs::PermissionsExt, process::Command};

    use super::*;

    fn open(path: &Path) -> WriteConnection {
        create_private(path).expect("is made");
        let connection = Connection::open(path).expect("opens");
        connection
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS note (text)")
            .expect("is a database");
        WriteConnection::new(connection)
    }

    fn note(open: &WriteConnection, text: &str) {
        open.connection.execute("INSERT INTO note VALUES (?1)", [text]).expect("is stored");
    }

    fn notes(path: &Path) -> Vec<String> {
        let connection = Connection::open(path).expect("opens");
        let mut select = connection.prepare("SELECT text FROM note").expect("is there");
        let rows = select.query_map([], |row| row.get(0)).expect("are read");
        rows.collect::<rusqlite::Result<_>>().expect("are read")
    }

    fn log(path: &Path) -> PathBuf {
        path.with_extension("db-wal")
    }

    #[test]
    fn only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        drop(open(&path));
        assert_eq!(fs::metadata(&path).expect("is there").permissions().mode() & 0o777, 0o600);
        create_private(&folder.path().join("missing/a.db")).expect_err("has no folder");
    }

    /// Another program that closes it deletes the log, unless the locks of this one tell that it has it open.
    #[test]
    fn making_a_file_that_is_there_leaves_its_locks() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let open = open(&path);
        note(&open, "before");
        create_private(&path).expect("is there");
        let read = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM note'); c.close()";
        let other = Command::new("python3").args(["-c", read]).arg(&path).status().expect("is installed");
        assert!(other.success() && log(&path).exists() && open.is_in_place());
        note(&open, "after");
        assert_eq!(notes(&path), ["before", "after"]);
    }

    #[test]
    fn a_file_that_is_gone_or_another_one_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        for (number, end) in ["", "-wal", "-shm"].into_iter().enumerate() {
            let path = folder.path().join(format!("{number}.db"));
            let open = open(&path);
            note(&open, "kept");
            assert!(open.is_in_place());
            let one = PathBuf::from(format!("{}{end}", path.display()));
            let away = folder.path().join("away");
            fs::rename(&one, &away).expect("is moved");
            assert!(!open.is_in_place(), "{end} is gone");
            fs::write(&one, fs::read(&away).expect("is read")).expect("is written");
            assert!(!open.is_in_place(), "{end} is another one");
            fs::rename(&away, &one).expect("is moved back");
            assert!(open.is_in_place());
        }
    }

    #[test]
    fn what_is_in_a_deleted_log_is_written_back_if_nobody_else_can_have_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let first = open(&path);
        note(&first, "in the log");
        fs::remove_file(log(&path)).expect("is deleted");
        first.close();
        assert_eq!(notes(&path), ["in the log"]);
        // Now others have.
        let second = open(&path);
        note(&second, "lost");
        for end in ["db-wal", "db-shm"] {
            fs::remove_file(path.with_extension(end)).expect("is deleted");
        }
        let write =
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(\"INSERT INTO note VALUES ('theirs')\")
c.commit(); c.close()";
        let other = Command::new("python3").args(["-c", write]).arg(&path).status().expect("is installed");
        assert!(other.success());
        second.close();
        assert_eq!(notes(&path), ["in the log", "theirs"]);
    }
}
