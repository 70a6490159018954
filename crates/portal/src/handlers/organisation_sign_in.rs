//! To the OpenID Provider of the staff's organisation, and back.

use app::{
    Error,
    portal::staff_sign_in::{self, JOURNEY_LIFE, StaffSignInRefusal},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use http::Uri;
use kernel::Secret;
use web_kit::{FormData, expired_cookie, session_cookie};

use super::sign_in::{Unhurried, cookie, session, welcome};
use crate::{
    access::{ORGANISATION_TICKET, local_path},
    failure::{Answer, Failure},
    pages::{NoSignIn, OrganisationSignInOver, Section},
    state::{Portal, Shared},
};

pub async fn depart(_: Unhurried, State(portal): State<Shared>, jar: CookieJar, uri: Uri) -> Answer {
    let query = FormData::from_query(&uri);
    let next = local_path(query.text("next")).unwrap_or_default();
    match staff_sign_in::depart(&portal.ctx, next.to_owned()).await {
        Ok(departure) => {
            let life = Some(JOURNEY_LIFE.unsigned_abs());
            let ticket = departure.ticket.expose();
            let ticket = session_cookie(ORGANISATION_TICKET, ticket, portal.settings.is_https, life);
            Ok((jar.add(ticket), Redirect::to(&departure.url)).into_response())
        }
        Err(error) => refused(&portal, jar, error),
    }
}

/// The redirect URI: what the provider answers comes as a query (OIDC Core section 3.1.2.5).
pub async fn arrive(_: Unhurried, State(portal): State<Shared>, jar: CookieJar, uri: Uri) -> Answer {
    let answer = answer(&FormData::from_query(&uri));
    let ticket = cookie(&portal, &jar, ORGANISATION_TICKET).unwrap_or_default();
    let replaced = session(&portal, &jar);
    match staff_sign_in::arrive(&portal.ctx, &ticket, answer, replaced.as_deref()).await {
        Ok(signed_in) => welcome(&portal, jar, signed_in, ORGANISATION_TICKET).await,
        Err(error) => refused(&portal, jar, error),
    }
}

fn answer(query: &FormData) -> staff_sign_in::Answer {
    let code = query.text("code");
    let issuer = query.text("iss");
    staff_sign_in::Answer {
        state: query.text("state").to_owned(),
        outcome: if code.is_empty() { Err(query.text("error").to_owned()) } else { Ok(Secret::new(code)) },
        issuer: (!issuer.is_empty()).then(|| issuer.to_owned()),
    }
}

fn refused(portal: &Portal, jar: CookieJar, error: Error<StaffSignInRefusal>) -> Answer {
    let refusal = match error {
        Error::Refused(refusal) => refusal,
        Error::Internal(fault) => return Err(fault.into()),
    };
    let why = match refusal {
        StaffSignInRefusal::NotOffered => return Err(Failure::NotFound),
        StaffSignInRefusal::Outage => NoSignIn::Outage,
        StaffSignInRefusal::Over => NoSignIn::Over,
        StaffSignInRefusal::Declined => NoSignIn::Declined,
        StaffSignInRefusal::NotTrusted => NoSignIn::NotTrusted,
        StaffSignInRefusal::NotStaff => NoSignIn::NotStaff,
    };
    let page = OrganisationSignInOver::new(portal.open_frame(None, Section::None), why);
    Ok(stopped(portal, jar, &page))
}

fn stopped(portal: &Portal, jar: CookieJar, page: &OrganisationSignInOver) -> Response {
    let jar = jar.add(expired_cookie(ORGANISATION_TICKET, portal.settings.is_https));
    (jar, portal.respond(page)).into_response()
}
