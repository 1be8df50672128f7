//! How many of something each peer has: connections, and of these, devices that have not entered.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::rate::one_of_many;

/// So that nobody alone has all the places.
pub(super) struct Peers {
    most: usize,
    has: Mutex<HashMap<IpAddr, usize>>,
}

/// One that is counted; given back when dropped.
pub(super) struct Counted {
    peers: Arc<Peers>,
    /// None of a proxy, which stands for many.
    peer: Option<IpAddr>,
}

impl Peers {
    /// At most so many of one peer.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, has: Mutex::default() })
    }

    /// None if the peer has as many as it may have.
    pub(super) fn count(self: &Arc<Self>, peer: IpAddr) -> Option<Counted> {
        let peer = one_of_many(peer);
        if let Some(peer) = peer {
            let mut peers = self.has.lock().unwrap_or_else(PoisonError::into_inner);
            let has = peers.entry(peer).or_default();
            if *has >= self.most {
                return None;
            }
            *has += 1;
        }
        Some(Counted { peers: Arc::clone(self), peer })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Some(peer) = self.peer else { return };
        let mut peers = self.peers.has.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(has) = peers.get_mut(&peer) {
            *has -= 1;
            if *has == 0 {
                peers.remove(&peer);
            }
        }
    }
}
