//! Counts failures against what is attacked: an address, a phone, an account. Subjects are hashed, known and unknown alike.

use identity::EnvironmentId;
use kernel::{SignedDuration, Timestamp};
use store::{StoreError, Tx, queries::throttles};

use crate::secrets;

/// Failures that lock a subject.
const MOST: i64 = 5;
/// How long it stays locked after the last failure.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Counted {
    Password,
    Code,
    TextMessages,
    Emails,
    /// Attempts to be matched with a record or known to a surgery.
    Proving,
    /// Passkeys of an account that did not hold.
    Passkey,
}

/// One subject of one kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject([u8; 32]);

impl Subject {
    pub(crate) fn new(counted: Counted, name: &str) -> Self {
        Self(secrets::hash(&format!("{counted:?} {name}")))
    }

    /// The minutes for which the subject is locked, if it is.
    pub(crate) fn locked(
        self,
        tx: &mut Tx<'_>,
        environment: &EnvironmentId,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let count = throttles::find(tx, environment, &self.0, now)?;
        Ok(count.filter(|count| count.failures >= MOST).map(|count| minutes_until(count.window_ends_at, now)))
    }

    /// Counts one more, and says whether that locks the subject.
    pub(crate) fn count(
        self,
        tx: &mut Tx<'_>,
        environment: &EnvironmentId,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let count = throttles::count(tx, environment, &self.0, now, now + WINDOW)?;
        Ok((count.failures >= MOST).then(|| minutes_until(count.window_ends_at, now)))
    }

    pub(crate) fn clear(self, tx: &mut Tx<'_>, environment: &EnvironmentId) -> Result<(), StoreError> {
        throttles::clear(tx, environment, &self.0)
    }
}

// Rounded up: nobody is told to come back too early.
fn minutes_until(end: Timestamp, now: Timestamp) -> i64 {
    (end.duration_since(now).as_secs() + 59) / 60
}
