//! Hashes and checks passwords: argon2id, off the threads that serve requests, two at a time.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use kernel::Secret;
use tokio::sync::Semaphore;

use crate::Internal;

/// OWASP's parameters for argon2id: 19 MiB, two passes, one lane.
#[derive(Clone, Debug)]
pub struct Passwords {
    // Each hash needs 19 MiB: without a bound, a burst of sign-ins would take all the memory.
    at_once: Arc<Semaphore>,
    decoy: Arc<str>,
}

impl Passwords {
    pub fn new() -> Self {
        Self { at_once: Arc::new(Semaphore::new(2)), decoy: DECOY.into() }
    }

    pub async fn hash(&self, password: Secret) -> Result<String, Internal> {
        self.run(move || hash(&password)).await
    }

    /// Checks a password against the hash of an account, or against a decoy where there is no account: the time is the same.
    pub async fn verify(&self, password: Secret, hash: Option<String>) -> Result<bool, Internal> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let fits = self.run(move || verify(&password, &hash)).await?;
        Ok(fits && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Internal> + Send + 'static,
    ) -> Result<T, Internal> {
        let _permit = self.at_once.acquire().await.map_err(|_| Internal::TaskLost)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Internal::TaskLost)?
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

// The hash of a random text that nobody kept, with the parameters of every other hash.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2xpcHdheS1kZWNveS0wMQ$yJ8dS9k0mZfXv7o1oBqvG6s0m0m0m0m0m0m0m0m0m0k";

/// Hashes on this thread: for the command line and first start.
pub fn hash(password: &Secret) -> Result<String, Internal> {
    let hashed = Argon2::default().hash_password(password.expose().as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| Internal::Password(error.to_string()))
}

fn verify(password: &Secret, hash: &str) -> Result<bool, Internal> {
    let parsed = PasswordHash::new(hash).map_err(|error| Internal::Password(error.to_string()))?;
    Ok(Argon2::default().verify_password(password.expose().as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_fits_and_no_account_fits_nothing() {
        let passwords = Passwords::new();
        let hash = passwords.hash(Secret::new("Harbour-Lights-9")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify(Secret::new("Harbour-Lights-9"), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify(Secret::new("harbour-lights-9"), Some(hash)).await.unwrap());
        assert!(!passwords.verify(Secret::new("anything"), None).await.unwrap());
    }

    // An address without an account must cost as much time as one with: the decoy has the same parameters and lengths, and is
    // refused for the password alone, which is known only after all the work.
    #[test]
    fn the_decoy_costs_what_a_real_hash_costs() {
        let real = hash(&Secret::new("Harbour-Lights-9")).unwrap();
        let (real, decoy) = (PasswordHash::new(&real).unwrap(), PasswordHash::new(DECOY).unwrap());
        assert_eq!((real.algorithm, real.version), (decoy.algorithm, decoy.version));
        assert_eq!(real.params.to_string(), decoy.params.to_string());
        let lengths = |hash: &PasswordHash| (hash.salt.map(|s| s.len()), hash.hash.map(|h| h.len()));
        assert_eq!(lengths(&real), lengths(&decoy));
        let refused = Argon2::default().verify_password(b"anything", &decoy);
        assert_eq!(refused, Err(argon2::password_hash::Error::PasswordInvalid));
    }
}
