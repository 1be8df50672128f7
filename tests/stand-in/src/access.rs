//! Access tokens: JWTs that the gateway and the realtime channel take (known: `dtable_server_api.py`).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// What a token says.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Claims {
    /// Until when, in seconds since 1970.
    pub(crate) exp: i64,
    /// The base, with dashes.
    pub(crate) dtable_uuid: String,
    /// "" for an API token.
    pub(crate) username: String,
    /// "r" or "rw".
    pub(crate) permission: String,
    /// Always -1 here.
    pub(crate) org_id: i64,
    /// Who owns the base.
    pub(crate) owner_id: String,
    /// "".
    pub(crate) id_in_org: String,
    /// Empty.
    pub(crate) user_department_ids_map: serde_json::Value,
    /// The API token's name.
    pub(crate) app_name: String,
}

/// Why a token is no good.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Bad {
    Expired,
    Invalid,
}

fn mac(key: &[u8], message: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key will do");
    mac.update(message.as_bytes());
    mac
}

/// A token, signed.
pub(crate) fn sign(claims: &Claims, key: &[u8]) -> String {
    let header = BASE64.encode(br#"{"typ":"JWT","alg":"HS256"}"#);
    let message = format!("{header}.{}", BASE64.encode(serde_json::to_vec(claims).expect("JSON")));
    let signature = BASE64.encode(mac(key, &message).finalize().into_bytes());
    format!("{message}.{signature}")
}

/// What a token says, if it is ours and still good.
pub(crate) fn verify(token: &str, key: &[u8], now_s: i64) -> Result<Claims, Bad> {
    let (message, signature) = token.rsplit_once('.').ok_or(Bad::Invalid)?;
    let signature = BASE64.decode(signature).map_err(|_| Bad::Invalid)?;
    mac(key, message).verify_slice(&signature).map_err(|_| Bad::Invalid)?;
    let (_, claims) = message.split_once('.').ok_or(Bad::Invalid)?;
    let claims = BASE64.decode(claims).map_err(|_| Bad::Invalid)?;
    let claims: Claims = serde_json::from_slice(&claims).map_err(|_| Bad::Invalid)?;
    if claims.exp <= now_s { Err(Bad::Expired) } else { Ok(claims) }
}
