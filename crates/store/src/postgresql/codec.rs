//! Values to and from PostgreSQL's binary forms. The server is strict about types, so each value is written as its target asks.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use jiff::{Timestamp, civil::Date};
use postgres::types::{FromSql, IsNull, ToSql, Type};
use uuid::Uuid;

use crate::{Datum, Value};

type Refusal = Box<dyn Error + Sync + Send>;

// The version that a binary jsonb starts with.
const JSONB: u8 = 1;

impl ToSql for Value<'_> {
    fn to_sql(&self, target: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        match (self, target) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Bool(truth), &Type::BOOL) => return truth.to_sql(target, out),
            (Self::Integer(number), &Type::INT8) => out.put_i64(*number),
            (Self::Integer(number), &Type::INT4) => out.put_i32((*number).try_into()?),
            (Self::Integer(number), &Type::INT2) => out.put_i16((*number).try_into()?),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR) => out.put_slice(text.as_bytes()),
            (Self::Bytes(bytes), &Type::BYTEA) => out.put_slice(bytes),
            (Self::Uuid(uuid), &Type::UUID) => return uuid.to_sql(target, out),
            (Self::Timestamp(instant), &Type::TIMESTAMPTZ) => return instant.to_sql(target, out),
            (Self::Date(date), &Type::DATE) => return date.to_sql(target, out),
            (Self::Json(json), &Type::JSONB) => {
                out.put_u8(JSONB);
                out.put_slice(json.as_bytes());
            }
            _ => return Err(format!("{} cannot be written as {target}", self.kind()).into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, target: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        self.to_sql(target, out)
    }
}

impl Value<'_> {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Uuid(_) => "a uuid",
            Self::Timestamp(_) => "a timestamp",
            Self::Date(_) => "a date",
            Self::Json(_) => "JSON",
        }
    }
}

impl<'a> FromSql<'a> for Datum<'a> {
    fn from_sql(source: &Type, raw: &'a [u8]) -> Result<Self, Refusal> {
        Ok(match *source {
            Type::BOOL => Self::Bool(bool::from_sql(source, raw)?),
            Type::INT8 => Self::Integer(i64::from_sql(source, raw)?),
            Type::INT4 => Self::Integer(i32::from_sql(source, raw)?.into()),
            Type::INT2 => Self::Integer(i16::from_sql(source, raw)?.into()),
            Type::TEXT | Type::VARCHAR | Type::NAME => Self::Text(str::from_utf8(raw)?),
            Type::BYTEA => Self::Bytes(raw),
            Type::UUID => Self::Uuid(Uuid::from_sql(source, raw)?),
            Type::TIMESTAMPTZ => Self::Timestamp(Timestamp::from_sql(source, raw)?),
            Type::DATE => Self::Date(Date::from_sql(source, raw)?),
            Type::JSONB => Self::Text(str::from_utf8(raw.strip_prefix(&[JSONB]).ok_or("an unknown jsonb")?)?),
            _ => return Err(format!("columns of type {source} are not read").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refusal> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(crate) fn datum(row: &postgres::Row, index: usize) -> Result<Datum<'_>, String> {
    row.try_get(index).map_err(|error| super::problem::words(&error))
}
