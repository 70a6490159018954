//! Who is asking, and which pages they must sign in for.

use app::{Actor, portal::sign_in};
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use http::{Method, Uri, request::Parts};
use kernel::EmailAddress;
use web_kit::cookie_name;

use crate::{failure::Failure, state::Shared};

/// The cookie of a session, and the one that ties a code to the browser that asked for it.
pub const SESSION: &str = "portal-session";
pub const TICKET: &str = "portal-code";

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    Anyone,
    /// Whoever has signed in.
    SignedIn,
    /// Who belongs to the organisation of what the path names: the use case decides, and others are told that nothing is there.
    Member,
}

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub actor: Actor,
    pub email: EmailAddress,
}

/// Finds out whose session a request carries, once for all handlers.
pub async fn identify(
    State(portal): State<Shared>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if let Some(cookie) = jar.get(&cookie_name(SESSION, portal.settings.is_https)) {
        let session = sign_in::find_session(&portal.ctx, cookie.value()).await?;
        if let Some((id, user)) = session {
            request.extensions_mut().insert(SignedIn { actor: Actor::User(id), email: user.email });
        }
    }
    Ok(next.run(request).await)
}

/// Stands before every route that is not for anyone.
pub async fn require_sign_in(request: Request, next: Next) -> Response {
    if request.extensions().get::<SignedIn>().is_some() {
        return next.run(request).await;
    }
    to_sign_in(request.method(), request.uri()).into_response()
}

// What was posted is lost, so only pages are worth coming back to.
fn to_sign_in(method: &Method, uri: &Uri) -> Redirect {
    let wanted = uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    match local_path(wanted) {
        Some(path) if *method == Method::GET => {
            let query: String =
                form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
            Redirect::to(&format!("/sign-in?{query}"))
        }
        _ => Redirect::to("/sign-in"),
    }
}

/// A path of this site, so that nobody is sent elsewhere by a link to the sign-in page.
pub fn local_path(text: &str) -> Option<&str> {
    let is_local = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
    let is_plain = text.len() <= 500 && text.bytes().all(|byte| byte.is_ascii_graphic());
    (is_local && is_plain).then_some(text)
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Redirect> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| to_sign_in(&parts.method, &parts.uri))
    }
}

/// Who is asking, on a page that is for anyone.
pub struct Viewer(pub Option<SignedIn>);

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get::<SignedIn>().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(local_path("/products/1?a=b"), Some("/products/1?a=b"));
        for elsewhere in
            ["//evil.example", "https://evil.example", "/\\evil.example", "", "products", "/a\nb"]
        {
            assert_eq!(local_path(elsewhere), None, "{elsewhere}");
        }
    }
}
