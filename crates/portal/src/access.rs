//! Who is asking, and which pages they must sign in for.

use app::{
    Actor,
    portal::{
        second_factor::{self, Pending},
        sign_in::{self, Session},
    },
};
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use http::{Method, StatusCode, Uri, request::Parts};
use kernel::{EmailAddress, Secret};
use onboarding::{
    policy::{self, Action, Holder, NotAllowed},
    role::Roles,
};
use web_kit::{ErrorPage, cookie_name};

use crate::{
    failure::Failure,
    state::{Portal, Shared},
    words::sentence,
};

/// The cookie of a session, and those that tie a code or another provider's answer to the browser that asked for it.
pub const SESSION: &str = "portal-session";
pub const TICKET: &str = "portal-code";
pub const ORGANISATION_TICKET: &str = "portal-organisation";
pub const PASSKEY_TICKET: &str = "portal-passkey";

/// Who may use a route. Every route of the table has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    Anyone,
    /// Whoever has entered the code of their mail, also while a second factor is still missing.
    FirstFactor,
    /// Whoever has signed in, with everything that their session has to show.
    SignedIn,
    /// Whose roles allow the action. [`admit`] turns away who has no such role anywhere; whether they have it for what the path
    /// names, the use case decides, and what is not theirs at all answers as what does not exist.
    May(Action),
}

impl Policy {
    /// What a request asks the policy for.
    pub fn action(self) -> Option<Action> {
        match self {
            Self::Anyone | Self::FirstFactor | Self::SignedIn => None,
            Self::May(action) => Some(action),
        }
    }
}

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub actor: Actor,
    pub email: EmailAddress,
    /// What they are anywhere: enough to choose what a page offers, never to show what belongs to one organisation.
    pub roles: Roles,
}

impl SignedIn {
    /// Whether they may do this somewhere.
    pub fn may(&self, action: Action) -> bool {
        policy::may(action, &self.roles)
    }
}

/// Finds out whose session a request carries, once for all handlers.
pub async fn identify(
    State(portal): State<Shared>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if let Some(cookie) = jar.get(&cookie_name(SESSION, portal.settings.is_https))
        && let Some(session) = sign_in::find_session(&portal.ctx, cookie.value()).await?
    {
        let Session { user_id, user, roles, second_factor_at, pending } = session;
        let cookie = Secret::new(cookie.value());
        let holder =
            second_factor::Holder { user_id, email: user.email.clone(), cookie, shown_at: second_factor_at };
        // Without its second factor a session is nobody's, wherever a handler asks who is there.
        if pending.is_none() {
            let viewer = SignedIn { actor: Actor::User(user_id), email: user.email, roles };
            request.extensions_mut().insert(viewer);
        }
        request.extensions_mut().insert(FirstFactor { holder, pending });
    }
    let mut response = next.run(request).await;
    Ok(match response.extensions_mut().remove::<NotAllowed>() {
        Some(refusal) => explain(&portal, refusal),
        None => response,
    })
}

/// The page for somebody who may see a thing, but not do this to it.
fn explain(portal: &Portal, refusal: NotAllowed) -> Response {
    let page = ErrorPage {
        what_happened: format!("{}.", sentence(refusal)).into(),
        what_to_do: "Ask one of them, or ask an owner of your organisation to change your roles.".into(),
        ..ErrorPage::for_status(StatusCode::FORBIDDEN)
    };
    portal.respond(&page.with_way_back("Go to your products", "/products"))
}

/// Stands before every route that is not for anyone.
pub async fn admit(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    if policy == Policy::FirstFactor && extensions.get::<FirstFactor>().is_some() {
        return next.run(request).await;
    }
    let Some(viewer) = extensions.get::<SignedIn>() else {
        let is_pending = extensions.get::<FirstFactor>().is_some();
        let page = if is_pending { "/second-factor" } else { "/sign-in" };
        return to(page, request.method(), request.uri()).into_response();
    };
    match policy.action() {
        Some(action) if !viewer.may(action) => turn_away(viewer, action).into_response(),
        _ => next.run(request).await,
    }
}

// The answer depends on the person's own roles alone, so it says nothing of what the path names. What is for the other side, and
// everything where somebody has no role at all, is not there for them.
fn turn_away(viewer: &SignedIn, action: Action) -> Failure {
    let is_for_partners = policy::roles_for(action).iter().any(|holder| matches!(holder, Holder::Partner(_)));
    let is_known = is_for_partners && !viewer.roles.is_empty();
    if is_known { Failure::NotAllowed(NotAllowed(action)) } else { Failure::NotFound }
}

fn to_sign_in(method: &Method, uri: &Uri) -> Redirect {
    to("/sign-in", method, uri)
}

// What was posted is lost, so only pages are worth coming back to.
fn to(page: &str, method: &Method, uri: &Uri) -> Redirect {
    let wanted = uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    match local_path(wanted) {
        Some(path) if *method == Method::GET => {
            let query: String =
                form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
            Redirect::to(&format!("{page}?{query}"))
        }
        _ => Redirect::to(page),
    }
}

/// A path of this site, so that nobody is sent elsewhere by a link to the sign-in page.
pub fn local_path(text: &str) -> Option<&str> {
    let is_local = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
    let is_plain = text.len() <= 500 && text.bytes().all(|byte| byte.is_ascii_graphic());
    (is_local && is_plain).then_some(text)
}

/// Somebody whose session has at least the code of a mail behind it.
#[derive(Clone, Debug)]
pub struct FirstFactor {
    pub holder: second_factor::Holder,
    /// What is still missing.
    pub pending: Option<Pending>,
}

impl<S: Sync> FromRequestParts<S> for FirstFactor {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Redirect> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| to_sign_in(&parts.method, &parts.uri))
    }
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
