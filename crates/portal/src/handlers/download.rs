//! Files on their way out. Whatever they are, a browser keeps them and never shows them within this site.

use std::fmt::Write as _;

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};

/// A file to keep, under this name.
pub fn download(name: &str, media_type: &str, content: impl Into<Vec<u8>>) -> Response {
    let headers = [
        (CONTENT_TYPE, header(media_type)),
        (CONTENT_DISPOSITION, header(&disposition(name))),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    ];
    (StatusCode::OK, headers, content.into()).into_response()
}

fn header(value: &str) -> HeaderValue {
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

// RFC 6266: the plain name for old programs, and the whole one in RFC 8187's form, which quotes cannot break out of.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| {
            let is_plain = letter.is_ascii_alphanumeric() || " .-_()".contains(letter);
            if is_plain { letter } else { '_' }
        })
        .collect();
    let mut whole = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_breaks_out_of_its_header() {
        assert_eq!(
            disposition("Plan ŷ\"; x=\r\n.pdf"),
            "attachment; filename=\"Plan ___ x___.pdf\"; filename*=UTF-8''Plan%20%C5%B7%22%3B%20x%3D%0D%0A.pdf"
        );
        let response = download("a.pdf", "bad\nvalue", "x");
        assert_eq!(response.headers()["content-type"], "application/octet-stream");
    }
}
