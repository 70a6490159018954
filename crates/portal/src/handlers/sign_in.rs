//! Signing in by a code, and signing out.

use app::{
    Error,
    portal::{
        second_factor::passkeys,
        sign_in::{self, CODE_LIFE, CodeRefusal, MOST_CODES, SESSION_LIFE, TooManyCodes},
        staff_sign_in,
    },
};
use axum::{
    extract::{FromRequestParts, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use http::{HeaderValue, Uri, header::RETRY_AFTER, request::Parts};
use kernel::{EmailAddress, Secret, SignedDuration};
use web_kit::{CallerLimit, FieldErrors, FormData, cookie_name, expired_cookie, session_cookie};

use crate::{
    access::{SESSION, TICKET, Viewer, local_path},
    failure::{Answer, Failure},
    handlers::products::first_page,
    pages::{CodeOver, EnterCode, Frame, Section, SignInPage, TooManyRequests},
    state::{Portal, Shared},
    words::{self, counted, minutes_to_wait, sentence},
};

/// Lets a request through that does not come too often from one place.
pub struct Unhurried;

impl FromRequestParts<Shared> for Unhurried {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Shared) -> Result<Self, Response> {
        let why = "There were too many tries to sign in from your network.";
        unhurried(parts, portal, portal.limit.as_ref(), why).map(|()| Self)
    }
}

/// The same for answers of the public eligibility check, which anybody can send.
pub struct UnhurriedAnswers;

impl FromRequestParts<Shared> for UnhurriedAnswers {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Shared) -> Result<Self, Response> {
        let why = "There were too many answers from your network.";
        unhurried(parts, portal, portal.checks.as_ref(), why).map(|()| Self)
    }
}

fn unhurried(parts: &Parts, portal: &Portal, limit: Option<&CallerLimit>, why: &str) -> Result<(), Response> {
    let Some(limit) = limit else { return Ok(()) };
    let address =
        web_kit::client_address(&parts.extensions, &parts.headers, portal.settings.trusted_proxy_hops);
    limit.check(address).map_err(|wait| {
        let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::from_mins(1));
        too_many(portal, why, wait)
    })
}

fn too_many(portal: &Portal, why: &str, wait: SignedDuration) -> Response {
    let page = TooManyRequests::new(portal.open_frame(None, Section::None), why, minutes_to_wait(wait));
    let mut response = portal.respond(&page);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(words::seconds_to_wait(wait)));
    response
}

pub async fn show(State(portal): State<Shared>, Viewer(viewer): Viewer, uri: Uri) -> Response {
    if viewer.is_some() {
        return Redirect::to("/products").into_response();
    }
    let query = FormData::from_query(&uri);
    let next = local_path(query.text("next")).unwrap_or_default();
    portal.respond(&page(&portal, "", next, FieldErrors::new()))
}

fn page(portal: &Portal, typed: &str, next: &str, errors: FieldErrors) -> SignInPage {
    let page = SignInPage::new(frame(portal), typed, next, staff_sign_in::label(&portal.ctx), errors);
    if passkeys::are_offered(&portal.ctx) { page.with_passkeys_offered() } else { page }
}

fn frame(portal: &Portal) -> Frame {
    portal.open_frame(None, Section::None)
}

pub async fn ask(_: Unhurried, State(portal): State<Shared>, jar: CookieJar, form: FormData) -> Answer {
    let next = local_path(form.text("next")).unwrap_or_default();
    let email: EmailAddress = match form.text("email").parse() {
        Ok(email) => email,
        Err(problem) => {
            let errors = FieldErrors::from_iter([(SignInPage::EMAIL, sentence(problem))]);
            return Ok(portal.respond(&page(&portal, form.text("email"), next, errors)));
        }
    };
    match sign_in::ask(&portal.ctx, email, next.to_owned()).await {
        Ok(ticket) => {
            Ok((jar.add(ticket_cookie(&portal, &ticket)), Redirect::to("/sign-in/code")).into_response())
        }
        Err(Error::Refused(TooManyCodes { wait })) => {
            let why = format!("We have sent {MOST_CODES} codes to this address in a short time.");
            Ok(too_many(&portal, &why, wait))
        }
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}

fn ticket_cookie(portal: &Portal, ticket: &Secret) -> axum_extra::extract::cookie::Cookie<'static> {
    session_cookie(TICKET, ticket.expose(), portal.settings.is_https, Some(CODE_LIFE.unsigned_abs()))
}

