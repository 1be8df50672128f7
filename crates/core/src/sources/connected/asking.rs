//! What is asked of the server beside the live feed, which does not wait for it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use seatable::{
    Column,
    answer::People,
    client::{Access, AccountClient, ApiError, BaseClient, Server},
    metadata::{Metadata, Table},
    operation::Logged,
};
use secrecy::SecretString;
use serde_json::Value;
use tokio::time::Instant;
use tracing::info;

use super::{Over, Why, catch_up::CatchUp, restored::Stories};
use crate::{
    clock::now_ms,
    config::{Account, Secrets},
    enrich::Directory,
    inbox::Mark,
};

/// How long nothing is asked after the server refused or failed: at first, and at most.
const PAUSE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(60 * 60));

/// An answer.
pub(super) enum Asked {
    /// How the base is called and where it is, if that was asked; its newest operation, and whether the log goes on from
    /// those that are known.
    Looked(Option<Box<Access>>, Option<Logged>, Stories),
    /// Names, tables and people.
    Directory(Arc<Directory>),
    /// Names are not to be had now.
    Unnamed,
    /// What rows of a table are called: values of its first column.
    RowNames(String, Column, HashMap<String, Value>),
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
/// event can be lost without a trace. And whether the log has the known operations still.
pub(super) async fn look(
    log: CatchUp,
    server: Server,
    token: Option<SecretString>,
    known: Vec<Mark>,
) -> Result<Asked, Over> {
    let access = match token {
        Some(token) => Some(Box::new(server.connect(&token).await?)),
        None => None,
    };
    let newest = log.newest().await?;
    let stories = log.stories(&known, newest.as_ref()).await?;
    Ok(Asked::Looked(access, newest, stories))
}

/// The base's address in the browser; empty if the server does not say.
pub(super) fn address(access: &Access, server: &Server) -> String {
    let address = access.base_address(server.address()).and_then(Result::ok);
    address.map(|address| address.base_url()).unwrap_or_default()
}

/// Names, tables and people; departments too, if there is an account to ask for them. A base is followed without its people's
/// names: those that were known stay, and it is [due to be asked again](Directory::is_fresh).
pub(super) async fn directory(
    client: BaseClient,
    secrets: Arc<dyn Secrets>,
    known: Option<Arc<Directory>>,
) -> Result<Arc<Directory>, Over> {
    let mut metadata = client.metadata().await?;
    if metadata.lacks_departments() {
        name_departments(&mut metadata, client.server(), &*secrets, known.as_deref()).await;
    }
    let (people, asked_ms) = match client.related_users().await {
        Ok(people) => (people, now_ms()),
        Err(error) => {
            info!(%error, "people's names are not to be had now");
            (People::default(), 0)
        }
    };
    let before = known.filter(|_| !people.whole).map(|known| known.people.clone());
    let mut names = before.unwrap_or_default();
    names.extend(people.list.into_iter().map(|person| (person.email, person.name)));
    let access = client.access();
    Ok(Arc::new(Directory {
        address: address(&access, client.server()),
        name: access.base_name,
        metadata,
        people: names,
        asked_ms,
    }))
}

/// What came of asking for names, which are no reason to leave the server alone: only that it can't be reached is, or wants
/// to be left alone.
pub(super) fn named(asked: Result<Asked, Over>) -> Result<Asked, Over> {
    use ApiError::{NotAllowed, NotFound, Refused, Server, TooLarge, Unreadable};
    match asked {
        Err(Over::Failed(Why::Api(
            error @ (NotAllowed | NotFound | Refused { .. } | Server { .. } | TooLarge { .. } | Unreadable { .. }),
        ))) => {
            info!(%error, "names are not to be had now");
            Ok(Asked::Unnamed)
        }
        asked => asked,
    }
}

/// Gives departments their names, if there is an account to ask for them; else those that were known stay.
async fn name_departments(metadata: &mut Metadata, server: &Server, secrets: &dyn Secrets, known: Option<&Directory>) {
    let asked = match account(server, secrets).await {
        Some(account) => Some(account.departments().await),
        None => None,
    };
    match asked {
        Some(Ok(departments)) => return metadata.name_departments(&departments),
        // A server without departments, or none for this account: not to be asked again at each connection.
        Some(Err(ApiError::NotFound | ApiError::NotAllowed)) => return metadata.name_departments(&[]),
        Some(Err(error)) => info!(%error, "departments' names are not to be had now"),
        None => {}
    }
    if let Some(known) = known {
        metadata.keep_departments(&known.metadata);
    }
}

/// What speaks for the person's account at the server, if there is one. A locked keyring is not opened for it.
pub(super) async fn account(server: &Server, secrets: &dyn Secrets) -> Option<AccountClient> {
    secrets.access().await.check().ok()?;
    let token = secrets.get(&Account::token_name(server.address())).await.ok()??;
    Some(AccountClient::new(server.clone(), token))
}

/// What rows of a table are called.
pub(super) async fn row_names(client: BaseClient, table: Table, rows: Vec<String>) -> Result<Asked, Over> {
    let ids: Vec<&str> = rows.iter().map(String::as_str).collect();
    let names = client.row_names(&table, &ids).await?;
    let column = table.first_column().cloned().unwrap_or_default();
    Ok(Asked::RowNames(table.id, column, names))
}
