//! Columns of rows: what a driver hands over becomes a [`Datum`], and each of our types reads itself from one.

use jiff::{Timestamp, civil::Date};
use kernel::{EmailAddress, Id, MobileNumber, NhsNumber, OdsCode, Reference};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A stored value as its driver gives it. SQLite keeps times, ids and JSON as text; PostgreSQL has types for them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Datum<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Uuid(Uuid),
    Timestamp(Timestamp),
    Date(Date),
}

/// What can be read from a column. The refusal says what was wrong and never repeats the value: it may be personal.
pub trait Column: Sized {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String>;
}

/// A value kept as JSON: `jsonb` on PostgreSQL, which forgets the order of keys, and text on SQLite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

fn unexpected<T>(wanted: &str, datum: Datum<'_>) -> Result<T, String> {
    let found = match datum {
        Datum::Null => "nothing",
        Datum::Bool(_) => "a boolean",
        Datum::Integer(_) => "an integer",
        Datum::Text(_) => "other text",
        Datum::Bytes(_) => "bytes",
        Datum::Uuid(_) => "a uuid",
        Datum::Timestamp(_) => "a timestamp",
        Datum::Date(_) => "a date",
    };
    Err(format!("{wanted} is wanted, {found} is stored"))
}

impl<T: Column> Column for Option<T> {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        if datum == Datum::Null { Ok(None) } else { T::from_datum(datum).map(Some) }
    }
}

impl Column for String {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        if let Datum::Text(text) = datum { Ok(text.to_owned()) } else { unexpected("text", datum) }
    }
}

impl Column for Vec<u8> {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        if let Datum::Bytes(bytes) = datum {
            Ok(bytes.to_owned())
        } else {
            unexpected("a run of bytes", datum)
        }
    }
}

impl<const N: usize> Column for [u8; N] {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        let Datum::Bytes(bytes) = datum else { return unexpected("a run of bytes", datum) };
        bytes.try_into().map_err(|_| format!("{N} bytes are wanted, {} are stored", bytes.len()))
    }
}

impl Column for bool {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        match datum {
            Datum::Bool(truth) => Ok(truth),
            Datum::Integer(0) => Ok(false),
            Datum::Integer(1) => Ok(true),
            _ => unexpected("a boolean", datum),
        }
    }
}

impl Column for Uuid {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        match datum {
            Datum::Uuid(uuid) => Ok(uuid),
            Datum::Text(text) => Self::parse_str(text).or_else(|_| unexpected("a uuid", datum)),
            _ => unexpected("a uuid", datum),
        }
    }
}

impl<K> Column for Id<K> {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        Uuid::from_datum(datum).map(Self::from)
    }
}

impl Column for Timestamp {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        match datum {
            Datum::Timestamp(instant) => Ok(instant),
            Datum::Text(text) => text.parse().or_else(|_| unexpected("a timestamp", datum)),
            _ => unexpected("a timestamp", datum),
        }
    }
}

impl Column for Date {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        match datum {
            Datum::Date(date) => Ok(date),
            Datum::Text(text) => text.parse().or_else(|_| unexpected("a date", datum)),
            _ => unexpected("a date", datum),
        }
    }
}

impl<T: DeserializeOwned> Column for Json<T> {
    fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
        let Datum::Text(text) = datum else { return unexpected("JSON", datum) };
        // serde's own message may quote the value, so only the place in it is told.
        let told = |e: serde_json::Error| {
            format!("JSON of another shape is stored (line {}, column {})", e.line(), e.column())
        };
        serde_json::from_str(text).map(Self).map_err(told)
    }
}

macro_rules! whole_number {
    ($($kind:ty),+) => {
        $(impl Column for $kind {
            fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
                let Datum::Integer(number) = datum else { return unexpected("an integer", datum) };
                number.try_into().map_err(|_| concat!("the integer does not fit ", stringify!($kind)).to_owned())
            }
        })+
    };
}

whole_number!(i64, i32, u32, u16);

macro_rules! word {
    ($($kind:ty => $name:literal),+ $(,)?) => {
        $(impl Column for $kind {
            fn from_datum(datum: Datum<'_>) -> Result<Self, String> {
                let Datum::Text(text) = datum else { return unexpected($name, datum) };
                text.parse().or_else(|_| unexpected($name, datum))
            }
        })+
    };
}

word!(
    EmailAddress => "an email address",
    MobileNumber => "a mobile number",
    NhsNumber => "an NHS number",
    OdsCode => "an ODS code",
    Reference => "a reference",
);
