//! Rate limits: by client, by address, and for passwords and codes by address. They live in this process, which is enough to
//! keep one caller from crowding out the rest; locks on accounts live in the database.

use std::{
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use governor::{Quota, RateLimiter, clock::Clock as _, clock::DefaultClock, state::keyed::DashMapStateStore};

/// Requests a minute.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From one client to authorize, token and userinfo together.
    pub client_requests: NonZeroU32,
    /// From one network address.
    pub address_requests: NonZeroU32,
    /// Passwords and codes from one network address.
    pub address_sign_ins: NonZeroU32,
}

struct Keyed<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, DefaultClock>,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> Keyed<K> {
    fn new(a_minute: NonZeroU32) -> Self {
        Self { limiter: RateLimiter::dashmap(Quota::per_minute(a_minute)), checks: AtomicU32::new(0) }
    }

    /// The seconds to wait, if the limit is reached.
    fn check(&self, key: &K) -> Option<u64> {
        // Forgets those who have been quiet, so that strangers' addresses do not pile up.
        if self.checks.fetch_add(1, Ordering::Relaxed) % 4096 == 4095 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let refused = self.limiter.check_key(key).err()?;
        let wait = refused.wait_time_from(self.limiter.clock().now());
        Some(wait.as_secs() + 1)
    }
}

pub(crate) struct Limiters {
    clients: Keyed<String>,
    addresses: Keyed<IpAddr>,
    sign_ins: Keyed<IpAddr>,
}

/// A limit that was reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reached {
    pub(crate) seconds: u64,
    /// Whose requests were counted.
    pub(crate) from: &'static str,
}

impl Limiters {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            clients: Keyed::new(limits.client_requests),
            addresses: Keyed::new(limits.address_requests),
            sign_ins: Keyed::new(limits.address_sign_ins),
        }
    }

    pub(crate) fn address(&self, address: IpAddr) -> Result<(), Reached> {
        reached(self.addresses.check(&address), "this network address")
    }

    pub(crate) fn client(&self, client_id: &str) -> Result<(), Reached> {
        // A longer name is no client of ours, and not worth remembering.
        if client_id.is_empty() || client_id.len() > 200 {
            return Ok(());
        }
        reached(self.clients.check(&client_id.to_owned()), "this client")
    }

    pub(crate) fn sign_in(&self, address: IpAddr) -> Result<(), Reached> {
        reached(self.sign_ins.check(&address), "this network address")
    }
}

fn reached(wait: Option<u64>, from: &'static str) -> Result<(), Reached> {
    wait.map_or(Ok(()), |seconds| Err(Reached { seconds, from }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_has_its_own_count() {
        let one = NonZeroU32::MIN;
        let limiters =
            Limiters::new(Limits { client_requests: one, address_requests: one, address_sign_ins: one });
        assert!(limiters.client("a").is_ok() && limiters.client("b").is_ok());
        let reached = limiters.client("a").expect_err("the second within a minute");
        assert!((1..=61).contains(&reached.seconds), "{reached:?}");
    }
}
