//! How often something may happen.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How often in the long run, and how often at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In the long run.
    pub per_second: u32,
    /// At once, after a time of quiet.
    pub burst: u32,
}

impl Rate {
    /// Another number a second, with a burst that is as long.
    pub(crate) fn scaled_to(self, per_second: u32) -> Self {
        let burst = u64::from(self.burst) * u64::from(per_second) / u64::from(self.per_second.max(1));
        Self { per_second, burst: u32::try_from(burst).unwrap_or(u32::MAX).max(1) }
    }
}

/// What may still happen at once.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    /// How much has been used and has not come back, and when that was; none before the first time.
    used: Option<(f64, Instant)>,
}

impl Bucket {
    /// Takes one, or says after how many seconds there is one again.
    pub(crate) fn take(&mut self, rate: Rate, now: Instant) -> Result<(), u64> {
        let per_second = f64::from(rate.per_second.max(1));
        let burst = f64::from(rate.burst.max(1));
        // Under a rate that was lower before, more may have been used than may be now.
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

/// Who has failed to get in too often lately. Addresses that may stand for many, as that of a proxy, never have.
#[derive(Default)]
pub(crate) struct Failures(Mutex<HashMap<IpAddr, Bucket>>);

/// Two a second in the long run.
const FAILURES: Rate = Rate { per_second: 2, burst: 60 };
/// More peers than this are not remembered: those who have been quiet for long are forgotten, then all.
const MOST_PEERS: usize = 10_000;

impl Failures {
    /// Whether a peer has failed too often; the seconds after which it may try again.
    pub(crate) fn too_many(&self, peer: IpAddr, now: Instant) -> Option<u64> {
        let peer = one_of_many(peer)?;
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let over = failures.get(&peer)?.used(f64::from(FAILURES.per_second), now) + 1.0 - f64::from(FAILURES.burst);
        (over > 0.0).then(|| (over / f64::from(FAILURES.per_second)).ceil().max(1.0) as u64)
    }

    /// A peer has failed.
    pub(crate) fn count(&self, peer: IpAddr, now: Instant) {
        let Some(peer) = one_of_many(peer) else { return };
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_PEERS {
            let recent = now.checked_sub(Duration::from_secs(60));
            failures.retain(|_, bucket| bucket.used.is_some_and(|(_, at)| Some(at) > recent));
            if failures.len() >= MOST_PEERS {
                failures.clear();
            }
        }
        let _full = failures.entry(peer).or_default().take(FAILURES, now);
    }
}

/// As what a peer is counted: of an IPv6 address the first half, the rest of which anybody chooses freely. None if behind it there
/// may be a proxy, and so everybody.
pub(crate) fn one_of_many(peer: IpAddr) -> Option<IpAddr> {
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
    fn a_burst_passes_and_then_what_comes_back() {
        let (mut bucket, begin) = (Bucket::default(), Instant::now());
        let rate = Rate { per_second: 10, burst: 100 };
        assert!((0..100).all(|_| bucket.take(rate, begin).is_ok()));
        assert_eq!(bucket.take(rate, begin), Err(1));
        let later = begin + Duration::from_secs(2);
        assert_eq!((0..100).filter(|_| bucket.take(rate, later).is_ok()).count(), 20);
        let much_later = begin + Duration::from_secs(2000);
        assert_eq!((0..200).filter(|_| bucket.take(rate, much_later).is_ok()).count(), 100);
    }

    #[test]
    fn slow_rates_say_how_long_to_wait() {
        let (mut bucket, begin) = (Bucket::default(), Instant::now());
        let rate = Rate { per_second: 100, burst: 10_000 }.scaled_to(1);
        assert_eq!(rate, Rate { per_second: 1, burst: 100 });
        assert!((0..100).all(|_| bucket.take(rate, begin).is_ok()));
        assert_eq!(bucket.take(rate, begin), Err(1));
    }

    #[test]
    fn who_fails_too_often_waits_and_others_do_not() {
        let (failures, now) = (Failures::default(), Instant::now());
        let (guesser, other, proxy): (IpAddr, IpAddr, IpAddr) =
            ([203, 0, 113, 7].into(), [203, 0, 113, 8].into(), [127, 0, 0, 1].into());
        for _ in 0..1000 {
            assert_eq!(failures.too_many(other, now), None);
            failures.count(guesser, now);
            failures.count(proxy, now);
        }
        assert!(failures.too_many(guesser, now).is_some());
        assert_eq!(failures.too_many(other, now), None);
        assert_eq!(failures.too_many(proxy, now), None);
        assert_eq!(failures.too_many(guesser, now + Duration::from_secs(2)), None);
    }

    #[test]
    fn a_peer_is_one_whatever_it_chooses() {
        let of = |text: &str| one_of_many(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:203.0.113.7"), of("203.0.113.7"));
        for proxy in ["::1", "127.0.0.1", "::ffff:10.0.0.1", "fd00::1", "fe80::1", "192.168.1.1"] {
            assert_eq!(of(proxy), None, "{proxy}");
        }
    }

    #[test]
    fn peers_are_not_remembered_without_end() {
        let (failures, now) = (Failures::default(), Instant::now());
        for number in 0..3 * MOST_PEERS as u32 {
            failures.count(IpAddr::from((0xCB00_0000 + number).to_be_bytes()), now);
        }
        assert!(failures.0.lock().unwrap().len() <= MOST_PEERS);
    }
}
