//! Which addresses of this computer a webhook can be sent to, and who can reach each.

use std::{
    cmp::Reverse,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
};

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

/// What leads to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// A network, or nothing but this computer.
    Network,
    /// A VPN: who is in it too can reach the address, while it is up.
    Tunnel,
    /// A bridge to containers or virtual machines on this computer, which are all that can reach the address.
    Bridge,
}

impl Link {
    /// Known by the names that Docker, Podman, libvirt, LXD, VirtualBox, VMware and Hyper-V, and the VPNs' programs give. A bridge
    /// named otherwise, such as `br0`, may be the computer's own way out.
    fn of(interface: &str) -> Self {
        let begins = |names: &[&str]| names.iter().any(|name| interface.starts_with(name));
        const BRIDGES: &[&str] =
            &["docker", "br-", "virbr", "veth", "podman", "cni", "lxcbr", "lxdbr", "vboxnet", "vmnet", "vEthernet"];
        const TUNNELS: &[&str] = &["tun", "tap", "wg", "ppp", "utun", "tailscale", "zt", "nordlynx", "proton"];
        if begins(BRIDGES) {
            Self::Bridge
        } else if begins(TUNNELS) {
            Self::Tunnel
        } else {
            Self::Network
        }
    }

    /// A stable code for the API; empty for a network.
    pub fn code(self) -> &'static str {
        match self {
            Self::Network => "",
            Self::Tunnel => "tunnel",
            Self::Bridge => "bridge",
        }
    }
}

/// An address to which requests can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usable {
    /// The address.
    pub at: SocketAddr,
    /// Who can reach it.
    pub reach: Reach,
    /// What leads there.
    pub link: Link,
}

/// The addresses to which requests can be sent that come in at `bound`: the widest reach first, networks before tunnels and
/// bridges, and the address of the default route before others.
pub fn usable_addresses(bound: SocketAddr) -> Vec<Usable> {
    let addresses = if bound.ip().is_unspecified() {
        let all = if_addrs::get_if_addrs().unwrap_or_default();
        let fits = |ip: &IpAddr| (bound.is_ipv6() || ip.is_ipv4()) && !is_link_local(ip);
        all.iter().map(|one| (one.ip(), Link::of(&one.name))).filter(|(ip, _)| fits(ip)).collect()
    } else {
        vec![(bound.ip(), Link::Network)]
    };
    let usable = |(ip, link)| Usable { at: SocketAddr::new(ip, bound.port()), reach: reach_of_ip(ip), link };
    let mut usable: Vec<_> = addresses.into_iter().map(usable).collect();
    let default = [
        default_route((Ipv4Addr::UNSPECIFIED, Ipv4Addr::new(192, 0, 2, 1))),
        default_route((Ipv6Addr::UNSPECIFIED, DOCUMENTED)),
    ];
    usable.sort_by_key(|Usable { at, reach, link }| {
        let is_default = default.contains(&Some(at.ip()));
        (Reverse(*reach as u8), *link, !is_default, at.is_ipv6(), *at)
    });
    usable.dedup();
    usable
}

/// An address of the internet that nobody has (RFC 3849).
const DOCUMENTED: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);

/// This computer's address on the way to one of the internet. Nothing is sent.
fn default_route<A: Into<IpAddr>>((any, far): (A, A)) -> Option<IpAddr> {
    let socket = UdpSocket::bind((any.into(), 0)).ok()?;
    socket.connect((far.into(), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Who can reach the host of a URL; of a name that is not this computer's own, perhaps everybody.
pub fn reach_of_host(host: &str) -> Reach {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    match host.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() => Reach::ThisComputer,
        Ok(ip) => reach_of_ip(ip),
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

/// Who can reach an address.
pub fn reach_of_ip(ip: IpAddr) -> Reach {
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
        let reach = |text: &str| text.parse().map(reach_of_ip).ok();
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
    fn bridges_and_tunnels_are_known_by_their_names() {
        for (name, link) in [
            ("docker0", Link::Bridge),
            ("br-0f1e2d3c4b5a", Link::Bridge),
            ("virbr0", Link::Bridge),
            ("tun0", Link::Tunnel),
            ("wg0", Link::Tunnel),
            ("eth0", Link::Network),
            ("wlp2s0", Link::Network),
            ("br0", Link::Network),
        ] {
            assert_eq!(Link::of(name), link, "{name}");
        }
    }

    #[test]
    fn loopback_is_the_only_address_of_a_loopback_listener() {
        let bound = SocketAddr::from(([127, 0, 0, 1], 8765));
        let only = Usable { at: bound, reach: Reach::ThisComputer, link: Link::Network };
        assert_eq!(usable_addresses(bound), [only]);
    }
}
