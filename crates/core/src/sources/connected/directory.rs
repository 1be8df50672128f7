//! Asking a base what its tables, columns and people are called.

use std::sync::Arc;

use seatable::{
    answer::People,
    client::{Access, AccountClient, ApiError, BaseClient, Server},
    metadata::Metadata,
};
use tracing::info;

use super::Disconnect;
use crate::{
    clock::now_ms,
    config::{Account, Secrets},
    enrich::Directory,
};

/// The base's address in the browser; empty if the server does not say.
pub(super) fn address(access: &Access, server: &Server) -> String {
    let address = access.base_address(server.address()).and_then(Result::ok);
    address.map(|address| address.base_url()).unwrap_or_default()
}

/// Names, tables and people; departments too, if there is an account to ask for them. A base is followed without its people's
/// names: those that were known stay, and it is [due to be asked again](Directory::is_fresh).
pub(super) async fn fetch_directory(
    client: BaseClient,
    secrets: Arc<dyn Secrets>,
    known: Option<Arc<Directory>>,
) -> Result<Arc<Directory>, Disconnect> {
    let mut metadata = client.metadata().await?;
    if metadata.lacks_departments() {
        name_departments(&mut metadata, client.server(), &*secrets, known.as_deref()).await;
    }
    let (people, asked_ms) = match client.related_users().await {
        Ok(people) => (people, now_ms()),
        Err(error) => {
            info!(%error, "people's names are not available now");
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
        Some(Err(error)) => info!(%error, "departments' names are not available now"),
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
