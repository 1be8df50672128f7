//! Listening: binding the address, and saying who has it when it is taken.

use std::{
    io,
    net::{IpAddr, SocketAddr, TcpListener},
};

use rowbell_accept::listen;

/// A bound listener and the address it has.
pub struct Bound {
    /// The listener, non-blocking.
    pub listener: TcpListener,
    /// Its address; the port is the real one where any free one was asked for.
    pub address: SocketAddr,
}

/// The port after the one that a new installation has.
const ANOTHER_PORT: u16 = 8766;

/// Why an address could not be listened at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// Another program has the port.
    #[error("port {port} is used by {}", owner.as_deref().unwrap_or("another program"))]
    Taken {
        /// The port.
        port: u16,
        /// The other program's name, where it can be known.
        owner: Option<String>,
        /// The next free port.
        free: Option<u16>,
    },
    /// The system does not let this program listen there.
    #[error("not allowed to listen at {address}")]
    Forbidden {
        /// The address.
        address: SocketAddr,
        /// The next free port above 1023.
        free: Option<u16>,
    },
    /// The address is not one of this computer's.
    #[error("{address} is not an address of this computer")]
    NotOurs {
        /// The address.
        address: SocketAddr,
    },
    /// Anything else.
    #[error("{address} can't be listened at: {detail}")]
    Other {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        detail: String,
    },
}

impl BindError {
    /// A port that can be used instead, as far as that is known.
    pub fn free_port(&self) -> u16 {
        match self {
            Self::Taken { free, .. } | Self::Forbidden { free, .. } => free.unwrap_or(ANOTHER_PORT),
            Self::NotOurs { .. } | Self::Other { .. } => ANOTHER_PORT,
        }
    }
}

/// Binds an address; port 0 takes any free one.
///
/// # Errors
/// Why it can't be bound.
pub fn bind(address: SocketAddr) -> Result<Bound, BindError> {
    let listener = listen(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => BindError::Taken {
            port: address.port(),
            owner: port_owner(address.port()),
            free: next_free_port(address.ip(), address.port()),
        },
        io::ErrorKind::PermissionDenied => {
            BindError::Forbidden { address, free: next_free_port(address.ip(), address.port().max(1023)) }
        }
        io::ErrorKind::AddrNotAvailable => BindError::NotOurs { address },
        _ => BindError::Other { address, detail: error.to_string() },
    })?;
    let address = listener.local_addr().unwrap_or(address);
    Ok(Bound { listener, address })
}

/// The next port after `port` that is free at this address.
pub fn next_free_port(address: IpAddr, port: u16) -> Option<u16> {
    (port.checked_add(1)?..=u16::MAX).take(200).find(|port| listen(SocketAddr::new(address, *port)).is_ok())
}

/// The name of the program that listens at a TCP port of this computer, where the system tells: on Linux for programs of
/// the same person.
#[cfg(target_os = "linux")]
pub fn port_owner(port: u16) -> Option<String> {
    use std::fs;
    let mut inodes = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        for line in fs::read_to_string(table).unwrap_or_default().lines().skip(1) {
            let fields: Vec<_> = line.split_whitespace().collect();
            let [_, local, _, "0A", _, _, _, _, _, inode, ..] = fields[..] else { continue };
            if local.rsplit(':').next().and_then(|hex| u16::from_str_radix(hex, 16).ok()) == Some(port) {
                inodes.push(format!("socket:[{inode}]"));
            }
        }
    }
    let has_one = |process: &fs::DirEntry| {
        let descriptors = fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        descriptors.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|link| inodes.iter().any(|inode| link == *inode))
    };
    let process = fs::read_dir("/proc").ok()?.flatten().find(|entry| {
        entry.file_name().to_string_lossy().bytes().all(|byte| byte.is_ascii_digit()) && has_one(entry)
    })?;
    fs::read_to_string(process.path().join("comm")).ok().map(|name| name.trim().to_owned())
}

/// The name of the program that listens at a TCP port of this computer: not known here.
#[cfg(not(target_os = "linux"))]
pub fn port_owner(_port: u16) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_taken_port_names_its_owner_and_a_free_one() {
        let first = bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let Err(BindError::Taken { port, owner, free }) = bind(first.address) else { panic!("bound twice") };
        assert_eq!(port, first.address.port());
        assert!(free.unwrap() > port);
        if cfg!(target_os = "linux") {
            let own_name = std::fs::read_to_string("/proc/self/comm").unwrap();
            assert_eq!(owner.unwrap(), own_name.trim());
        }
    }

    #[test]
    fn an_address_of_another_computer_is_said_to_be_so() {
        let address = SocketAddr::from(([192, 0, 2, 1], 0));
        assert_eq!(bind(address).err(), Some(BindError::NotOurs { address }));
    }
}
