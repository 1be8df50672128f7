//! How many of something each peer may have at a time: connections, handshakes.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::rate::rate_limited_peer;

/// Keeps one peer from taking everything.
pub(super) struct PeerLimit {
    max: usize,
    in_use: Mutex<HashMap<IpAddr, usize>>,
}

/// One of those that a peer may have; given back when dropped.
pub(super) struct PeerPermit {
    limit: Arc<PeerLimit>,
    /// None for a proxy, which stands for many peers and is not limited.
    peer: Option<IpAddr>,
}

impl PeerLimit {
    /// At most this many for each peer.
    pub(super) fn new(max: usize) -> Arc<Self> {
        Arc::new(Self { max, in_use: Mutex::default() })
    }

    /// None if the peer already has as many as it may have.
    pub(super) fn acquire(self: &Arc<Self>, peer: IpAddr) -> Option<PeerPermit> {
        let peer = rate_limited_peer(peer);
        if let Some(peer) = peer {
            let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
            let count = in_use.entry(peer).or_default();
            if *count >= self.max {
                return None;
            }
            *count += 1;
        }
        Some(PeerPermit { limit: Arc::clone(self), peer })
    }
}

impl Drop for PeerPermit {
    fn drop(&mut self) {
        let Some(peer) = self.peer else { return };
        let mut in_use = self.limit.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = in_use.get_mut(&peer) {
            *count -= 1;
            if *count == 0 {
                in_use.remove(&peer);
            }
        }
    }
}
