//! One HTTP answer, read whole.

use axum::body::to_bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn read(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body in memory").to_vec();
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("every answer is UTF-8")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        let text = self.text();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {} {text}", self.status))
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of ours is ASCII"))
    }

    pub fn location(&self) -> &str {
        self.header(header::LOCATION)
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().expect("a cookie of ours is ASCII"))
            .collect()
    }

    /// The pairs in the query of the redirect.
    #[track_caller]
    pub fn sent_back(&self) -> Vec<(String, String)> {
        assert!(self.status.is_redirection(), "{} {}", self.status, self.text());
        let (_, query) = self.location().split_once('?').unwrap_or_default();
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// One parameter of the redirect, empty where it is not there.
    #[track_caller]
    pub fn parameter(&self, name: &str) -> String {
        self.sent_back().into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
    }

    /// The same of whatever answer.
    pub fn parameter_if_redirected(&self, name: &str) -> String {
        if self.status.is_redirection() { self.parameter(name) } else { String::new() }
    }

    /// What a program reads of a refusal: status, `error`, `error_description`.
    #[track_caller]
    pub fn refusal(&self) -> (u16, String, String) {
        let body = self.json();
        let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        (self.status.as_u16(), member("error"), member("error_description"))
    }

    /// Holds a token or userinfo refusal to a status, a code and some words.
    #[track_caller]
    pub fn assert_refused(&self, status: u16, error: &str, words: &str) {
        let (came, code, description) = self.refusal();
        assert_eq!((came, code.as_str()), (status, error), "{description}");
        assert!(description.contains(words), "{description}");
    }
}
