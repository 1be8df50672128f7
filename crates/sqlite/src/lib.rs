//! One SQLite file for a program that must not lose what it has promised: one thread writes, a few connections read.
//!
//! - All jobs that wait for the disk go into one transaction and share one sync (group commit). All others that wait go
//!   into another, without a sync, when nobody waits for the disk, or every now and then. A job that fails is undone alone,
//!   through a savepoint.
//! - A future of [`Database::write`] resolves after the commit. With [`Durability::Synced`] the data is then on the disk.
//! - Reads run on blocking threads over read-only connections and see what is committed.
//! - Nothing here wakes up by itself: an idle database costs no CPU.
//!
//! | module | what it does |
//! |---|---|
//! | `database` | [`Database`], the handle that jobs and reads are given to |
//! | `queue`, `work` | the jobs that wait, and what a job is |
//! | `writer`, `checkpoint` | the thread that writes, and the one that writes the log back into the file |
//! | `readers` | the connections that read |
//! | `connect`, `migrate` | opening a connection, and bringing its tables up to date |
//! | `schema` | [`Schema`]: what a program knows of its own file and this crate does not |
//! | `files`, `write_connection` | whether the open files are still those in the folder |
//! | `set_aside` | putting a fresh file in the place of a damaged one |
//!
//! # Locks
//!
//! POSIX locks belong to a process and a file: closing *any* descriptor of the file drops all of them, also those that
//! SQLite holds through another one. Without them, another program that closes the file takes itself for the last one and
//! deletes the log, into which this process goes on writing. So nothing here or elsewhere opens a database, its log or the
//! log's index but through SQLite, and [`WriteConnection::is_in_place`] notices when files were deleted or replaced all the
//! same.

mod checkpoint;
mod connect;
mod database;
mod error;
mod files;
mod integers;
mod migrate;
mod queue;
mod readers;
mod schema;
pub mod set_aside;
#[cfg(test)]
mod tests;
mod work;
mod write_connection;
mod writer;

pub use self::{
    connect::{Options, open_writer},
    database::{Database, Health},
    error::Error,
    integers::{count, optional_count, signed},
    migrate::migrate,
    queue::Durability,
    schema::{Damage, Remedy, Schema},
    work::Work,
    write_connection::WriteConnection,
};
