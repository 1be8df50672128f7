//! Which `Host` a request may be addressed to. A web page that rebinds its own name to this computer must get nothing.

use std::net::IpAddr;

/// A request to a good address was refused because of the name it was addressed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedHost {
    /// The name, as [`host_name`](crate::config::host_name) has it.
    pub host: String,
    /// The endpoint whose token the request had.
    pub endpoint: String,
}

/// Whether a host name means this computer: a loopback name, an address or name of its own, or one the person allowed
/// (both as [`host_name`](crate::config::host_name) has them). `local` is the address that the connection came in at.
pub(super) fn is_ours(host: &str, local: Option<IpAddr>, machine: &str, allowed: &[String]) -> bool {
    if allowed.iter().any(|name| name == host) {
        return true;
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        let address = address.to_canonical();
        return address.is_loopback()
            || local.is_some_and(|local| local.to_canonical() == address)
            || if_addrs::get_if_addrs().is_ok_and(|all| all.iter().any(|interface| interface.ip() == address));
    }
    if host == "localhost" || host.ends_with(".localhost") {
        return true;
    }
    let machine = machine.to_ascii_lowercase();
    let short = machine.split('.').next().unwrap_or_default();
    !short.is_empty() && (host == machine || host == short || host.strip_suffix(".local") == Some(short))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::host_name;

    #[test]
    fn names_of_this_computer_pass_and_others_do_not() {
        let allowed = ["box.lan".to_owned()];
        let ours = |header| host_name(header).is_some_and(|host| is_ours(&host, None, "Desk.example.org", &allowed));
        for header in [
            "localhost",
            "localhost:8765",
            "LOCALHOST.",
            "x.localhost:1",
            "127.0.0.1:80",
            "127.8.8.8",
            "[::1]:8765",
            "::1",
            "desk",
            "desk.local:1",
            "desk.example.org",
            "box.lan:99",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(ours(header), "{header}");
        }
        for header in [
            "evil.example",
            "evil.example:8765",
            "localhost.evil.example",
            "desk.evil.example",
            "192.0.2.7",
            "",
            "[",
            "a:b:c",
        ] {
            assert!(!ours(header), "{header}");
        }
        let local = Some(IpAddr::from([192, 0, 2, 7]));
        assert!(is_ours("192.0.2.7", local, "", &[]));
    }
}
