//! The pages: each handler finds the journey, takes one step of it, and sends the person where that leads.

mod claim_visit;
pub(crate) mod claiming;
pub(crate) mod code;
pub(crate) mod consent;
pub(crate) mod email;
pub(crate) mod forgotten;
pub(crate) mod home;
pub(crate) mod login;
pub(crate) mod mobile;
pub(crate) mod passkeys;
pub(crate) mod proving;
pub(crate) mod register;
pub(crate) mod settings;
pub(crate) mod terms;
pub(crate) mod trust_device;
mod visit;

use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderValue, StatusCode, header};
use identity::sign_in::Next;
use web_kit::internal_error;

use app::{
    Internal,
    journey::{Destination, Onward},
};

use crate::{cookies, pages, state::Provider};
pub(crate) use visit::Visit;

/// The page of each stage (spec section 15.11 fixes the paths).
pub(crate) fn path_of(next: Next) -> &'static str {
    match next {
        Next::SignIn | Next::SignInAgain | Next::Finish { .. } => "/login",
        Next::EnterCode => "/enter-mobile-code",
        Next::CheckEmail => "/check-email",
        Next::AcceptTerms => "/terms",
        Next::GiveMobile => "/enter-mobile",
        Next::TrustDevice => "/trust-device",
        Next::OfferPasskey | Next::AddPasskey => "/add-passkey",
        Next::ProveIdentity { .. } => "/prove-identity",
        Next::AskConsent { .. } => "/nhs-login-consent",
    }
}

/// Sends the person on after a form: 303, so that going back does not send it again.
fn see_other(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    match HeaderValue::from_str(to) {
        Ok(location) => {
            response.headers_mut().insert(header::LOCATION, location);
            response
        }
        Err(_) => internal_error("a redirect cannot be written as a header"),
    }
}

/// Where a step led, with the cookies that it gives.
fn onward(provider: &Provider, outcome: Result<Onward, Internal>) -> Response {
    match outcome {
        Ok(onward) => {
            let to = match &onward.destination {
                Destination::Page(next) => path_of(*next),
                Destination::Client(uri) => uri,
                Destination::Settings => pages::settings::PATH,
                // The page there finds out where the journey stands now, or that it is over.
                Destination::Lost => "/login",
            };
            let response = see_other(to);
            let jar = cookies::with_onward(CookieJar::new(), &provider.environment, &onward);
            (jar, response).into_response()
        }
        Err(error) => internal_error(error),
    }
}

/// Minutes for a page; a lock of more than a day is none of ours.
fn minutes(minutes: i64) -> u32 {
    u32::try_from(minutes).unwrap_or(1).max(1)
}
