//! Never faster than agreed, and not before the service said to come back.

use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::Clock as Ticking,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use kernel::{Clock, Timestamp};

use crate::{Problem, Timing};

/// The longest that we are told to stay away and believe it.
const LONGEST_HOLD: Duration = Duration::from_mins(1);

pub(crate) struct Pace {
    limiter: RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Duration>>,
    ticks: Ticks,
    held_until: Mutex<Option<Timestamp>>,
}

impl Pace {
    pub(crate) fn new(requests_a_second: NonZeroU32, clock: &Arc<dyn Clock>) -> Self {
        let ticks = Ticks(Arc::clone(clock));
        let limiter = RateLimiter::direct_with_clock(Quota::per_second(requests_a_second), ticks.clone());
        Self { limiter, ticks, held_until: Mutex::default() }
    }

    /// Waits for a turn. Where none comes before `end`, there is no use in waiting.
    pub(crate) async fn turn(&self, timing: &Timing, end: Timestamp) -> Result<(), Problem> {
        loop {
            let now = timing.now();
            let Some(wait) = self.still_to_wait(now) else { return Ok(()) };
            if now + wait >= end {
                return Err(Problem::Busy);
            }
            timing.wait.wait(wait).await;
        }
    }

    fn still_to_wait(&self, now: Timestamp) -> Option<Duration> {
        let held_until = *self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = held_until.filter(|until| *until > now) {
            return Some(until.duration_since(now).unsigned_abs());
        }
        let refused = self.limiter.check().err()?;
        Some(refused.wait_time_from(self.ticks.now()).max(Duration::from_millis(1)))
    }

    /// The service said when to come back (RFC 9110 section 10.2.3).
    pub(crate) fn hold(&self, now: Timestamp, for_time: Duration) -> Duration {
        let for_time = for_time.min(LONGEST_HOLD);
        let mut held_until = self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        *held_until = (*held_until).max(Some(now + for_time));
        for_time
    }
}

/// Our clock, as the limiter reads clocks.
#[derive(Clone)]
struct Ticks(Arc<dyn Clock>);

impl Ticking for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.now().as_nanosecond()).unwrap_or_default())
    }
}
