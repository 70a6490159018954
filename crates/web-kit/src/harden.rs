//! What every answer of a skin has: security headers, a reference, a log line, and a designed page instead of
//! a bare error. Knows nothing about any one route.

use std::any::Any;
use std::fmt::Display;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use kernel::{Random, Reference};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument as _;

use crate::error_page::ErrorPage;
use crate::page::Site;

/// How much a request may send and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub body_bytes: usize,
    pub timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 64 * 1024, timeout: Duration::from_secs(30) }
    }
}

/// Finds this request's log line. Handlers take it with `Extension<RequestReference>`.
#[derive(Clone, Debug)]
pub struct RequestReference(pub Reference);

/// Why a handler failed, for the log only.
#[derive(Clone)]
struct Failure(Arc<str>);

/// The answer of a handler that failed through no fault of the person asking. The reason is logged with the
/// request's reference; the person sees a designed page with that reference.
pub fn internal_error(reason: impl Display) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Failure(reason.to_string().into()));
    response
}

/// The reason of an [`internal_error`], for a part of a skin that answers failures in words of its own. Whoever takes it logs it.
pub fn take_failure(response: &mut Response) -> Option<Arc<str>> {
    response.extensions_mut().remove::<Failure>().map(|Failure(reason)| reason)
}

/// Turns a handler that panics into an [`internal_error`], for a part of a skin that answers failures in words of its own.
pub fn catch_panics<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(CatchPanicLayer::custom(answer_panic))
}

#[derive(Clone)]
struct Hardening {
    site: Arc<Site>,
    random: Arc<dyn Random>,
}

/// Puts everything in this module around a finished router, including its fallback.
pub fn harden<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    site: Arc<Site>,
    random: Arc<dyn Random>,
    limits: Limits,
) -> Router<S> {
    router
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limits.timeout))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn_with_state(Hardening { site, random }, finish))
}

#[expect(clippy::needless_pass_by_value, reason = "tower-http hands the panic over as a box")]
fn answer_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    internal_error(format_args!("panic: {}", text.unwrap_or("without a message")))
}

async fn finish(State(hardening): State<Hardening>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let reference = Reference::generate(&*hardening.random);
    // The matched path and not the address: queries hold codes, states and e-mail addresses.
    let path = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    let span = tracing::info_span!("request", %reference, method = %request.method(), path);
    let wants_page = wants_page(request.headers());
    request.extensions_mut().insert(RequestReference(reference.clone()));
    let mut response = next.run(request).instrument(span.clone()).await;
    let _entered = span.enter();
    if let Some(Failure(reason)) = response.extensions_mut().remove::<Failure>() {
        tracing::error!(%reason, "request failed");
        response = explain_failure(&hardening.site, reference, wants_page);
    } else if wants_page && is_bare_error(&response) {
        response = explain_status(&hardening.site, reference, &response);
    }
    add_security_headers(&hardening.site, response.headers_mut());
    log_answer(response.status(), started.elapsed());
    response
}

/// What went well is not news: a line for each of thousands would drown the others and cost more than checking a signature.
fn log_answer(status: StatusCode, duration: Duration) {
    if status.is_client_error() || status.is_server_error() {
        tracing::info!(status = status.as_u16(), ?duration, "answered");
    } else {
        tracing::debug!(status = status.as_u16(), ?duration, "answered");
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"))
}

/// An error that some library answered with a line of text at most.
fn is_bare_error(response: &Response) -> bool {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let kind = response.headers().get(CONTENT_TYPE);
    let is_text = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let is_empty = kind.is_none() && response.body().size_hint().exact() == Some(0);
    is_error && (is_text || is_empty)
}

fn home(site: &Site) -> &str {
    if site.home.is_empty() { "/" } else { &site.home }
}

fn explain_failure(site: &Site, reference: Reference, wants_page: bool) -> Response {
    if !wants_page {
        let body = format!(
            r#"{{"error":"server_error","error_description":"something went wrong on our side, ref {reference}"}}"#
        );
        let kind = [(CONTENT_TYPE, "application/json")];
        return (StatusCode::INTERNAL_SERVER_ERROR, kind, body).into_response();
    }
    let page = ErrorPage::for_status(StatusCode::INTERNAL_SERVER_ERROR).with_reference(reference);
    site.respond(&page.with_way_back("Go to the start", home(site)))
}

/// The designed page for a bare status, with the headers that belong to the status.
fn explain_status(site: &Site, reference: Reference, bare: &Response) -> Response {
    let page = ErrorPage::for_status(bare.status()).with_reference(reference);
    let mut response = site.respond(&page.with_way_back("Go to the start", home(site)));
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = bare.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

const FIXED_HEADERS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

fn add_security_headers(site: &Site, headers: &mut HeaderMap) {
    for (name, value) in FIXED_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What does not say that it may be kept may not.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    // Answers that are no pages load nothing and are framed nowhere.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    if site.is_https {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
}
