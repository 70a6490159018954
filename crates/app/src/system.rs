//! The real clock and the real dice: the only places where either is asked.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use kernel::{Clock, Random, Timestamp};

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is handed")]
    fn now(&self) -> Timestamp {
        // To the microsecond, as both databases keep it: what was written is what will be read.
        Timestamp::from_microsecond(Timestamp::now().as_microsecond()).expect("it is in range, being now")
    }
}

/// The operating system's random source, through the crypto library.
#[derive(Debug, Default)]
pub struct OsRandom(SystemRandom);

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes).expect("the operating system always has randomness once it has booted");
    }
}
