//! Rate limits.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// A rate limit: how often something may happen in the long run, and how often at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In the long run.
    pub per_second: u32,
    /// At once, after a quiet time.
    pub burst: u32,
}

impl Rate {
    /// Another rate per second, with a burst that lasts as long.
    pub(crate) fn scaled_to(self, per_second: u32) -> Self {
        let burst = u64::from(self.burst) * u64::from(per_second) / u64::from(self.per_second.max(1));
        Self { per_second, burst: u32::try_from(burst).unwrap_or(u32::MAX).max(1) }
    }
}

/// A leaky bucket: what may still happen at once.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    /// How much of the burst was used at a time, and that time; none before the first use.
    used: Option<(f64, Instant)>,
}

impl Bucket {
    /// Takes one, or gives the seconds until there is one again.
    pub(crate) fn take(&mut self, rate: Rate, now: Instant) -> Result<(), u64> {
        let per_second = f64::from(rate.per_second.max(1));
        let burst = f64::from(rate.burst.max(1));
        // If the rate was changed, more may be used than the new burst allows.
        let used = self.used(per_second, now).min(burst);
        let free = burst - used;
        self.used = Some((used, now));
        if free < 1.0 {
            return Err(((1.0 - free) / per_second).ceil().max(1.0) as u64);
        }
        self.used = Some((used + 1.0, now));
        Ok(())
    }

    fn used(&self, per_second: f64, now: Instant) -> f64 {
        let left = |(used, at): (f64, Instant)| used - now.saturating_duration_since(at).as_secs_f64() * per_second;
        self.used.map_or(0.0, left).max(0.0)
    }
}

/// Peers whose handshakes failed too often lately. Addresses that may stand for many peers, as that of a proxy, are never limited.
#[derive(Default)]
pub(crate) struct Failures(Mutex<HashMap<IpAddr, Bucket>>);

/// Two failures a second in the long run.
const FAILURES: Rate = Rate { per_second: 2, burst: 60 };
/// If more peers than this are remembered, quiet ones are forgotten first, then all.
const MAX_PEERS: usize = 10_000;

impl Failures {
    /// If a peer has failed too often, the seconds after which it may try again.
    pub(crate) fn retry_after(&self, peer: IpAddr, now: Instant) -> Option<u64> {
        let peer = rate_limited_peer(peer)?;
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let excess = failures.get(&peer)?.used(f64::from(FAILURES.per_second), now) + 1.0 - f64::from(FAILURES.burst);
        (excess > 0.0).then(|| (excess / f64::from(FAILURES.per_second)).ceil().max(1.0) as u64)
    }

    /// A peer has failed.
    pub(crate) fn count(&self, peer: IpAddr, now: Instant) {
        let Some(peer) = rate_limited_peer(peer) else { return };
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MAX_PEERS {
            let recent = now.checked_sub(Duration::from_secs(60));
            failures.retain(|_, bucket| bucket.used.is_some_and(|(_, at)| Some(at) > recent));
            if failures.len() >= MAX_PEERS {
                failures.clear();
            }
        }
        let _full = failures.entry(peer).or_default().take(FAILURES, now);
    }
}

/// What limits apply to: of an IPv6 address only the first half, because its holder chooses the rest freely. None for an address
/// that may be a proxy's, behind which anybody may be.
pub(crate) fn rate_limited_peer(peer: IpAddr) -> Option<IpAddr> {
    match peer.to_canonical() {
        IpAddr::V4(ip) => (!(ip.is_loopback() || ip.is_private() || ip.is_link_local())).then_some(ip.into()),
        IpAddr::V6(ip) => (!(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()))
            .then(|| Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_long_run_rate() {
        let (mut bucket, start) = (Bucket::default(), Instant::now());
        let rate = Rate { per_second: 10, burst: 100 };
        assert!((0..100).all(|_| bucket.take(rate, start).is_ok()));
        assert_eq!(bucket.take(rate, start), Err(1));
        let later = start + Duration::from_secs(2);
        assert_eq!((0..100).filter(|_| bucket.take(rate, later).is_ok()).count(), 20);
        let much_later = start + Duration::from_secs(2000);
        assert_eq!((0..200).filter(|_| bucket.take(rate, much_later).is_ok()).count(), 100);
    }

    #[test]
    fn slow_rates_tell_how_long_to_wait() {
        let (mut bucket, start) = (Bucket::default(), Instant::now());
        let rate = Rate { per_second: 100, burst: 10_000 }.scaled_to(1);
        assert_eq!(rate, Rate { per_second: 1, burst: 100 });
        assert!((0..100).all(|_| bucket.take(rate, start).is_ok()));
        assert_eq!(bucket.take(rate, start), Err(1));
    }

    #[test]
    fn only_a_peer_that_fails_too_often_must_wait() {
        let (failures, now) = (Failures::default(), Instant::now());
        let (guesser, other, proxy): (IpAddr, IpAddr, IpAddr) =
            ([203, 0, 113, 7].into(), [203, 0, 113, 8].into(), [127, 0, 0, 1].into());
        for _ in 0..1000 {
            assert_eq!(failures.retry_after(other, now), None);
            failures.count(guesser, now);
            failures.count(proxy, now);
        }
        assert!(failures.retry_after(guesser, now).is_some());
        assert_eq!(failures.retry_after(other, now), None);
        assert_eq!(failures.retry_after(proxy, now), None);
        assert_eq!(failures.retry_after(guesser, now + Duration::from_secs(2)), None);
    }

    #[test]
    fn a_peer_can_t_evade_its_limit_by_another_address_of_its_network() {
        let limited = |text: &str| rate_limited_peer(text.parse().unwrap());
        assert_eq!(limited("2001:db8::1"), limited("2001:db8::ffff:1"));
        assert_ne!(limited("2001:db8::1"), limited("2001:db8:0:1::1"));
        assert_eq!(limited("::ffff:203.0.113.7"), limited("203.0.113.7"));
        for proxy in ["::1", "127.0.0.1", "::ffff:10.0.0.1", "fd00::1", "fe80::1", "192.168.1.1"] {
            assert_eq!(limited(proxy), None, "{proxy}");
        }
    }

    #[test]
    fn remembered_peers_are_limited() {
        let (failures, now) = (Failures::default(), Instant::now());
        for number in 0..3 * MAX_PEERS as u32 {
            failures.count(IpAddr::from((0xCB00_0000 + number).to_be_bytes()), now);
        }
        assert!(failures.0.lock().unwrap().len() <= MAX_PEERS);
    }
}
