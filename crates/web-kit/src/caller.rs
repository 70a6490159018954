//! Where a request comes from, and how often it may come.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

use axum::extract::ConnectInfo;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};
use http::{Extensions, HeaderMap};

// More addresses than a quiet minute has: time to forget those that have not come for a while.
const MANY: usize = 10_000;

/// The address that a request came from. Each trusted proxy adds the address that it saw to `X-Forwarded-For`, so what
/// stands further left was written by the caller and says nothing.
pub fn client_address(extensions: &Extensions, headers: &HeaderMap, trusted_hops: u32) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let forwarded: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|address| address.trim().parse().ok())
        .collect();
    let hops = trusted_hops as usize;
    let seen_by_proxy = forwarded.len().checked_sub(hops).and_then(|index| forwarded.get(index)).copied();
    let seen_by_proxy = seen_by_proxy.filter(|_| hops > 0);
    seen_by_proxy.or(peer).unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
}

/// Counts requests of each of many callers, however they are told apart.
pub struct RateLimit<K: Clone + Eq + Hash>(DefaultKeyedRateLimiter<K>);

impl<K: Clone + Eq + Hash> RateLimit<K> {
    pub fn new(per_minute: NonZeroU32) -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(per_minute)))
    }

    /// How long to wait, for a caller who has come too often.
    pub fn check(&self, caller: &K) -> Result<(), Duration> {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        self.0.check_key(caller).map_err(|until| until.wait_time_from(self.0.clock().now()))
    }
}

/// Counts requests by address: whole networks of IPv6, which one caller has many addresses of.
pub struct CallerLimit(RateLimit<IpAddr>);

impl CallerLimit {
    pub fn new(per_minute: NonZeroU32) -> Self {
        Self(RateLimit::new(per_minute))
    }

    /// How long to wait, for a caller who has come too often.
    pub fn check(&self, address: IpAddr) -> Result<(), Duration> {
        self.0.check(&network(address))
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(forwarded: &[&str], trusted_hops: u32) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 1))));
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        client_address(&extensions, &headers, trusted_hops).to_string()
    }

    #[test]
    fn only_what_a_trusted_proxy_wrote_counts() {
        assert_eq!(seen(&["192.0.2.1"], 0), "10.0.0.1");
        assert_eq!(seen(&["192.0.2.1"], 1), "192.0.2.1");
        assert_eq!(seen(&["6.6.6.6, 192.0.2.1"], 1), "192.0.2.1");
        assert_eq!(seen(&["6.6.6.6, 192.0.2.1", "10.0.0.2"], 2), "192.0.2.1");
        assert_eq!(seen(&[], 1), "10.0.0.1");
    }

    #[test]
    fn a_network_shares_its_limit_and_others_do_not() {
        let limit = CallerLimit::new(NonZeroU32::new(2).unwrap());
        let check = |address: &str| limit.check(address.parse().unwrap()).is_ok();
        assert!(check("2001:db8::1") && check("2001:db8::2") && !check("2001:db8::3"));
        assert!(check("2001:db8:0:1::1") && check("192.0.2.1") && check("::ffff:192.0.2.1"));
        assert!(!check("192.0.2.1"));
    }
}
