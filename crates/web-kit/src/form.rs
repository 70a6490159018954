//! What a form or a query holds, as it came: in order, with repeated names and broken text visible. Parsing
//! never fails; asking for one field does.

use std::borrow::Cow;
use std::fmt;

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{StatusCode, Uri};
use percent_encoding::percent_decode;

/// Why a field cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldProblem {
    /// The name occurs more than once.
    Repeated,
    /// Name or value is not UTF-8.
    NotUtf8,
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Repeated => "it was sent more than once",
            Self::NotUtf8 => "it is not valid UTF-8 text",
        })
    }
}

impl std::error::Error for FieldProblem {}

/// One pair as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    name: Decoded,
    value: Decoded,
}

impl Field {
    /// Broken text is shown with replacement characters.
    pub fn name_lossy(&self) -> &str {
        &self.name.text
    }

    /// Broken text is shown with replacement characters.
    pub fn value_lossy(&self) -> &str {
        &self.value.text
    }

    pub fn is_utf8(&self) -> bool {
        self.name.is_utf8 && self.value.is_utf8
    }
}

#[derive(Clone, PartialEq, Eq)]
struct Decoded {
    text: String,
    is_utf8: bool,
}

impl Decoded {
    fn new(encoded: &[u8]) -> Self {
        let spaced: Cow<'_, [u8]> = if encoded.contains(&b'+') {
            encoded.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect()
        } else {
            encoded.into()
        };
        let bytes: Cow<'_, [u8]> = percent_decode(&spaced).into();
        match String::from_utf8(bytes.into_owned()) {
            Ok(text) => Self { text, is_utf8: true },
            Err(error) => {
                Self { text: String::from_utf8_lossy(error.as_bytes()).into_owned(), is_utf8: false }
            }
        }
    }
}

/// Everything that was sent, urlencoded.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormData {
    fields: Vec<Field>,
}

impl FormData {
    pub fn parse(bytes: &[u8]) -> Self {
        let pairs = bytes.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
        let fields = pairs
            .map(|pair| {
                let middle = pair.iter().position(|&byte| byte == b'=');
                let (name, value) = middle.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
                Field { name: Decoded::new(name), value: Decoded::new(value) }
            })
            .collect();
        Self { fields }
    }

    pub fn from_query(uri: &Uri) -> Self {
        Self::parse(uri.query().unwrap_or_default().as_bytes())
    }

    /// The field's value where there is exactly one and it is text.
    pub fn one(&self, name: &str) -> Result<Option<&str>, FieldProblem> {
        let mut found = self.fields.iter().filter(|field| field.name.text == name);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(_), Some(_)) => Err(FieldProblem::Repeated),
            (Some(field), None) if field.is_utf8() => Ok(Some(&field.value.text)),
            (Some(_), None) => Err(FieldProblem::NotUtf8),
        }
    }

    /// What a person typed into a field of our own page: trimmed, empty when missing or unreadable.
    pub fn text(&self, name: &str) -> &str {
        self.one(name).ok().flatten().unwrap_or_default().trim()
    }

    /// As typed, spaces and all: for passwords.
    pub fn verbatim(&self, name: &str) -> &str {
        self.one(name).ok().flatten().unwrap_or_default()
    }

    /// Every readable value of a name, as checkboxes send them.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |field| field.name.text == name && field.is_utf8())
            .map(|field| field.value.text.as_str())
    }

    pub fn contains(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name.text == name)
    }

    /// All pairs in the order they came.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

/// Names only: values hold passwords and codes.
impl fmt::Debug for FormData {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.fields.iter().map(Field::name_lossy)).finish()
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Field").field(&self.name_lossy()).finish()
    }
}

/// Reads a posted form. Anything but a form is refused with 415, too much with 413.
impl<S: Send + Sync> FromRequest<S> for FormData {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|kind| {
            let kind = kind.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default();
            kind.trim_ascii().eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
        });
        if !is_form {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
        }
        let bytes =
            axum::body::Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self::parse(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_in_order() {
        let form = FormData::parse(b"email=a%40b.example&name=Mina+%26+co&empty=&bare&=x");
        assert_eq!(form.one("email"), Ok(Some("a@b.example")));
        assert_eq!(form.one("name"), Ok(Some("Mina & co")));
        assert_eq!(form.one("empty"), Ok(Some("")));
        assert_eq!(form.one("bare"), Ok(Some("")));
        assert_eq!(form.one("missing"), Ok(None));
        assert_eq!(form.fields().len(), 5);
    }

    #[test]
    fn a_repeated_name_is_a_problem_of_that_name_alone() {
        let form = FormData::parse(b"scope=openid&scope=email&state=s");
        assert_eq!(form.one("scope"), Err(FieldProblem::Repeated));
        assert_eq!(form.all("scope").collect::<Vec<_>>(), ["openid", "email"]);
        assert_eq!(form.one("state"), Ok(Some("s")));
    }

    #[test]
    fn broken_text_is_reported_and_never_a_panic() {
        let form = FormData::parse(b"state=%ff%fe&ok=1&raw=\xff&half=%e2%82&odd=%zz%");
        assert_eq!(form.one("state"), Err(FieldProblem::NotUtf8));
        assert_eq!(form.one("raw"), Err(FieldProblem::NotUtf8));
        assert_eq!(form.one("half"), Err(FieldProblem::NotUtf8));
        assert_eq!(form.one("odd"), Ok(Some("%zz%")));
        assert_eq!(form.text("state"), "");
        assert_eq!(form.one("ok"), Ok(Some("1")));
    }

    #[test]
    fn values_stay_out_of_debug_output() {
        let form = FormData::parse(b"password=hunter2");
        assert!(!format!("{form:?} {:?}", form.fields()).contains("hunter2"));
    }
}
