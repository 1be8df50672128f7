//! Why a request is refused: as a status of HTTP, a code, and in words.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use rowbell_api::{ErrorBody, ErrorCode};
use rowbell_core::{
    account::AccountBase,
    error::{ActionError, KeyringNeed, Mistake},
};
use seatable::{BaseUuid, client::ApiError};

use super::{codes::Coded, reasons};
use crate::words::{lines, text};

/// Why a request is refused.
pub(super) struct Refusal {
    status: StatusCode,
    body: ErrorBody,
}

impl Refusal {
    /// The request can't be done as it is.
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::with(StatusCode::BAD_REQUEST, code, message)
    }

    /// What was named is not there.
    pub(super) fn not_found(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::with(StatusCode::NOT_FOUND, code, message)
    }

    pub(super) fn with(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status, body: ErrorBody::new(code, message) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

impl<E: Into<ActionError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        let error = error.into();
        let (code, message) = told(&error);
        let status = match (&error, &code) {
            (ActionError::Database(_) | ActionError::Keyring { .. }, _) => StatusCode::SERVICE_UNAVAILABLE,
            (_, ErrorCode::NoSuch | ErrorCode::NoSuchEntry | ErrorCode::NoSuchWebhook { .. }) => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT,
        };
        Self::with(status, code, message)
    }
}

