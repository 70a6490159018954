//! A circuit breaker: after failures in a row the service is left alone; then one question is let through to see, and its answer
//! decides.

use std::{
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use kernel::{SignedDuration, Timestamp};

use crate::Problem;

pub(crate) struct Breaker {
    failures_to_open: u32,
    open_for: SignedDuration,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed {
        failures: u32,
    },
    /// `is_tried`: somebody's question is under way to see.
    Open {
        since: Timestamp,
        is_tried: bool,
    },
}

/// A question on its way. Dropped without an end, as when whoever asked has gone, it says nothing about the service.
pub(crate) struct Passage<'a> {
    breaker: &'a Breaker,
    is_trial: bool,
    has_ended: bool,
}

impl Breaker {
    pub(crate) fn new(failures_to_open: NonZeroU32, open_for: Duration) -> Self {
        Self {
            failures_to_open: failures_to_open.get(),
            open_for: SignedDuration::try_from(open_for).unwrap_or(SignedDuration::MAX),
            state: Mutex::new(State::Closed { failures: 0 }),
        }
    }

    pub(crate) fn enter(&self, now: Timestamp) -> Result<Passage<'_>, Problem> {
        let mut state = self.state();
        let is_trial = match *state {
            State::Closed { .. } => false,
            State::Open { since, is_tried: false } if now.duration_since(since) >= self.open_for => {
                *state = State::Open { since, is_tried: true };
                true
            }
            State::Open { .. } => return Err(Problem::LeftAlone),
        };
        Ok(Passage { breaker: self, is_trial, has_ended: false })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Passage<'_> {
    /// What came of it: whether the service failed.
    pub(crate) fn end(mut self, has_failed: bool, now: Timestamp) {
        self.has_ended = true;
        let mut state = self.breaker.state();
        let was_open = matches!(*state, State::Open { .. });
        *state = match (*state, has_failed) {
            // One that set out before it opened has nothing to say of how it is now.
            (open @ State::Open { .. }, _) if !self.is_trial => open,
            (_, false) => State::Closed { failures: 0 },
            (State::Closed { failures }, true) if failures + 1 < self.breaker.failures_to_open => {
                State::Closed { failures: failures + 1 }
            }
            (_, true) => State::Open { since: now, is_tried: false },
        };
        match (was_open, matches!(*state, State::Open { .. })) {
            (false, true) => tracing::warn!(duration = ?self.breaker.open_for, "demographics left alone"),
            (true, false) => tracing::info!("demographics answer again"),
            _ => {}
        }
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        if self.has_ended || !self.is_trial {
            return;
        }
        let mut state = self.breaker.state();
        if let State::Open { since, .. } = *state {
            *state = State::Open { since, is_tried: false };
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, FixedClock};

    use super::*;

    const OPEN_FOR: Duration = Duration::from_secs(30);

    fn breaker() -> (Breaker, FixedClock) {
        let breaker = Breaker::new(NonZeroU32::new(3).unwrap(), OPEN_FOR);
        (breaker, FixedClock::at("2026-11-27T09:00:00Z"))
    }

    fn fail(breaker: &Breaker, clock: &FixedClock) {
        breaker.enter(clock.now()).unwrap().end(true, clock.now());
    }

    #[test]
    fn failures_in_a_row_open_it_and_others_do_not() {
        let (breaker, clock) = breaker();
        for _ in 0..5 {
            fail(&breaker, &clock);
            fail(&breaker, &clock);
            breaker.enter(clock.now()).unwrap().end(false, clock.now());
        }
        for _ in 0..3 {
            fail(&breaker, &clock);
        }
        assert_eq!(breaker.enter(clock.now()).err(), Some(Problem::LeftAlone));
    }

    #[test]
    fn after_a_while_one_question_is_let_through_and_decides() {
        let (breaker, clock) = breaker();
        (0..3).for_each(|_| fail(&breaker, &clock));
        clock.advance(SignedDuration::from_secs(30));
        let trial = breaker.enter(clock.now()).unwrap();
        assert!(breaker.enter(clock.now()).is_err(), "one alone");
        trial.end(true, clock.now());
        clock.advance(SignedDuration::from_secs(29));
        assert!(breaker.enter(clock.now()).is_err(), "thirty seconds from the last failure");
        clock.advance(SignedDuration::from_secs(1));
        breaker.enter(clock.now()).unwrap().end(false, clock.now());
        let (one, other) = (breaker.enter(clock.now()), breaker.enter(clock.now()));
        assert!(one.is_ok() && other.is_ok());
    }

    #[test]
    fn a_trial_that_nobody_waits_for_makes_room_for_another() {
        let (breaker, clock) = breaker();
        (0..3).for_each(|_| fail(&breaker, &clock));
        clock.advance(SignedDuration::from_secs(30));
        drop(breaker.enter(clock.now()).unwrap());
        assert!(breaker.enter(clock.now()).is_ok());
    }

    #[test]
    fn an_answer_to_an_older_question_does_not_close_it() {
        let (breaker, clock) = breaker();
        let older = breaker.enter(clock.now()).unwrap();
        (0..3).for_each(|_| fail(&breaker, &clock));
        older.end(false, clock.now());
        assert!(breaker.enter(clock.now()).is_err());
    }
}
