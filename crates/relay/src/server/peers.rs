//! How many connections each peer has that are no device's.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::rate::one_of_many;

/// The most connections of one peer, so that nobody alone has all the places.
pub(super) const MOST_OF_ONE: usize = 400;

#[derive(Default)]
pub(super) struct Peers(Mutex<HashMap<IpAddr, usize>>);

/// A connection that is counted; given back when dropped.
pub(super) struct Counted {
    peers: Arc<Peers>,
    /// None of a proxy, which stands for many.
    peer: Option<IpAddr>,
}

impl Peers {
    /// None if the peer has as many as it may have.
    pub(super) fn count(self: &Arc<Self>, peer: IpAddr) -> Option<Counted> {
        let peer = one_of_many(peer);
        if let Some(peer) = peer {
            let mut peers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let has = peers.entry(peer).or_default();
            if *has >= MOST_OF_ONE {
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
        let mut peers = self.peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(has) = peers.get_mut(&peer) {
            *has -= 1;
            if *has == 0 {
                peers.remove(&peer);
            }
        }
    }
}
