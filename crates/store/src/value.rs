//! Parameters of statements: each of our types becomes one [`Value`], and each driver writes it its own way.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};
use kernel::{EmailAddress, Id, MobileNumber, NhsNumber, OdsCode, Reference};
use serde::Serialize;
use uuid::Uuid;

use crate::Json;

/// A value on its way into a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
    Uuid(Uuid),
    Timestamp(Timestamp),
    Date(Date),
    /// JSON in its text form.
    Json(String),
}

/// What can be a parameter.
pub trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

/// The parameters of a statement, `$1` first: `params![id, email, now]`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::ToValue::to_value(&$value)),+] as &[$crate::Value<'_>] };
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        self.clone()
    }
}

// PostgreSQL keeps no NUL in text, SQLite does. Strangers can send one, so it is kept the same way by both: as the
// replacement character, which no comparison with honest text will match.
impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(if self.contains('\0') { self.replace('\0', "\u{fffd}").into() } else { self.into() })
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        self.as_str().to_value()
    }
}

impl ToValue for Cow<'_, str> {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

// Both databases keep microseconds: a finer instant would not be found again by equality.
impl ToValue for Timestamp {
    fn to_value(&self) -> Value<'_> {
        Value::Timestamp(Self::from_microsecond(self.as_microsecond()).unwrap_or(*self))
    }
}

impl<K> ToValue for Id<K> {
    fn to_value(&self) -> Value<'_> {
        Value::Uuid(self.uuid())
    }
}

impl<T: Serialize> ToValue for Json<T> {
    fn to_value(&self) -> Value<'_> {
        let text = serde_json::to_string(&self.0).expect("a map with keys of text and no failing serializer");
        Value::Json(if text.contains("\\u0000") { without_nul(&text) } else { text })
    }
}

// jsonb refuses the escape \u0000 as text refuses the byte. A backslash before it may itself be escaped, so the text is
// walked escape by escape.
fn without_nul(json: &str) -> String {
    let mut kept = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let escape = if rest[at..].starts_with("\\u0000") { 6 } else { 2 };
        kept.push_str(&rest[..at]);
        kept.push_str(if escape == 6 { "\\ufffd" } else { &rest[at..at + escape] });
        rest = &rest[at + escape..];
    }
    kept + rest
}

macro_rules! scalar {
    ($($kind:ty => $variant:ident),+ $(,)?) => {
        $(impl ToValue for $kind {
            fn to_value(&self) -> Value<'_> {
                Value::$variant((*self).into())
            }
        })+
    };
}

scalar!(bool => Bool, i64 => Integer, i32 => Integer, u32 => Integer, u16 => Integer, Uuid => Uuid, Date => Date);

macro_rules! word {
    ($($kind:ty => $as_text:ident),+ $(,)?) => {
        $(impl ToValue for $kind {
            fn to_value(&self) -> Value<'_> {
                self.$as_text().to_value()
            }
        })+
    };
}

word!(EmailAddress => as_str, MobileNumber => as_e164, NhsNumber => as_str, OdsCode => as_str, Reference => as_str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_becomes_the_replacement_character_in_text_and_json() {
        assert_eq!("a\0b".to_value(), Value::Text("a\u{fffd}b".into()));
        let text = "nul \0, backslash \\u0000, both \\\0";
        let Value::Json(json) = Json(text).to_value() else { panic!("JSON gives JSON") };
        let back: String = serde_json::from_str(&json).unwrap();
        assert_eq!(back, "nul \u{fffd}, backslash \\u0000, both \\\u{fffd}");
    }

    #[test]
    fn parameters_may_be_owned_borrowed_or_absent() {
        let owned = "x".to_owned();
        let absent: Option<&str> = None;
        let (borrowed, present) = (&owned, Some("x"));
        let found = params![owned, borrowed, "x", present, absent];
        let x = Value::Text("x".into());
        assert_eq!(found, [x.clone(), x.clone(), x.clone(), x, Value::Null]);
    }
}
