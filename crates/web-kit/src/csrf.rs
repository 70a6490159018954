//! Refuses form posts that another website made a person's browser send.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError, ResponseForProtectionError};

use crate::error_page::ErrorPage;
use crate::page::Site;

/// Answers a refused post with a designed page.
#[derive(Clone)]
pub struct RefusalPage(Arc<Site>);

impl ResponseForProtectionError<axum::body::Body> for RefusalPage {
    fn response_for_protection_error(&mut self, error: ProtectionError) -> Response {
        tracing::warn!(%error, "cross-site request refused");
        let page = ErrorPage {
            what_happened: "The request came from another website, so we did not act on it.".into(),
            ..ErrorPage::for_status(StatusCode::FORBIDDEN)
        };
        let home = if self.0.home.is_empty() { "/" } else { &self.0.home };
        self.0.respond(&page.with_way_back("Go to the start", home))
    }
}

/// Goes around a skin's pages. Decides by `Sec-Fetch-Site`, then by `Origin` against `Host`.
///
/// Posts with neither header pass: every browser that sends cookies across sites sends at least one of
/// them, and a program without them has no ambient cookie to abuse. `exempt` lists paths that take posts
/// from other sites on purpose, such as an OpenID authorization request. Put it on page routers, not on
/// endpoints that authenticate by other means than cookies.
pub fn csrf_layer(site: Arc<Site>, exempt: &'static [&'static str]) -> CsrfLayer<RefusalPage> {
    CsrfLayer::new()
        .with_insecure_bypass(move |_, uri| exempt.contains(&uri.path()))
        .with_rejection_response(RefusalPage(site))
}

/// The same behind a proxy that rewrites `Host`: the public origin, such as `https://login.example`, is trusted.
pub fn csrf_layer_behind_proxy(
    site: Arc<Site>,
    exempt: &'static [&'static str],
    public_origin: &str,
) -> Result<CsrfLayer<RefusalPage>, ConfigError> {
    csrf_layer(site, exempt).add_trusted_origin(public_origin)
}
