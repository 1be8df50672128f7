//! Ports of a test's own, and a network of its own for the agent, which can go down.

use std::{
    fs,
    net::{Ipv4Addr, UdpSocket},
    path::PathBuf,
    process::{Command, id},
    sync::atomic::{AtomicU8, AtomicU32, Ordering},
};

use tokio::net::TcpSocket;

/// A network namespace that one cable joins with this one; `None` where it may not be made.
#[derive(Debug)]
pub struct Network {
    name: String,
    /// The address of this end.
    pub here: Ipv4Addr,
    /// That of the other.
    pub there: Ipv4Addr,
}

impl Network {
    /// Makes it; says so where it may not.
    pub fn join() -> Option<Self> {
        // Several tests of several programs may want one at the same time.
        static MADE: AtomicU8 = AtomicU8::new(0);
        let made = MADE.fetch_add(1, Ordering::Relaxed) % 64;
        let name = format!("bell{}n{made}", id());
        let [_, _, high, low] = id().to_be_bytes();
        let at = |end| Ipv4Addr::new(10, high, low, 4 * made + end);
        let (here, there) = (at(1), at(2));
        let network = Self { name, here, there };
        if !network.ip(&["netns", "add", &network.name]) {
            println!("not tested: making a network needs more rights");
            return None;
        }
        let cable = ["link", "add", &network.name, "type", "veth", "peer", "name", "cable", "netns", &network.name];
        assert!(network.ip(&cable));
        for (of, address, device) in [(None, here, &*network.name), (Some(&network.name), there, "cable")] {
            let within = of.map_or_else(Vec::new, |name| vec!["-n", name]);
            let run = |arguments: &[&str]| assert!(network.ip(&[&within, arguments].concat()));
            run(&["address", "add", &format!("{address}/30"), "dev", device]);
            run(&["link", "set", device, "up"]);
        }
        assert!(network.ip(&["-n", &network.name, "link", "set", "lo", "up"]));
        Some(network)
    }

    /// What a program in it is started by.
    pub fn enter(&self) -> Vec<String> {
        ["ip", "netns", "exec", &self.name].map(str::to_owned).to_vec()
    }

    /// What Docker, libvirt and a VPN leave on a computer; the cable is its default route.
    pub fn has_bridges_and_tunnels(&self) {
        let run = |arguments: &[&str]| assert!(self.ip(&[&["-n", &self.name], arguments].concat()), "{arguments:?}");
        for (device, address) in [("docker0", "172.17.0.1/16"), ("virbr0", "10.0.0.1/24"), ("tun0", "10.0.1.6/24")] {
            // The kind does not matter, and this one is everywhere.
            run(&["link", "add", device, "type", "bridge"]);
            run(&["address", "add", address, "dev", device]);
            run(&["link", "set", device, "up"]);
        }
        run(&["route", "add", "default", "via", &self.here.to_string()]);
    }

    /// Has programs that enter it from now on ask a name server that never answers: the socket that this gives.
    pub fn deaf_name_server(&self) -> UdpSocket {
        let server = UdpSocket::bind((self.here, 53)).unwrap();
        // `ip netns exec` puts what is here in the place of the files in /etc.
        fs::create_dir_all(self.files()).unwrap();
        fs::write(self.files().join("resolv.conf"), format!("nameserver {}\n", self.here)).unwrap();
        fs::write(self.files().join("nsswitch.conf"), "hosts: files dns\n").unwrap();
        server
    }

    fn files(&self) -> PathBuf {
        PathBuf::from("/etc/netns").join(&self.name)
    }

    /// Nothing gets in or out any more.
    pub fn down(&self) {
        assert!(self.ip(&["-n", &self.name, "link", "set", "cable", "down"]));
    }

    /// As it was.
    pub fn up(&self) {
        assert!(self.ip(&["-n", &self.name, "link", "set", "cable", "up"]));
    }

    fn ip(&self, arguments: &[&str]) -> bool {
        Command::new("ip").args(arguments).output().is_ok_and(|output| output.status.success())
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.ip(&["link", "delete", &self.name]);
        self.ip(&["netns", "delete", &self.name]);
        let _ = fs::remove_dir_all(self.files());
    }
}

/// A port that is free at all addresses, and stays so for whoever asked: it is not among those that connections of
/// others get, which would take it before it is listened at, or while a program is started again.
///
/// # Panics
/// When there is none.
pub fn free_port() -> u16 {
    static TRIED: AtomicU32 = AtomicU32::new(0);
    // It does not listen, so that a copy of it is in nobody's way: a process that is being started has one for a moment.
    let is_free = |port: &u16| {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_reuseaddr(true).is_ok() && socket.bind((Ipv4Addr::UNSPECIFIED, *port).into()).is_ok()
    };
    let mut ports = (0..10_000).map(|_| {
        let number = std::process::id().wrapping_mul(16) + TRIED.fetch_add(1, Ordering::Relaxed);
        u16::try_from(20_000 + number % 10_000).expect("under 30,000")
    });
    ports.find(is_free).expect("a free port")
}
