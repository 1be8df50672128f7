//! What is asked of the server beside the live feed, which does not wait for it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use seatable::{
    client::{Access, BaseClient, Server},
    metadata::Table,
    value,
};
use secrecy::SecretString;
use tokio::time::Instant;

use super::Over;
use crate::{clock::now_ms, enrich::Directory};

/// How long nothing is asked after the server refused or failed: at first, and at most.
const PAUSE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(60 * 60));

/// An answer.
pub(super) enum Asked {
    /// How the base is called and where it is, if that was asked, and its newest operation.
    Looked(Option<Box<Access>>, i64),
    /// Names, tables and people.
    Directory(Arc<Directory>),
    /// What rows of a table are called.
    RowNames(String, HashMap<String, String>),
}

/// A question under way.
pub(super) type Asking = BoxFuture<'static, Result<Asked, Over>>;

/// When the server may be asked again.
#[derive(Debug)]
pub(super) struct Patience {
    until: Option<Instant>,
    pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { until: None, pause: PAUSE.0 }
    }
}

impl Patience {
    /// From when on it may be asked.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until.filter(|until| *until > Instant::now())
    }

    /// It answered.
    pub(super) fn answered(&mut self) {
        *self = Self::default();
    }

    /// It did not, or refused.
    pub(super) fn failed(&mut self) {
        self.until = Some(Instant::now() + self.pause);
        self.pause = (self.pause * 2).min(PAUSE.1);
    }
}

/// Whether the base has a new name or place, which comes by no event, if `token` is given; and its newest operation: an
/// event can be lost without a trace.
pub(super) async fn look(client: BaseClient, server: Server, token: Option<SecretString>) -> Result<Asked, Over> {
    let access = match token {
        Some(token) => Some(Box::new(server.connect(&token).await?)),
        None => None,
    };
    let newest = client.operations(1, 1).await?.first().map_or(0, |logged| logged.op_id);
    Ok(Asked::Looked(access, newest))
}

/// The base's address in the browser; empty if the server does not say.
pub(super) fn address(access: &Access, server: &Server) -> String {
    let address = access.base_address(server.address()).and_then(Result::ok);
    address.map(|address| address.base_url()).unwrap_or_default()
}

/// Names, tables and people.
pub(super) async fn directory(client: BaseClient) -> Result<Arc<Directory>, Over> {
    let metadata = client.metadata().await?;
    let people = client.related_users().await?;
    let access = client.access();
    Ok(Arc::new(Directory {
        address: address(&access, client.server()),
        name: access.base_name,
        metadata,
        people: people.into_iter().map(|person| (person.email, person.name)).collect(),
        asked_ms: now_ms(),
    }))
}

/// What rows of a table are called.
pub(super) async fn row_names(client: BaseClient, table: Table, rows: Vec<String>) -> Result<Asked, Over> {
    let ids: Vec<&str> = rows.iter().map(String::as_str).collect();
    let found = client.row_names(&table, &ids).await?;
    let column = table.first_column().cloned().unwrap_or_default();
    let format = value::Format::default();
    let named = found.into_iter().filter(|(_, name)| !value::is_empty(name));
    let names = named.map(|(row, name)| (row, value::text(&column, &name, &format))).collect();
    Ok(Asked::RowNames(table.id, names))
}