/// The code and the words.
fn told(error: &ActionError) -> (ErrorCode, String) {
    use ActionError as Error;
    use ErrorCode as Code;
    match error {
        Error::Settings(error) => (error.error_code(), error.to_string()),
        Error::Database(error) => (error.error_code(), error.to_string()),
        Error::Keyring { need, error } => (error.error_code(), reasons::of_keyring(*need, error)),
        Error::BadBaseAddress { error } => (Code::BadAddress, text!("bad-base-address", reason = error.to_string())),
        Error::BadServerAddress { address, reason } => {
            (Code::BadAddress, text!("bad-server-address", address = address, reason = reason))
        }
        Error::BadWebhookAddress { address } => (Code::BadAddress, text!("bad-webhook-address", address = address)),
        Error::BadRelayAddress { address, error } => {
            (Code::BadRelay, text!("bad-relay-address", address = address, reason = error.to_string()))
        }
        Error::BadEndpointName => (Code::BadEndpointName, text!("bad-endpoint-name")),
        Error::BadRuleName { name } => (Code::BadRuleName { name: name.clone() }, text!("bad-rule-name", name = name)),
        Error::BadRules(problem) => (Code::BadRequest, problem.to_string()),
        Error::BadRule(mistake) => (bad_rule(mistake), text!("bad-rule", reason = mistake.to_string())),
        Error::BadHost { host } => (Code::BadHost, text!("bad-host", host = host)),
        Error::BadUuid { text } => (Code::BadRequest, text!("bad-uuid", text = text)),
        Error::BadValue => (Code::BadValue, text!("bad-value")),
        Error::EndpointExists { name } => {
            (Code::EndpointExists { name: name.clone() }, text!("endpoint-exists", name = name))
        }
        Error::RuleExists { name } => (Code::RuleExists { name: name.clone() }, text!("rule-exists", name = name)),
        Error::NoSuchEndpoint { name, known } => {
            (Code::NoSuch, text!("no-such-endpoint", name = name, known = lines(known.iter().cloned())))
        }
        Error::NoSuchRule { name } => (Code::NoSuch, text!("no-such-rule", name = name)),
        Error::NoSuchBase { uuid } => (Code::NoSuch, text!("no-base-address-set", uuid = uuid.as_str())),
        Error::NoSuchAccount { server, known } => {
            let (count, known) = (known.len(), lines(known.iter().cloned()));
            (Code::NoSuch, text!("no-such-account", server = server, count = count, known = known))
        }
        Error::NoSuchEntry { id } => (Code::NoSuchEntry, text!("no-such-entry", id = id.0.to_string())),
        Error::NoSuchSetting { key } => (Code::BadRequest, text!("no-such-setting", key = key)),
        Error::NoSuchAccountBase { wanted, seen } => {
            (Code::NoSuch, text!("no-such-account-base", wanted = wanted, seen = account_bases(seen)))
        }
        Error::NoSuchWebhook { base } => {
            (Code::NoSuchWebhook { base: base.clone() }, text!("no-such-webhook", base = base))
        }
        Error::SeveralAccountBases { wanted, meant } => {
            (Code::SeveralBases, text!("several-bases", wanted = wanted, meant = account_bases(meant)))
        }
        Error::SeveralBasesAtEndpoint { endpoint, bases } => {
            (Code::SeveralBases, text!("several-bases-at-endpoint", endpoint = endpoint, bases = uuids(bases)))
        }
        Error::SeveralBasesWithoutAddress { bases } => {
            (Code::SeveralBases, text!("several-bases-without-address", bases = uuids(bases)))
        }
        Error::NoBaseWithoutAddress => (Code::BadRequest, text!("no-base-without-address")),
        Error::BaseBound { uuid, address } => {
            (Code::BaseBound, text!("base-bound", uuid = uuid.as_str(), address = address))
        }
        Error::AddressBound { other } => (Code::AddressBound, text!("address-bound", other = other.as_str())),
        Error::EndpointBound { endpoint, other, base } => {
            (Code::EndpointBound, text!("endpoint-bound", endpoint = endpoint, other = other.as_str(), base = base))
        }
        Error::AddressRenewed => (Code::AddressRenewed, text!("address-renewed")),
        Error::NoBaseAddress => (Code::NoAddress, text!("no-base-address")),
        Error::BaseToken { error: error @ (ApiError::WrongToken | ApiError::NotAllowed) } => {
            (error.error_code(), text!("base-token-refused"))
        }
        Error::BaseToken { error } => (error.error_code(), text!("base-token-failed", reason = error.to_string())),
        Error::Server { error } => (error.error_code(), error.to_string()),
        Error::Account { server, error } => {
            let ErrorBody { code, message } = reasons::of_account(error);
            (code, text!("account-failed", server = server, reason = message))
        }
        Error::NoAccount => (Code::NoAccount, text!("no-account")),
        Error::PlainHttp { server } => {
            (Code::PlainHttp { server: server.clone() }, text!("plain-http", server = server))
        }
        Error::NotConnected => (Code::NotConnected, text!("not-connected")),
        Error::NoGap => (Code::NoGap, text!("no-gap")),
        Error::NotListening => (Code::NotListening, text!("not-listening")),
        Error::Unreachable { server, host } => {
            let code = Code::Unreachable { server: server.clone(), host: host.clone() };
            (code, text!("unreachable", server = server, host = host))
        }
        Error::AskContainer => (Code::AskContainer, text!("ask-container")),
        Error::NotForContainers => (Code::NotForContainers, text!("not-for-containers")),
        Error::BadInvitation => (Code::InvitationInvalid, text!("bad-invitation")),
        Error::Relay { relay, error } => {
            let ErrorBody { code, message } = reasons::of_relay(error);
            (code, text!("relay-failed", relay = relay, reason = message))
        }
        Error::MailboxLeft { relay, error: None, .. } => (Code::NoKey, text!("mailbox-no-key", relay = relay)),
        Error::MailboxLeft { relay, error: Some(error), tried_days } => {
            let ErrorBody { code, message } = reasons::of_relay(error);
            let message = match tried_days {
                Some(days) => text!("mailbox-later", relay = relay, reason = message, days = *days),
                None => text!("mailbox-left", relay = relay, reason = message),
            };
            (code, message)
        }
        Error::TooLate => (Code::TooLate, text!("too-late")),
        Error::NotOpened { reason } => (Code::NotOpened, reason.clone()),
        Error::NoWindow => (Code::BadRequest, text!("no-window")),
        Error::NoRandomNumbers { reason } => (Code::Broken, text!("no-random-numbers", reason = reason)),
    }
}

fn bad_rule(mistake: &Mistake) -> ErrorCode {
    let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
    ErrorCode::BadRule { mistake: mistake.name().to_owned(), at: text(mistake.at()), detail: text(mistake.detail()) }
}

/// Why something of a removed endpoint is left.
pub(super) fn left_of_endpoint(endpoint: &str, error: ActionError) -> String {
    match error {
        ActionError::Keyring { need: KeyringNeed::ChangeSecret, error } => {
            text!("secret-left", endpoint = endpoint, reason = error.to_string())
        }
        error => told(&error).1,
    }
}

fn uuids(bases: &[BaseUuid]) -> String {
    lines(bases.iter().map(ToString::to_string))
}

fn account_bases(bases: &[AccountBase]) -> String {
    lines(bases.iter().map(|base| format!("{}  {}  {}", base.uuid, base.name, base.server)))
}
