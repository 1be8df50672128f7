//! The files of a database: made, and known again.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Makes an empty file that only its owner may read, if there is none. SQLite gives its log and index the owner and rights of
/// the file itself, also when root makes them.
///
/// A file that is there is not opened: see the crate's own words on locks.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// A file that SQLite has open, known by its number.
#[derive(Debug)]
pub(crate) struct OpenFile {
    path: PathBuf,
    /// None if it was not there, as the log of a database without one.
    id: Option<Id>,
}

/// What is at an open file's path now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtPath {
    /// The open file.
    Itself,
    /// Nothing.
    Nothing,
    /// Another file.
    Another,
}

impl OpenFile {
    pub(crate) fn at(path: PathBuf) -> Self {
        let id = fs::metadata(&path).ok().map(|found| id(&found));
        Self { path, id }
    }

    pub(crate) fn at_its_path(&self) -> AtPath {
        match fs::metadata(&self.path) {
            Ok(found) if self.id == Some(id(&found)) => AtPath::Itself,
            Ok(_) => AtPath::Another,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.id.is_some() => AtPath::Nothing,
            // Nothing is known; the next access to the disk says what is wrong with it.
            Err(_) => AtPath::Itself,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Id;

#[cfg(not(unix))]
fn id(_: &fs::Metadata) -> Id {
    Id
}
