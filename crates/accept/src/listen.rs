//! Binding an address.

use std::{
    io,
    net::{SocketAddr, TcpListener},
};

use socket2::{Domain, Protocol, Socket, Type};

/// How many connections the system accepts before the program does; it may have a lower limit.
const QUEUE: i32 = 4096;

/// A listener at this address, non-blocking. Port 0 is any free one, and `[::]` is all addresses of IPv4, too.
///
/// # Errors
/// Why the system does not let this program listen there.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // On Unix this allows a restart while old connections linger; on Windows it would allow sharing the port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    if address.is_ipv6() && address.ip().is_unspecified() {
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(QUEUE)?;
    Ok(socket.into())
}