fn ticket(portal: &Portal, jar: &CookieJar) -> Option<String> {
    cookie(portal, jar, TICKET)
}

/// The session that the browser has already.
pub(super) fn session(portal: &Portal, jar: &CookieJar) -> Option<String> {
    cookie(portal, jar, SESSION)
}

pub(super) fn cookie(portal: &Portal, jar: &CookieJar, name: &str) -> Option<String> {
    jar.get(&cookie_name(name, portal.settings.is_https)).map(|cookie| cookie.value().to_owned())
}

pub async fn show_code(State(portal): State<Shared>, jar: CookieJar) -> Answer {
    let Some(ticket) = ticket(&portal, &jar) else { return Ok(Redirect::to("/sign-in").into_response()) };
    Ok(match sign_in::addressee(&portal.ctx, &ticket).await? {
        Some(email) => portal.respond(&EnterCode::new(frame(&portal), email.as_str(), FieldErrors::new())),
        None => portal.respond(&CodeOver::new(frame(&portal))),
    })
}

pub async fn enter_code(
    _: Unhurried,
    State(portal): State<Shared>,
    jar: CookieJar,
    form: FormData,
) -> Answer {
    let over = || portal.respond(&CodeOver::new(frame(&portal)));
    let Some(ticket) = ticket(&portal, &jar) else { return Ok(over()) };
    let Some(email) = sign_in::addressee(&portal.ctx, &ticket).await? else { return Ok(over()) };
    let again = |words: String| {
        let errors = FieldErrors::from_iter([(EnterCode::CODE, words)]);
        portal.respond(&EnterCode::new(frame(&portal), email.as_str(), errors))
    };
    let code = form.text("code");
    // What cannot be a code does not use up a try.
    if code.chars().filter(char::is_ascii_digit).count() != 6 {
        return Ok(again("Enter the 6 digits of the code".to_owned()));
    }
    let session = session(&portal, &jar);
    match sign_in::enter_code(&portal.ctx, &ticket, code, session.as_deref()).await {
        Ok(signed_in) => welcome(&portal, jar, signed_in, TICKET).await,
        Err(Error::Refused(CodeRefusal::Wrong { tries_left })) => Ok(again(format!(
            "This is not the code in the email. You have {}",
            counted(tries_left, "more try").replace("trys", "tries")
        ))),
        Err(Error::Refused(CodeRefusal::Over)) => Ok(over()),
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}

/// Lets somebody in whose ticket has done its work.
pub(super) async fn welcome(
    portal: &Portal,
    jar: CookieJar,
    signed_in: sign_in::SignedIn,
    ticket: &str,
) -> Answer {
    let is_https = portal.settings.is_https;
    let life = Some(SESSION_LIFE.unsigned_abs());
    let jar = jar
        .add(session_cookie(SESSION, signed_in.session.expose(), is_https, life))
        .add(expired_cookie(ticket, is_https));
    let destination = match local_path(&signed_in.destination) {
        Some(path) => path.to_owned(),
        None => first_page(&portal.ctx, app::Actor::User(signed_in.user.id.into())).await?,
    };
    Ok((jar, Redirect::to(&destination)).into_response())
}

pub async fn sign_out(State(portal): State<Shared>, jar: CookieJar) -> Result<Response, Failure> {
    let is_https = portal.settings.is_https;
    if let Some(cookie) = jar.get(&cookie_name(SESSION, is_https)) {
        sign_in::sign_out(&portal.ctx, cookie.value()).await?;
    }
    Ok((jar.add(expired_cookie(SESSION, is_https)), Redirect::to("/")).into_response())
}
