//! Style sheet, scripts and images, built into the binary and served under an address that changes with them.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};

/// One embedded file.
struct Asset {
    path: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    /// Only where it is worth it.
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The script in the page itself, without its last line break; its hash is in the content security policy.
pub(crate) fn inline_script() -> &'static str {
    include_str!("../assets/inline.js").trim_end()
}

pub(crate) fn inline_script_hash() -> &'static str {
    INLINE_SCRIPT_HASH
}

/// The address of an embedded file, such as `asset_path("app.css")`.
pub fn asset_path(path: &str) -> String {
    debug_assert!(find(path).is_some(), "no such asset: {path}");
    format!("/assets/{VERSION}/{path}")
}

/// Serves the embedded files. They never change under their address, so browsers keep them for a year.
pub fn assets_router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{version}/{*path}", get(serve))
}

fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.binary_search_by(|asset| asset.path.cmp(path)).ok().map(|index| &ASSETS[index])
}

async fn serve(Path((version, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    match find(&path) {
        Some(asset) if version == VERSION => answer(asset, &headers),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(asset: &'static Asset, request: &HeaderMap) -> Response {
    let etag = HeaderValue::from_static(ETAG_VALUE);
    let fresh = request.get(IF_NONE_MATCH).is_some_and(|known| *known == etag);
    let gzip = asset.gzip.filter(|_| accepts_gzip(request));
    let body = if fresh { Body::empty() } else { Body::from(gzip.unwrap_or(asset.bytes)) };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(ETAG, etag);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if fresh {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else if gzip.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| is_gzip(coding.trim())))
}

/// `gzip`, unless it is refused with a weight of zero.
fn is_gzip(coding: &str) -> bool {
    let mut parts = coding.split(';').map(str::trim);
    parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"))
        && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
}
