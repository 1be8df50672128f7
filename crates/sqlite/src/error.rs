//! What can go wrong with the database, in a few kinds that callers act on.

use rusqlite::{ErrorCode, ffi::SQLITE_CORRUPT_VTAB};

/// Why something could not be stored or read. Nothing of it was stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No room: the disk is full. The next job tries again by itself.
    #[error("the disk is full, so nothing can be stored; make room and it goes on by itself")]
    Full,
    /// The disk or the file system failed.
    #[error("the database file cannot be read or written ({0}); the next change tries again")]
    Io(String),
    /// The file may not be opened or written by this person.
    #[error("the database file cannot be opened ({0}); check its owner and rights")]
    CannotOpen(String),
    /// The file's contents are damaged. It is set aside and a fresh one is made.
    #[error("the database file is damaged ({0}); it is set aside and a fresh one is made")]
    Damaged(String),
    /// The search index is damaged, and nothing else. It is rebuilt.
    #[error("the search index is damaged ({0}); it is made anew from the history")]
    IndexDamaged(String),
    /// The file was written by a newer Rowbell.
    #[error("the database has version {found}, this Rowbell knows versions up to {known}; install the newer Rowbell")]
    Newer {
        /// The file's version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Another program deleted or replaced the file or its log while they were open.
    #[error("another program deleted or replaced the database's files; they are opened anew")]
    Moved,
    /// Another program holds the file.
    #[error("the database is in use by another program")]
    Busy,
    /// The database was closed, because the program ends.
    #[error("Rowbell is just ending; once it has, start it again")]
    Closed,
    /// A mistake in Rowbell: SQLite refused what it was asked.
    #[error("the database refused a request ({0}); this is a mistake in Rowbell")]
    Refused(String),
}

impl Error {
    /// A word for it that chooses among sentences, and for the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "disk_full",
            Self::Io(_) => "database_io",
            Self::CannotOpen(_) => "database_cannot_open",
            Self::Damaged(_) => "database_damaged",
            Self::IndexDamaged(_) => "index_damaged",
            Self::Newer { .. } => "database_newer",
            Self::Moved => "database_moved",
            Self::Busy => "database_busy",
            Self::Closed => "database_closed",
            Self::Refused(_) => "database_refused",
        }
    }

    /// A mistake in a job or a read.
    pub(crate) fn panicked() -> Self {
        Self::Refused("a job panicked".into())
    }

    /// Whether the fault lies with the disk or the file, and not with one single job.
    pub(crate) fn is_of_the_file(&self) -> bool {
        matches!(self, Self::Full | Self::Io(_) | Self::CannotOpen(_) | Self::Damaged(_) | Self::Moved)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        if error.sqlite_error().is_some_and(|told| told.extended_code == SQLITE_CORRUPT_VTAB) {
            return Self::IndexDamaged(text);
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::SystemIoFailure | ErrorCode::NoLargeFileSupport) => Self::Io(text),
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::CannotOpen(text),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(text),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Refused(text),
        }
    }
}
