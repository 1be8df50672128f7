//! What the crate `sqlite` asks of Rowbell's own file: its tables, and what becomes of it when it is damaged or replaced.

use std::path::Path;

use rowbell_sqlite::{Damage, Remedy, open_writer, set_aside};
use rusqlite::Connection;
use tokio::sync::watch;

use super::{DatabaseError, Mishap, OPTIONS, damage, migrations::STEPS, salvage};

/// Rowbell's tables, and where it is told what happened to them.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    pub(crate) mishap: watch::Sender<Option<Mishap>>,
    /// How many times the search index was found damaged.
    pub(crate) index_damage: watch::Sender<u64>,
}

impl rowbell_sqlite::Schema for Schema {
    fn prepare(&self, connection: &mut Connection) -> Result<(), DatabaseError> {
        rowbell_sqlite::migrate(connection, STEPS, |_| Ok(()))?;
        damage::look_over(connection)
    }

    fn remedy(&self, damage: &Damage, connection: Option<&Connection>) -> Remedy {
        let repairable = match damage {
            Damage::VirtualTable => true,
            // SQLite tells damage of the index and of anything else by the same code.
            Damage::File(_) => connection.is_some_and(damage::is_only_of_the_index),
            // It may be a fresh file by now.
            Damage::BeyondRepair if connection.is_some_and(damage::all_is_whole) => return Remedy::Repair,
            Damage::BeyondRepair => false,
        };
        if !repairable {
            return Remedy::Replace;
        }
        // The history makes the index anew from its entries.
        self.index_damage.send_modify(|times| *times += 1);
        Remedy::Repair
    }

    fn replace(&self, path: &Path) -> Result<(), DatabaseError> {
        // Only for the name of the damaged file.
        let mishap = self.set_aside(path, jiff::Timestamp::now().as_millisecond())?;
        self.mishap.send_replace(Some(mishap));
        Ok(())
    }

    fn moved(&self, path: &Path) {
        self.mishap.send_replace(Some(Mishap::Moved { path: path.to_owned() }));
    }
}

impl Schema {
    /// Sets a damaged file aside; a fresh one, which has what can be read of it, takes its place.
    pub(crate) fn set_aside(&self, path: &Path, now_ms: i64) -> Result<Mishap, DatabaseError> {
        let (moved_to, salvaged) = set_aside::replace(path, now_ms, |fresh_path| {
            let fresh = open_writer(fresh_path, self, &OPTIONS)?;
            // Its log must not get as long as all that is copied.
            fresh.connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000;")?;
            let salvaged = salvage::salvage(path, &fresh.connection);
            fresh.close();
            salvaged
        })?;
        tracing::info!(
            changes = salvaged.changes,
            is_complete = salvaged.is_complete,
            "what could be read of the damaged database was copied"
        );
        Ok(Mishap::SetAside { path: moved_to, salvaged })
    }
}
