//! Who may call: a base is entered with an access token that is for it.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{FromRequestParts, Path},
    http::{StatusCode, request::Parts},
};

use super::token;
use crate::{
    By, Edit, Edited, Refusal,
    access::{self, Bad},
    shared::{Shared, now_ms},
    world::{Base, World, same_uuid},
};

/// A call that may read the base of its path.
pub(super) struct Reader {
    pub(super) shared: Arc<Shared>,
    pub(super) username: String,
    uuid: String,
}

impl Reader {
    pub(super) fn base<'world>(&self, world: &'world World) -> Result<&'world Base, Refusal> {
        world.base(&self.uuid).ok_or_else(|| Refusal::not_found("base not found"))
    }
}

/// A call that may change the base of its path.
pub(super) struct Writer {
    pub(super) reader: Reader,
    by: By,
}

impl Writer {
    pub(super) fn edit(&self, edit: &Edit) -> Result<Edited, Refusal> {
        self.reader.shared.edit(&self.reader.uuid, edit, &self.by)
    }
}

impl FromRequestParts<Arc<Shared>> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Refusal> {
        Ok(enter(parts, shared, false).await?.reader)
    }
}

impl FromRequestParts<Arc<Shared>> for Writer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Refusal> {
        enter(parts, shared, true).await
    }
}

/// That an old token is 403 `Token expired.` is known from the SDK.
async fn enter(parts: &mut Parts, shared: &Arc<Shared>, write: bool) -> Result<Writer, Refusal> {
    let denied = || Refusal::new(StatusCode::FORBIDDEN, "Permission denied.");
    let path = Path::<HashMap<String, String>>::from_request_parts(parts, shared).await;
    let uuid = path.ok().and_then(|Path(mut path)| path.remove("uuid")).ok_or_else(denied)?;
    let token = token(&parts.headers).ok_or_else(denied)?;
    let claims = access::verify(token, &shared.key, now_ms() / 1000).map_err(|bad| match bad {
        Bad::Expired => Refusal::new(StatusCode::FORBIDDEN, "Token expired."),
        Bad::Invalid => denied(),
    })?;
    if !same_uuid(&claims.dtable_uuid, &uuid) || (write && claims.permission != "rw") {
        return Err(denied());
    }
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let by = By { person: some(&claims.username), app: some(&claims.app_name) };
    Ok(Writer { reader: Reader { shared: Arc::clone(shared), username: claims.username, uuid }, by })
}
