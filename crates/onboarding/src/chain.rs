//! The log's hash chain: each event's hash covers the one before, so that nothing can be changed, left out or put in unseen.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::event::{Event, Recorded};

pub type Hash = [u8; 32];

/// What stands before the first event.
pub const START: Hash = [0; 32];

/// An event as it is stored. The body is kept to the letter, because the hash is over its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub position: u64,
    pub at: Timestamp,
    pub by: String,
    pub body: String,
    pub hash: Hash,
}

/// The log of an integration is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "event {position} of integration {integration} is not what was recorded: {why}. Restore it from a backup that `slipway verify` accepts"
)]
pub struct Broken {
    pub integration: String,
    pub position: u64,
    pub why: &'static str,
}

/// The hash of an event: SHA-256 over the hash before it and each part with its length, so that no two logs have the same.
pub fn hash(previous: &Hash, integration: &str, position: u64, at: Timestamp, by: &str, body: &str) -> Hash {
    let mut digest = Sha256::new();
    digest.update(previous);
    for part in [integration, &position.to_string(), &at.to_string(), by, body] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

/// Links events to the end of a log.
pub fn link(
    integration: &str,
    last: Option<&Stored>,
    at: Timestamp,
    by: &str,
    events: &[Event],
) -> Vec<Stored> {
    let (mut position, mut previous) = last.map_or((0, START), |last| (last.position, last.hash));
    let mut linked = Vec::with_capacity(events.len());
    for event in events {
        position += 1;
        let body = serde_json::to_string(event).unwrap_or_default();
        previous = hash(&previous, integration, position, at, by, &body);
        linked.push(Stored { position, at, by: by.to_owned(), body, hash: previous });
    }
    linked
}

/// Checks a whole log, oldest event first, and reads it.
pub fn open(integration: &str, log: &[Stored]) -> Result<Vec<Recorded>, Broken> {
    let broken =
        |position: u64, why: &'static str| Broken { integration: integration.to_owned(), position, why };
    let mut previous = START;
    let mut events = Vec::with_capacity(log.len());
    for (expected, stored) in (1..).zip(log) {
        if stored.position != expected {
            return Err(broken(expected, "an event is missing here"));
        }
        let found = hash(&previous, integration, stored.position, stored.at, &stored.by, &stored.body);
        if found != stored.hash {
            return Err(broken(expected, "its content and its hash disagree"));
        }
        let event = Event::read(&stored.body)
            .map_err(|_| broken(expected, "this version of Slipway cannot read it"))?;
        events.push(Recorded { position: stored.position, at: stored.at, by: stored.by.clone(), event });
        previous = stored.hash;
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Vec<Stored> {
        let at = "2026-03-02T09:00:00Z".parse().unwrap();
        let note = |text: &str| Event::Noted { text: text.to_owned() };
        let mut log = link("I1", None, at, "ada", &[note("one"), note("two")]);
        let more = link("I1", log.last(), at, "bea", &[note("three")]);
        log.extend(more);
        log
    }

    #[test]
    fn a_log_opens_as_it_was_written() {
        let events = open("I1", &log()).unwrap();
        assert_eq!(events.iter().map(|event| event.position).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(events[2].by, "bea");
    }

    #[test]
    fn whatever_is_changed_is_found_where_it_was_changed() {
        let position = |log: &[Stored]| open("I1", log).unwrap_err().position;
        let mut changed = log();
        changed[1].body = changed[1].body.replace("two", "2");
        assert_eq!(position(&changed), 2);
        let mut moved = log();
        moved[2].by = "mallory".into();
        assert_eq!(position(&moved), 3);
        let mut later = log();
        later[0].at = "2026-03-02T09:00:01Z".parse().unwrap();
        assert_eq!(position(&later), 1);
        let mut shorter = log();
        shorter.remove(1);
        assert_eq!(position(&shorter), 2);
        // Rehashing one event leaves the next one without its predecessor.
        let mut rehashed = log();
        rehashed[1].body = rehashed[1].body.replace("two", "2");
        rehashed[1].hash =
            hash(&rehashed[0].hash, "I1", 2, rehashed[1].at, &rehashed[1].by, &rehashed[1].body);
        assert_eq!(position(&rehashed), 3);
        assert!(open("I2", &log()).is_err(), "a log belongs to its integration");
    }
}
