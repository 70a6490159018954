//! The time of day, which assertions and tokens carry. Everything that is measured uses the monotonic clock instead.

use kernel::Timestamp;

#[expect(
    clippy::disallowed_methods,
    reason = "this program is an edge: the clock is read here and nowhere else"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}

pub fn seconds() -> i64 {
    now().as_second()
}
