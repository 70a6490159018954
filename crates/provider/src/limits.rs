//! Rate limits: by client, by address, and for passwords and codes by address. They live in this process, which is enough to
//! keep one caller from crowding out the rest; locks on accounts live in the database.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};
use web_kit::CallerLimit;

/// Requests a minute.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From one client to authorize, token and userinfo together.
    pub client_requests: NonZeroU32,
    /// Look-ups of users by one client.
    pub client_look_ups: NonZeroU32,
    /// Accounts that one client asks for.
    pub client_provisionings: NonZeroU32,
    /// From one network address.
    pub address_requests: NonZeroU32,
    /// Passwords and codes from one network address.
    pub address_sign_ins: NonZeroU32,
}

/// Counts requests by the client that they name.
struct ClientLimit {
    limiter: DefaultKeyedRateLimiter<String>,
    checks: AtomicU32,
}

impl ClientLimit {
    fn new(a_minute: NonZeroU32) -> Self {
        Self { limiter: RateLimiter::keyed(Quota::per_minute(a_minute)), checks: AtomicU32::new(0) }
    }

    fn check(&self, client_id: &str) -> Result<(), Duration> {
        // Forgets those who have been quiet: names are whatever strangers write.
        if self.checks.fetch_add(1, Ordering::Relaxed) % 4096 == 4095 {
            self.limiter.retain_recent();
        }
        let refused = self.limiter.check_key(&client_id.to_owned());
        refused.map_err(|until| until.wait_time_from(self.limiter.clock().now()))
    }
}

pub(crate) struct Limiters {
    clients: ClientLimit,
    look_ups: ClientLimit,
    provisionings: ClientLimit,
    addresses: CallerLimit,
    sign_ins: CallerLimit,
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
            clients: ClientLimit::new(limits.client_requests),
            look_ups: ClientLimit::new(limits.client_look_ups),
            provisionings: ClientLimit::new(limits.client_provisionings),
            addresses: CallerLimit::new(limits.address_requests),
            sign_ins: CallerLimit::new(limits.address_sign_ins),
        }
    }

    pub(crate) fn address(&self, address: IpAddr) -> Result<(), Reached> {
        reached(self.addresses.check(address), "this network address")
    }

    pub(crate) fn client(&self, client_id: &str) -> Result<(), Reached> {
        by_client(&self.clients, client_id)
    }

    pub(crate) fn look_up(&self, client_id: &str) -> Result<(), Reached> {
        by_client(&self.look_ups, client_id)
    }

    pub(crate) fn provisioning(&self, client_id: &str) -> Result<(), Reached> {
        by_client(&self.provisionings, client_id)
    }

    pub(crate) fn sign_in(&self, address: IpAddr) -> Result<(), Reached> {
        reached(self.sign_ins.check(address), "this network address")
    }
}

fn by_client(limit: &ClientLimit, client_id: &str) -> Result<(), Reached> {
    // A longer name is no client of ours, and not worth remembering.
    if client_id.is_empty() || client_id.len() > 200 {
        return Ok(());
    }
    reached(limit.check(client_id), "this client")
}

fn reached(checked: Result<(), Duration>, from: &'static str) -> Result<(), Reached> {
    // Rounded up: nobody is told to come back too early.
    checked.map_err(|wait| Reached { seconds: wait.as_secs() + 1, from })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_has_its_own_count() {
        let one = NonZeroU32::MIN;
        let limiters = Limiters::new(Limits {
            client_requests: one,
            client_look_ups: one,
            client_provisionings: one,
            address_requests: one,
            address_sign_ins: one,
        });
        assert!(limiters.client("a").is_ok() && limiters.client("b").is_ok());
        assert!(limiters.look_up("a").is_ok() && limiters.provisioning("a").is_ok(), "each of its own");
        assert!(limiters.look_up("a").is_err() && limiters.provisioning("a").is_err());
        let reached = limiters.client("a").expect_err("the second within a minute");
        assert!((1..=61).contains(&reached.seconds), "{reached:?}");
    }
}
