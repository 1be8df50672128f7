//! The addresses of a host, tried as RFC 8305 has it.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::{net::TcpStream, time::sleep};
use url::Host;

use crate::{error::NoSuchName, names::addresses};

/// After so long without a connection the next of a host's addresses is tried too.
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// Addresses of one host that are tried.
const MOST_ADDRESSES: usize = 8;

/// The first of the host's addresses that answers.
pub(crate) async fn reach(host: &Host<&str>, port: u16) -> io::Result<TcpStream> {
    let ips: Vec<IpAddr> = match host {
        Host::Domain(name) => taking_turns(&addresses(name).await.map_err(NoSuchName::because)?),
        Host::Ipv4(ip) => vec![(*ip).into()],
        Host::Ipv6(ip) => vec![(*ip).into()],
    };
    let mut attempts: FuturesUnordered<_> = (0..)
        .zip(ips)
        .map(|(at, ip)| async move {
            sleep(NEXT_ADDRESS * at).await;
            TcpStream::connect(SocketAddr::new(ip, port)).await
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
fn taking_turns(ips: &[IpAddr]) -> Vec<IpAddr> {
    let like_first = |ip: &&IpAddr| ips.first().is_some_and(|first| first.is_ipv4() == ip.is_ipv4());
    let (mut first, mut second) = (ips.iter().filter(like_first), ips.iter().filter(|ip| !like_first(ip)));
    let mut turns = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        turns.extend(pair.into_iter().flatten());
        if pair == [None, None] || turns.len() >= MOST_ADDRESSES {
            return turns;
        }
    }
}
