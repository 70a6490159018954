//! The provider's four cookies. Their names carry the environment: cookies ignore ports, and two may share a host.

use std::time::Duration;

use app::journey::{Browser, DEVICE_LIFE, Destination, Onward};
use axum_extra::extract::CookieJar;
use http::HeaderMap;
use identity::Environment;
use kernel::Secret;
use web_kit::{cookie_name, expired_cookie, session_cookie};

#[derive(Clone, Copy)]
enum Kept {
    Journey,
    Session,
    Device,
    /// Of a session that a service's word opened.
    Settings,
    /// A claim of a provisioned account.
    Claim,
}

impl Kept {
    fn name(self, environment: &Environment) -> String {
        let kept = match self {
            Self::Journey => "journey",
            Self::Session => "session",
            Self::Device => "device",
            Self::Settings => "settings",
            Self::Claim => "claim",
        };
        format!("{}-{kept}", environment.id)
    }
}

/// Reads what this browser remembers.
pub(crate) fn browser(headers: &HeaderMap, environment: &Environment) -> Browser {
    let jar = CookieJar::from_headers(headers);
    let read = |kept: Kept| {
        let name = cookie_name(&kept.name(environment), environment.is_https());
        jar.get(&name).map(|cookie| Secret::new(cookie.value()))
    };
    Browser {
        journey: read(Kept::Journey),
        session: read(Kept::Session),
        device: read(Kept::Device),
        settings: read(Kept::Settings),
    }
}

/// The claim that a browser is on.
pub(crate) fn claim(headers: &HeaderMap, environment: &Environment) -> Option<Secret> {
    let name = cookie_name(&Kept::Claim.name(environment), environment.is_https());
    CookieJar::from_headers(headers).get(&name).map(|cookie| Secret::new(cookie.value()))
}

/// The cookie of a claim that begins.
pub(crate) fn with_claim(jar: CookieJar, environment: &Environment, token: &Secret) -> CookieJar {
    jar.add(session_cookie(&Kept::Claim.name(environment), token.expose(), environment.is_https(), None))
}

/// The claim is over.
pub(crate) fn without_claim(jar: CookieJar, environment: &Environment) -> CookieJar {
    jar.add(expired_cookie(&Kept::Claim.name(environment), environment.is_https()))
}

/// The cookie of a journey that begins.
pub(crate) fn with_journey(jar: CookieJar, environment: &Environment, token: &Secret) -> CookieJar {
    jar.add(session_cookie(&Kept::Journey.name(environment), token.expose(), environment.is_https(), None))
}

/// The cookie of settings that a service's word opened; without a token, those that an earlier one opened are closed.
pub(crate) fn with_settings(jar: CookieJar, environment: &Environment, token: Option<&Secret>) -> CookieJar {
    let (name, is_https) = (Kept::Settings.name(environment), environment.is_https());
    jar.add(match token {
        Some(token) => session_cookie(&name, token.expose(), is_https, None),
        None => expired_cookie(&name, is_https),
    })
}

/// What a step gives the browser to remember.
pub(crate) fn with_onward(mut jar: CookieJar, environment: &Environment, onward: &Onward) -> CookieJar {
    let is_https = environment.is_https();
    if let Some(session) = &onward.session {
        jar = jar.add(session_cookie(&Kept::Session.name(environment), session.expose(), is_https, None));
    }
    if let Some(device) = &onward.device {
        let life = Duration::from_secs(DEVICE_LIFE.as_secs().unsigned_abs());
        jar = jar.add(session_cookie(&Kept::Device.name(environment), device.expose(), is_https, Some(life)));
    }
    if matches!(onward.destination, Destination::Client(_) | Destination::Settings) {
        jar = jar.add(expired_cookie(&Kept::Journey.name(environment), is_https));
    }
    jar
}
