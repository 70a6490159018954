//! Typed identifiers: an account's id cannot be passed where a grant's is wanted.

use std::{fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::{Clock, Random};

/// What an [`Id`] identifies; the name appears in error messages only.
pub trait Kind: 'static {
    const NAME: &'static str;
}

/// A UUID that knows what it identifies. New ones are version 7, so rows sort by the time they were made.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// Makes an identifier from the context's clock and random source (RFC 9562 section 5.7).
    pub fn generate(clock: &dyn Clock, random: &dyn Random) -> Self {
        let mut bytes = [0; 10];
        random.fill(&mut bytes);
        let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().into()
    }

    /// Makes an identifier that says nothing of when it was made (version 4): for values that strangers see.
    pub fn opaque(random: &dyn Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().into()
    }

    pub const fn uuid(&self) -> Uuid {
        self.uuid
    }
}

impl<K> From<Uuid> for Id<K> {
    fn from(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from).map_err(|_| format!("{text:?} is not the id of {}", K::NAME))
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.hyphenated().fmt(f)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

// Derives would ask the same of `K`, which is only a label.
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FixedClock, SeededRandom};

    struct Thing;
    impl Kind for Thing {
        const NAME: &'static str = "a thing";
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let random = SeededRandom::new(1);
        let early = Id::<Thing>::generate(&FixedClock::at("2026-01-01T00:00:00Z"), &random);
        let late = Id::<Thing>::generate(&FixedClock::at("2026-01-01T00:00:01Z"), &random);
        assert!(early < late);
    }

    #[test]
    fn text_round_trips_and_refusals_name_the_kind() {
        let id = Id::<Thing>::opaque(&SeededRandom::new(2));
        assert_eq!(id.to_string().parse::<Id<Thing>>(), Ok(id));
        assert_eq!("x".parse::<Id<Thing>>(), Err("\"x\" is not the id of a thing".to_owned()));
    }
}
