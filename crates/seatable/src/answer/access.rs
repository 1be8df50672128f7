use secrecy::SecretString;
use serde_json::Value;

use super::{Unreadable, number, text, value};
use crate::{
    BaseUuid,
    address::{AddressError, BaseAddress},
};

const EXPECTED: &str = "access to a base";

/// Access to one base, which a server gives for the base's API token (`GET /api/v2.1/dtable/app-access-token/`,
/// `authentication.yaml` in `seatable/openapi`). It lasts three days; ask for another then.
#[derive(Debug, Clone)]
pub struct Access {
    /// The base.
    pub base: BaseUuid,
    /// The same as the access token spells it, with dashes: the realtime channel compares the spelling.
    pub base_uuid_36: String,
    /// The base's name now; it changes when somebody renames the base (`dtable_name`).
    pub base_name: String,
    /// The workspace that the base is in now.
    pub workspace_id: Option<u64>,
    /// The name of the API token (`app_name`), which changes made with it carry as `op_app`.
    pub app_name: String,
    /// What calls to the base are authorised with: a JWT.
    pub token: SecretString,
    /// When the token ends, in milliseconds since 1970 UTC, read from it without verifying anything.
    pub expires_at_ms: Option<i64>,
    /// `rw` or `r`, as the token says; empty if it does not.
    pub permission: String,
    /// Where the server says that the base is served, as sent (`dtable_server`). Foreign text; calls go to the
    /// configured server whatever stands here.
    pub dtable_server: String,
    /// Whether calls go by the gateway (`/api-gateway/`), which servers since 5.3 have.
    pub use_api_gateway: bool,
}

impl Access {
    /// Reads the answer in its old form (`dtable_server` ends in `/dtable-server/`) and the new one (in
    /// `/api-gateway/`, with `use_api_gateway`).
    ///
    /// # Errors
    ///
    /// If it is not JSON, or lacks the token or the base.
    pub fn read(json: &str) -> Result<Self, Unreadable> {
        let answer = value(json, EXPECTED)?;
        let missing = |field: &str| Unreadable { expected: EXPECTED, reason: format!("no {field}") };
        // Never cut: a token has no use without its end.
        let token = answer.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| missing("access_token"))?;
        let claims = claims(token);
        let uuid = text(&claims, "dtable_uuid").or_else(|| text(&answer, "dtable_uuid"));
        let uuid = uuid.filter(|uuid| !uuid.is_empty()).ok_or_else(|| missing("dtable_uuid"))?;
        let dtable_server = text(&answer, "dtable_server").unwrap_or_default();
        let base = BaseUuid::new(&uuid);
        Ok(Self {
            base_uuid_36: if uuid.len() == 32 { base.as_str().to_owned() } else { uuid },
            base,
            base_name: text(&answer, "dtable_name").unwrap_or_default(),
            workspace_id: number(&answer, "workspace_id"),
            app_name: text(&answer, "app_name").unwrap_or_default(),
            token: SecretString::from(token),
            expires_at_ms: claims.get("exp").and_then(Value::as_f64).and_then(milliseconds),
            permission: text(&claims, "permission").unwrap_or_default(),
            use_api_gateway: answer.get("use_api_gateway").and_then(Value::as_bool).unwrap_or(false)
                || dtable_server.contains("/api-gateway"),
            dtable_server,
        })
    }

    /// Whether the token ends within this many milliseconds, or has ended. A token that does not say lasts three days
    /// from when it was given, which the caller knows.
    pub fn ends_within(&self, ms: i64, now_ms: i64) -> bool {
        self.expires_at_ms.is_some_and(|end| end <= now_ms.saturating_add(ms))
    }

    /// The base's web address on this server, if the answer named workspace and base.
    ///
    /// # Errors
    ///
    /// If no address can hold the base's name.
    pub fn base_address(&self, server: &str) -> Option<Result<BaseAddress, AddressError>> {
        Some(BaseAddress::workspace(server, self.workspace_id?, &self.base_name))
    }
}

fn milliseconds(seconds: f64) -> Option<i64> {
    (seconds > 0.0 && seconds < 253_402_300_800.0).then(|| (seconds * 1000.0).round() as i64)
}

/// The middle part of a JWT; null if it has none.
fn claims(token: &str) -> Value {
    let read = || {
        let bytes = base64_url_decoded(token.split('.').nth(1)?)?;
        serde_json::from_slice(&bytes).ok()
    };
    read().unwrap_or_default()
}

/// The alphabet of RFC 4648, section 5, without padding.
fn base64_url_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}
