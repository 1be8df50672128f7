//! The addresses of a host, tried as RFC 8305 has it.

use std::{io, net::SocketAddr, time::Duration};

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::{
    net::{TcpStream, lookup_host},
    time::sleep,
};
use url::Host;

use crate::error::NoSuchName;

/// After so long without a connection the next of a host's addresses is tried too.
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// Addresses of one host that are tried.
const MOST_ADDRESSES: usize = 8;

/// The first of the host's addresses that answers.
pub(crate) async fn reach(host: &Host<&str>, port: u16) -> io::Result<TcpStream> {
    let addresses: Vec<SocketAddr> = match host {
        Host::Domain(name) => taking_turns(lookup_host((*name, port)).await.map_err(NoSuchName::because)?),
        Host::Ipv4(ip) => vec![(*ip, port).into()],
        Host::Ipv6(ip) => vec![(*ip, port).into()],
    };
    let mut attempts: FuturesUnordered<_> = (0..)
        .zip(addresses)
        .map(|(at, address)| async move {
            sleep(NEXT_ADDRESS * at).await;
            TcpStream::connect(address).await
        })
        .collect();
    let mut failed = NoSuchName::because(io::Error::other("the host has no address"));
    while let Some(attempt) = attempts.next().await {
        match attempt {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// The system's first family first, then one of each in turn, so that a family that leads nowhere costs little.
fn taking_turns(addresses: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let addresses: Vec<SocketAddr> = addresses.take(4 * MOST_ADDRESSES).collect();
    let like_first = |address: &&SocketAddr| address.is_ipv4() == addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (mut first, mut second) =
        (addresses.iter().filter(like_first), addresses.iter().filter(|address| !like_first(address)));
    let mut turns = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        turns.extend(pair.into_iter().flatten());
        if pair == [None, None] || turns.len() >= MOST_ADDRESSES {
            return turns;
        }
    }
}
