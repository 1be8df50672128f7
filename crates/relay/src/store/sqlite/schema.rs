//! The tables, and how the file is handled.

use std::time::Duration;

use rowbell_protocol::Encoded;
use rowbell_sqlite::{Error, Options, migrate};
use rusqlite::Connection;

use crate::store::{Epoch, StoreError};

/// One step per version. A step that was released is never edited; a change is a further step.
const STEPS: &[&str] = &[include_str!("step_1.sql")];

pub(super) const OPTIONS: Options = Options {
    // The operator's commands write beside a running relay.
    busy_wait: Duration::from_secs(10),
    can_shrink: false,
    reads_at_once: 4,
    readers_kept: 4,
};

/// A relay's file. A damaged one is left to the operator, who has a backup of the registry.
pub(super) struct Schema;

impl rowbell_sqlite::Schema for Schema {
    fn prepare(&self, connection: &mut Connection) -> Result<(), Error> {
        migrate(connection, STEPS, |connection| {
            connection.execute("INSERT INTO relay (one, epoch) VALUES (1, ?1)", [random_epoch()?.0])?;
            Ok(())
        })
    }
}

pub(super) fn random_epoch() -> Result<Epoch, Error> {
    Encoded::random().map_err(|error| Error::Refused(error.to_string()))
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::Full => Self::Full,
            Error::Newer { found, known } => Self::Newer { found, known },
            Error::Closed => Self::Ended,
            Error::Damaged(what) => Self::Failing(format!("the file is damaged ({what})")),
            other => Self::Failing(other.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Error::from(error).into()
    }
}
