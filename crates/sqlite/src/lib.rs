//! What the agent and the relay share of SQLite.
//!
//! POSIX locks belong to a process and a file: closing *any* descriptor of the file drops all of them, also those that
//! SQLite holds through another one. Without them, another program that closes the file takes itself for the last one and
//! deletes the log, into which this process goes on writing. So nothing here or elsewhere opens a database, its log or the
//! log's index but through SQLite, and [`WriteConnection::is_in_place`] notices when files were deleted or replaced all the
//! same.

mod files;
mod readers;

pub use self::{
    files::{WriteConnection, create_private},
    readers::{NotRead, Readers},
};
