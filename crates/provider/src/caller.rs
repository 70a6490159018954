//! What a caller says of itself: the program's name, and whether it wants a page.

use http::{HeaderMap, header::USER_AGENT};

pub(crate) fn user_agent(headers: &HeaderMap) -> String {
    headers
        .get(USER_AGENT)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}

/// Whether the caller is a browser, which wants a page, or a program, which wants JSON.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
