//! What a page may load and where its forms may lead.

use std::fmt::Write as _;

use http::HeaderValue;
use url::Url;

use crate::assets::inline_script_hash;

/// The content security policy of one answer. Starts as strict as it can be.
#[derive(Clone, Debug, Default)]
pub struct Csp {
    form_action: Vec<RedirectOrigin>,
}

impl Csp {
    /// Lets forms on this page be answered with a redirect to this origin.
    ///
    /// Chromium applies `form-action` to the whole chain of redirects, so a consent form that ends at the
    /// partner's redirect URI is blocked unless its origin is listed.
    #[must_use]
    pub fn with_form_action(mut self, origin: RedirectOrigin) -> Self {
        self.form_action.push(origin);
        self
    }

    pub fn header_value(&self) -> HeaderValue {
        let mut policy = format!(
            "default-src 'none'; script-src 'self' 'sha256-{}'; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; media-src 'self'; manifest-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
             form-action 'self'",
            inline_script_hash()
        );
        for RedirectOrigin(origin) in &self.form_action {
            write!(policy, " {origin}").expect("writing to a string");
        }
        HeaderValue::try_from(policy).expect("origins hold nothing but letters, figures and .:/-+_")
    }
}

/// Where a registered redirect URI leads: its origin, or its scheme when an app has its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectOrigin(String);

impl RedirectOrigin {
    /// Takes a redirect URI that has been checked against the client's registration.
    ///
    /// Nothing where the policy's grammar has no word for the origin (an IPv6 address): the form must
    /// then end on a page with a link.
    pub fn of(redirect_uri: &str) -> Option<Self> {
        let url = Url::parse(redirect_uri).ok()?;
        let source = match url.scheme() {
            "http" | "https" => url.origin().ascii_serialization(),
            "javascript" | "data" | "blob" | "file" | "about" => return None,
            scheme => format!("{scheme}:"),
        };
        let is_plain = source.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:/-+_".contains(&byte));
        is_plain.then_some(Self(source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_only_our_own_files_and_the_one_inline_script() {
        let policy = Csp::default().header_value();
        assert_eq!(
            policy.to_str().unwrap(),
            "default-src 'none'; script-src 'self' 'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='; \
             style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; \
             manifest-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
        );
    }

    #[test]
    fn form_action_names_the_origin_of_the_redirect() {
        let origin = |uri| RedirectOrigin::of(uri).map(|origin| origin.0);
        assert_eq!(origin("https://app.example/cb?x=1").as_deref(), Some("https://app.example"));
        assert_eq!(origin("http://localhost:9999/callback").as_deref(), Some("http://localhost:9999"));
        assert_eq!(origin("uk.example.app:/done").as_deref(), Some("uk.example.app:"));
    }

    #[test]
    fn nothing_else_gets_into_the_policy() {
        for uri in ["javascript:alert(1)", "data:text/html,x", "not a uri", "http://[::1]:9/cb", "https:///"]
        {
            assert_eq!(RedirectOrigin::of(uri), None, "{uri}");
        }
        let origin = RedirectOrigin::of("https://a.example/;script-src *").unwrap();
        let policy = Csp::default().with_form_action(origin).header_value();
        assert!(policy.to_str().unwrap().ends_with("form-action 'self' https://a.example"));
    }
}
