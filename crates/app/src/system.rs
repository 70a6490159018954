//! The real clock and the real dice: the only places where either is asked.

use std::sync::{Mutex, PoisonError};

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

/// The operating system's random source, through the crypto library. It draws ahead, because each draw costs as much as a read
/// from the database whatever its size; what was handed out is wiped here.
pub struct OsRandom {
    source: SystemRandom,
    ahead: Mutex<Ahead>,
}

struct Ahead {
    bytes: [u8; 512],
    used: usize,
}

impl OsRandom {
    fn draw(&self, bytes: &mut [u8]) {
        self.source.fill(bytes).expect("the operating system always has randomness once it has booted");
    }
}

impl Default for OsRandom {
    fn default() -> Self {
        Self { source: SystemRandom::new(), ahead: Mutex::new(Ahead { bytes: [0; 512], used: 512 }) }
    }
}

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes.len() > ahead.bytes.len() {
            return self.draw(bytes);
        }
        if ahead.bytes.len() - ahead.used < bytes.len() {
            self.draw(&mut ahead.bytes);
            ahead.used = 0;
        }
        let end = ahead.used + bytes.len();
        let start = std::mem::replace(&mut ahead.used, end);
        bytes.copy_from_slice(&ahead.bytes[start..end]);
        ahead.bytes[start..end].fill(0);
    }
}

impl std::fmt::Debug for OsRandom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OsRandom")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn nothing_is_handed_out_twice_whatever_the_sizes() {
        let random = OsRandom::default();
        let mut seen = HashSet::new();
        for size in [8, 16, 48, 500, 512, 513, 16, 8].into_iter().cycle().take(400) {
            let mut bytes = vec![0; size];
            random.fill(&mut bytes);
            assert!(seen.insert(bytes[..8].to_vec()), "the first bytes of {size} came before");
            assert!(bytes.iter().any(|byte| *byte != 0));
        }
    }
}
