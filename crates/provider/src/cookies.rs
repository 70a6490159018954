//! The provider's three cookies. Their names carry the environment: cookies ignore ports, and two may share a host.

use std::time::Duration;

use app::journey::{Browser, DEVICE_LIFE, Onward};
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
}

impl Kept {
    fn name(self, environment: &Environment) -> String {
        let kept = match self {
            Self::Journey => "journey",
            Self::Session => "session",
            Self::Device => "device",
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
    Browser { journey: read(Kept::Journey), session: read(Kept::Session), device: read(Kept::Device) }
}

/// The cookie of a journey that begins.
pub(crate) fn with_journey(jar: CookieJar, environment: &Environment, token: &Secret) -> CookieJar {
    jar.add(session_cookie(&Kept::Journey.name(environment), token.expose(), environment.is_https(), None))
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
    if matches!(onward.destination, app::journey::Destination::Client(_)) {
        jar = jar.add(expired_cookie(&Kept::Journey.name(environment), is_https));
    }
    jar
}
