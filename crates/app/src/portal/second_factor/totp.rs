//! Codes of an authenticator app (RFC 6238): SHA-1, 30 seconds, 6 digits, one step of clock drift either way.

use kernel::{Random, Timestamp};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// RFC 4226 section 4 recommends 160 bits.
pub const SECRET_LENGTH: usize = 20;

/// What an app and we share.
#[derive(Clone)]
pub struct SharedSecret([u8; SECRET_LENGTH]);

impl SharedSecret {
    pub fn new(random: &dyn Random) -> Self {
        let mut bytes = [0; SECRET_LENGTH];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// None for bytes that are no such secret.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub const fn bytes(&self) -> &[u8; SECRET_LENGTH] {
        &self.0
    }

    /// For typing it into the app.
    pub fn base32(&self) -> String {
        Secret::new_stack(self.0).to_base32()
    }

    fn generator(&self) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(Secret::new_stack(self.0))
            .build()
            .expect("6 digits, 30 seconds and 160 bits are what the RFC asks for")
    }

    /// The step whose code this is, if it is one of now, just before or just after.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let seconds = u64::try_from(now.as_second()).ok()?;
        self.generator().check(code, seconds).and_then(|step| i64::try_from(step).ok())
    }

    /// The code that an app shows.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.generator().generate(u64::try_from(now.as_second()).unwrap_or_default()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, FixedClock, SignedDuration};

    use super::*;

    // RFC 6238 appendix B, the last six of the eight digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = SharedSecret::from_bytes(b"12345678901234567890").unwrap();
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(secret.code_at(now), code);
            assert_eq!(secret.step_of(code, now), Some(second / 30));
        }
    }

    #[test]
    fn a_code_works_one_step_early_or_late_and_not_two() {
        let secret = SharedSecret::from_bytes(&[7; SECRET_LENGTH]).unwrap();
        let now = FixedClock::at("2026-11-21T22:00:00Z").now();
        let step = now.as_second() / 30;
        for (offset, expected) in [(-60, None), (-30, Some(step - 1)), (30, Some(step + 1)), (60, None)] {
            let code = secret.code_at(now + SignedDuration::from_secs(offset));
            assert_eq!(secret.step_of(&code, now), expected, "{offset}");
        }
        assert_eq!(secret.step_of("", now), None);
        assert_eq!(SharedSecret::from_bytes(&[7; 19]).map(|_| ()), None);
    }
}
