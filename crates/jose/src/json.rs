//! JSON objects whose names are all different: one reader of a token must not see another value than the next reader.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value};

/// A JSON object, refused where a name comes twice (RFC 7515 section 4, RFC 7519 section 4).
pub(crate) struct UniqueObject(pub(crate) Map<String, Value>);

impl<'de> Deserialize<'de> for UniqueObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = UniqueObject;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<UniqueObject, A::Error> {
        let mut object = Map::new();
        while let Some((name, value)) = entries.next_entry::<String, Value>()? {
            if object.contains_key(&name) {
                return Err(serde::de::Error::custom(format_args!("the name {name:?} comes twice")));
            }
            object.insert(name, value);
        }
        Ok(UniqueObject(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_come_once() {
        assert!(serde_json::from_str::<UniqueObject>(r#"{"a":1,"b":2}"#).is_ok());
        let problem = serde_json::from_str::<UniqueObject>(r#"{"a":1,"a":2}"#).err().unwrap().to_string();
        assert!(problem.contains("\"a\" comes twice"), "{problem}");
        assert!(serde_json::from_str::<UniqueObject>("[]").is_err());
    }
}
