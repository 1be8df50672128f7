//! What the page may ask of the agent.

use percent_encoding::percent_decode_str;

/// Methods and paths; `*` stands for one segment. Not among them: the event stream, which the shell holds, and ending
/// the agent, before which the shell asks the person (`quitting.rs`).
const ALLOWED: &[(&str, &str)] = &[
    ("GET", "/v1/accounts"),
    ("GET", "/v1/accounts/bases"),
    ("GET", "/v1/activity/*"),
    ("GET", "/v1/bases/*/columns"),
    ("GET", "/v1/checks"),
    ("GET", "/v1/diagnostics"),
    ("GET", "/v1/entries/*"),
    ("GET", "/v1/history"),
    ("GET", "/v1/people"),
    ("GET", "/v1/rules"),
    ("GET", "/v1/settings"),
    ("GET", "/v1/status"),
    ("GET", "/v1/urls"),
    ("GET", "/v1/webhooks"),
    ("POST", "/v1/accounts"),
    ("POST", "/v1/bases"),
    ("POST", "/v1/bases/*/hide"),
    ("POST", "/v1/bases/*/load"),
    ("POST", "/v1/bench"),
    ("POST", "/v1/connect"),
    ("POST", "/v1/delete"),
    ("POST", "/v1/endpoints"),
    ("POST", "/v1/endpoints/*/address"),
    ("POST", "/v1/listen"),
    ("POST", "/v1/me"),
    ("POST", "/v1/open"),
    ("POST", "/v1/pause"),
    ("POST", "/v1/read"),
    ("POST", "/v1/read/undo"),
    ("POST", "/v1/relays"),
    ("POST", "/v1/resume"),
    ("POST", "/v1/rules"),
    ("POST", "/v1/secrets"),
    ("POST", "/v1/secrets/generate"),
    ("POST", "/v1/secrets/unlock"),
    ("POST", "/v1/settings"),
    ("POST", "/v1/test"),
    ("POST", "/v1/webhooks"),
    ("POST", "/v1/webhooks/enable"),
    ("POST", "/v1/webhooks/forget"),
    ("PUT", "/v1/quiet_hours"),
    ("PUT", "/v1/rules/*"),
    ("PUT", "/v1/rules/*/examples"),
    ("DELETE", "/v1/accounts/*"),
    ("DELETE", "/v1/bases/*"),
    ("DELETE", "/v1/endpoints/*"),
    ("DELETE", "/v1/rules/*"),
];

/// Whether the page may make this request.
pub(crate) fn is_allowed(method: &str, target: &str) -> bool {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let fits = |pattern: &str| {
        let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return true,
                (Some("*"), Some(segment)) if is_name(segment) => {}
                (Some(wanted), Some(given)) if wanted == given => {}
                _ => return false,
            }
        }
    };
    query.bytes().all(in_query) && ALLOWED.iter().any(|(allowed, pattern)| *allowed == method && fits(pattern))
}

/// Whether a segment is a name: percent-encoded, and nothing that anybody could read as a way to another path.
fn is_name(segment: &str) -> bool {
    let decoded = percent_decode_str(segment).decode_utf8_lossy();
    !decoded.is_empty()
        && decoded.split(['/', '\\']).all(|part| !matches!(part, "." | ".."))
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte))
}

fn in_query(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@/?".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_window_needs_is_allowed() {
        for (method, target) in [
            ("GET", "/v1/status"),
            ("GET", "/v1/history?search=M%C3%BCller+%26+Co&before=17&unread=true"),
            ("GET", "/v1/entries/17?raw=true"),
            ("POST", "/v1/read/undo"),
            ("POST", "/v1/bases/0f1e2d3c4b5a69788796a5b4c3d2e1f0/hide"),
            ("GET", "/v1/bases/0f1e2d3c4b5a69788796a5b4c3d2e1f0/columns?table=Deals%20%26%20more"),
            ("PUT", "/v1/rules/a%20name"),
            ("POST", "/v1/relays"),
            ("POST", "/v1/endpoints/relay.example.org%202/address"),
            ("DELETE", "/v1/accounts/https%3A%2F%2Fcloud.seatable.io"),
            ("DELETE", "/v1/endpoints/a%20name"),
            ("DELETE", "/v1/rules/mute%20..."),
        ] {
            assert!(is_allowed(method, target), "{method} {target}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for (method, target) in [
            ("POST", "/v1/quit"),
            ("GET", "/v1/events"),
            ("GET", "/v1/events?window=true"),
            ("POST", "/v1/activate"),
            ("GET", "/v2/status"),
            ("get", "/v1/status"),
            ("DELETE", "/v1/status"),
            ("POST", "/v1/history"),
            ("GET", "/v1/relays"),
            ("POST", "/v1/endpoints/address"),
            ("POST", "/v1/endpoints//address"),
            ("POST", "/v1/endpoints/home/address/"),
            ("DELETE", "/v1/endpoints/home/address"),
            ("GET", "http://example.org/v1/status"),
            ("GET", "//v1/status"),
            ("GET", "/v1/status/"),
            ("GET", "/v1//status"),
            ("GET", "v1/status"),
            ("GET", ""),
        ] {
            assert!(!is_allowed(method, target), "{method} {target}");
        }
    }

    #[test]
    fn no_name_leads_to_another_path() {
        for target in [
            "/v1/entries/",
            "/v1/entries/.",
            "/v1/entries/..",
            "/v1/entries/%2e%2E",
            "/v1/entries/..%2Fquit",
            "/v1/entries/..%5cquit",
            "/v1/entries/a%2F..%2F..%2Fquit",
            "/v1/entries/../quit",
            "/v1/entries/1/../../quit",
            "/v1/entries/1 HTTP/1.1\r\nHost: x\r\n\r\nPOST",
            "/v1/entries/1#",
            "/v1/entries/ü",
            "/v1/entries/1?raw=true HTTP/1.1",
            "/v1/entries/1?raw=true\r\n",
            "/v1/entries/1?raw=true#",
        ] {
            assert!(!is_allowed("GET", target), "{target:?}");
        }
    }
}
