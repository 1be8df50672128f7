//! Which addresses of this computer a webhook can be sent to, and who can reach each.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// Who can reach an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Programs on this computer only.
    ThisComputer,
    /// Computers in the same network.
    LocalNetwork,
    /// Perhaps the whole internet: the address is a public one.
    Internet,
}

/// The addresses to which requests can be sent that come in at `bound`, the widest reach first, as `host:port`.
pub fn usable_addresses(bound: SocketAddr) -> Vec<(SocketAddr, Reach)> {
    let addresses = if bound.ip().is_unspecified() {
        let all = if_addrs::get_if_addrs().unwrap_or_default();
        let fits = |ip: &IpAddr| (bound.is_ipv6() || ip.is_ipv4()) && !is_link_local(ip);
        all.iter().map(if_addrs::Interface::ip).filter(fits).collect()
    } else {
        vec![bound.ip()]
    };
    let mut usable: Vec<_> =
        addresses.into_iter().map(|ip| (SocketAddr::new(ip, bound.port()), reach_of(ip))).collect();
    usable.sort_by_key(|(address, reach)| (std::cmp::Reverse(*reach as u8), address.is_ipv6(), *address));
    usable.dedup();
    usable
}

/// Who can reach the host of a URL; of a name that is not this computer's own, perhaps everybody.
pub fn reach_of_host(host: &str) -> Reach {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    match host.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() => Reach::ThisComputer,
        Ok(ip) => reach_of(ip),
        Err(_) if host == "localhost" || host.ends_with(".localhost") => Reach::ThisComputer,
        Err(_) => Reach::Internet,
    }
}

/// Whether this host is this computer.
pub async fn is_here(host: &str) -> bool {
    if reach_of_host(host) == Reach::ThisComputer {
        return true;
    }
    let own: Vec<IpAddr> = if_addrs::get_if_addrs().unwrap_or_default().iter().map(if_addrs::Interface::ip).collect();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    // A name that can't be resolved now is not this computer's.
    rowbell_dial::addresses(host).await.is_ok_and(|found| found.iter().any(|ip| ip.is_loopback() || own.contains(ip)))
}

fn reach_of(ip: IpAddr) -> Reach {
    match ip.to_canonical() {
        ip if ip.is_loopback() => Reach::ThisComputer,
        IpAddr::V4(ip) if ip.is_private() || ip.is_link_local() || is_shared(ip.octets()) => Reach::LocalNetwork,
        IpAddr::V6(ip) if ip.is_unique_local() || ip.is_unicast_link_local() => Reach::LocalNetwork,
        _ => Reach::Internet,
    }
}

/// Addresses behind a provider's own translation (RFC 6598).
fn is_shared([a, b, ..]: [u8; 4]) -> bool {
    a == 100 && (64..128).contains(&b)
}

fn is_link_local(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reach_follows_the_address() {
        let reach = |text: &str| text.parse().map(reach_of).ok();
        assert_eq!(reach("127.0.0.1"), Some(Reach::ThisComputer));
        assert_eq!(reach("::1"), Some(Reach::ThisComputer));
        assert_eq!(reach("192.168.1.5"), Some(Reach::LocalNetwork));
        assert_eq!(reach("100.64.0.1"), Some(Reach::LocalNetwork));
        assert_eq!(reach("fd00::1"), Some(Reach::LocalNetwork));
        assert_eq!(reach("8.8.8.8"), Some(Reach::Internet));
    }

    #[test]
    fn hosts_of_urls_are_told_apart() {
        for here in ["localhost", "localhost.", "127.0.0.1", "[::1]", "0.0.0.0"] {
            assert_eq!(reach_of_host(here), Reach::ThisComputer, "{here}");
        }
        assert_eq!(reach_of_host("10.1.2.3"), Reach::LocalNetwork);
        assert_eq!(reach_of_host("hooks.example"), Reach::Internet);
    }

    #[test]
    fn loopback_is_the_only_address_of_a_loopback_listener() {
        let bound = SocketAddr::from(([127, 0, 0, 1], 8765));
        assert_eq!(usable_addresses(bound), [(bound, Reach::ThisComputer)]);
    }
}
