//! The real clock and the real dice: the only places where either is asked.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use kernel::{Clock, Random, SignedDuration, Timestamp};

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

/// The machine's clock, ahead by as many seconds as a file says at each moment: for rehearsals, where a call of next week is held
/// today. A file that is not there, or says something else, is no seconds.
#[derive(Clone, Debug)]
pub struct ShiftedClock {
    pub ahead_file: PathBuf,
}

/// How far a rehearsal may go: ten years.
const FURTHEST: i64 = 10 * 366 * 24 * 60 * 60;

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        let said = std::fs::read_to_string(&self.ahead_file).unwrap_or_default();
        let ahead = said.trim().parse().unwrap_or(0_i64).clamp(0, FURTHEST);
        SystemClock.now() + SignedDuration::from_secs(ahead)
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
    fn a_rehearsal_is_as_far_ahead_as_its_file_says_and_never_behind() {
        let folder = tempfile::tempdir().unwrap();
        let clock = ShiftedClock { ahead_file: folder.path().join("ahead") };
        let day = SignedDuration::from_hours(24);
        let is_ahead_by = |least: SignedDuration| {
            let before = SystemClock.now() + least;
            (before..=before + day / 2).contains(&clock.now())
        };
        assert!(is_ahead_by(SignedDuration::ZERO));
        for (said, ahead) in
            [("86400\n", day), ("-86400", SignedDuration::ZERO), ("soon", SignedDuration::ZERO)]
        {
            std::fs::write(&clock.ahead_file, said).unwrap();
            assert!(is_ahead_by(ahead), "{said}");
        }
    }

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
