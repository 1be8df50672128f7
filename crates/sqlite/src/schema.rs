//! What a program knows of its own file, and this crate does not.

use std::path::Path;

use rusqlite::Connection;

use crate::Error;

/// A program's tables, and what it does when they are damaged.
pub trait Schema: Send + 'static {
    /// Brings the tables of a file that was just opened up to date ([`crate::migrate()`]), and looks over what must be
    /// readable. Called for each connection that writes; it should take milliseconds.
    ///
    /// # Errors
    /// Why the file can't be used.
    fn prepare(&self, connection: &mut Connection) -> Result<(), Error>;

    /// What is to be done about damage. The connection is the writer's, if it has one.
    fn remedy(&self, _damage: &Damage, _connection: Option<&Connection>) -> Remedy {
        Remedy::None
    }

    /// Puts a fresh file in the place of the damaged one, for [`Remedy::Replace`]. No connection to it is open.
    ///
    /// # Errors
    /// Why that can't be done; the next job tries again.
    fn replace(&self, _path: &Path) -> Result<(), Error> {
        Ok(())
    }

    /// Other programs have deleted or replaced the file or its log while they were open; they are being reopened.
    fn moved(&self, _path: &Path) {}
}

/// What was found damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Something in the file; what SQLite said of it.
    File(String),
    /// A virtual table, as full-text search has them, and nothing else.
    VirtualTable,
    /// What the program took upon itself to repair within the file, in vain.
    BeyondRepair,
}

/// What is to be done about damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing: whoever meets it is told an error, until a person fixes it.
    None,
    /// Nothing here: the program repairs it within the file, which stays in use.
    Repair,
    /// The file is replaced: [`Schema::replace`].
    Replace,
}
