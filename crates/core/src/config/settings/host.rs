//! Names of hosts, in the one form in which they are compared.

use serde::{Deserialize, Deserializer, de::Error};
use url::Host;

/// The host that a text names: a name, an address, or a `Host` header with a port; with or without scheme and path. In
/// lower case and ASCII (`xn--…`), without port, brackets and final dot. None for what can't name a host.
pub fn host_name(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None if rest.matches(':').count() == 1 => rest.split(':').next().unwrap_or_default(),
        None => rest,
    };
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        return Some(address.to_string());
    }
    match Host::parse(host.trim_end_matches('.')).ok()? {
        Host::Domain(name) if name.len() <= 253 => Some(name),
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(address.to_string()),
    }
}

/// What is wrong with a text that can't name a host.
fn no_host_name(text: &str) -> String {
    format!("\"{text}\" is not the name of a host; write it like \"box.lan\", without port and path")
}

/// Reads names as people write them.
pub(super) fn host_names<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let written = Vec::<String>::deserialize(from)?;
    written.iter().map(|text| host_name(text).ok_or_else(|| D::Error::custom(no_host_name(text)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_host_is_one_name() {
        for text in ["box.lan", "Box.LAN:8765", " box.lan. ", "HTTP://box.lan/", "http://box.lan:8765/hook/x?y#z"] {
            assert_eq!(host_name(text).as_deref(), Some("box.lan"), "{text}");
        }
        for text in ["::1", "[::1]", "[::1]:8765", "http://[0:0::1]/"] {
            assert_eq!(host_name(text).as_deref(), Some("::1"), "{text}");
        }
        assert_eq!(host_name("192.0.2.7:80").as_deref(), Some("192.0.2.7"));
        assert_eq!(host_name("my_box").as_deref(), Some("my_box"));
        assert_eq!(host_name("Büro.lan"), host_name("xn--bro-hoa.lan:1"));
    }

    #[test]
    fn what_names_no_host_is_none() {
        for text in ["", " ", ".", ":8765", "[", "[]", "a:b:c", "a b", "<b>", "a\u{1b}[1m", "http://", "a@b"] {
            assert_eq!(host_name(text), None, "{text:?}");
        }
        assert_eq!(host_name(&"a.".repeat(200)), None);
    }
}
