//! Passkeys: added, shown after the code in a mail, and used instead of it.

use app::{
    Error,
    portal::second_factor::{
        FactorRefusal, Pending,
        passkeys::{self, CHALLENGE_LIFE, PasskeySignInRefusal},
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use http::Uri;
use web_kit::{FormData, session_cookie};

use super::{
    second_factor::{self, MANAGE, frame, next_of, refused, stale, with_next},
    sign_in::{Unhurried, cookie, session, welcome},
};
use crate::{
    access::{FirstFactor, PASSKEY_TICKET, local_path},
    failure::{Answer, Failure},
    pages::{AddPasskey, PasskeySignIn, RecoveryCodes, Section},
    state::{Portal, Shared},
    words::sentence,
};

const PASSKEY: &str = "/second-factor/passkey";

pub async fn show_add(State(portal): State<Shared>, first: FirstFactor, uri: Uri) -> Answer {
    let next = next_of(FormData::from_query(&uri).text("next"));
    adding(&portal, &first, &next, None).await
}

async fn adding(portal: &Portal, first: &FirstFactor, next: &str, why: Option<&str>) -> Answer {
    match passkeys::begin_passkey(&portal.ctx, &first.holder).await {
        Ok(options) => {
            let is_needed = first.pending == Some(Pending::SetUp);
            Ok(portal.respond(&AddPasskey::new(frame(portal, first), &options, is_needed, next, why)))
        }
        Err(Error::Refused(FactorRefusal::NotFresh)) => Ok(stale(&with_next(PASSKEY, next))),
        Err(Error::Refused(FactorRefusal::TooManyPasskeys)) => {
            Ok(Redirect::to(&format!("{MANAGE}?done=full-of-passkeys")).into_response())
        }
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: Error<FactorRefusal>) -> Failure {
    match error {
        Error::Internal(fault) => fault.into(),
        Error::Refused(_) => Failure::NotFound,
    }
}

pub async fn add(_: Unhurried, State(portal): State<Shared>, first: FirstFactor, form: FormData) -> Answer {
    let next = next_of(form.text("next"));
    let (name, answer) = (form.text("name"), form.text("answer"));
    match passkeys::add_passkey(&portal.ctx, &first.holder, name, answer).await {
        Ok(Some(codes)) => Ok(portal.respond(&RecoveryCodes::new(frame(&portal, &first), &codes, &next))),
        Ok(None) => Ok(Redirect::to(&format!("{MANAGE}?done=passkey-added")).into_response()),
        Err(Error::Refused(FactorRefusal::NotFresh)) => Ok(stale(&with_next(PASSKEY, &next))),
        Err(error) => {
            let why = refused(error)?;
            adding(&portal, &first, &next, Some(&why)).await
        }
    }
}

/// Shows a passkey after the code in the mail. Where it does not work, the page is the one that has the other ways.
pub async fn enter(_: Unhurried, State(portal): State<Shared>, first: FirstFactor, form: FormData) -> Answer {
    let next = next_of(form.text("next"));
    match passkeys::show_passkey(&portal.ctx, &first.holder, form.text("answer")).await {
        Ok(()) => second_factor::onward(&portal, &first.holder, &next).await,
        Err(error) => {
            let why = refused(error)?;
            second_factor::asking(&portal, &first, &next, None, Some(&why)).await
        }
    }
}

pub async fn show_sign_in(_: Unhurried, State(portal): State<Shared>, jar: CookieJar, uri: Uri) -> Answer {
    let query = FormData::from_query(&uri);
    let next = local_path(query.text("next")).unwrap_or_default();
    asking_whoever(&portal, jar, next, None).await
}

async fn asking_whoever(portal: &Portal, jar: CookieJar, next: &str, why: Option<&str>) -> Answer {
    let asked = match passkeys::ask_to_sign_in(&portal.ctx, next.to_owned()).await {
        Ok(asked) => asked,
        Err(Error::Refused(_)) => return Err(Failure::NotFound),
        Err(Error::Internal(fault)) => return Err(fault.into()),
    };
    let life = Some(CHALLENGE_LIFE.unsigned_abs());
    let ticket = session_cookie(PASSKEY_TICKET, asked.ticket.expose(), portal.settings.is_https, life);
    let page = PasskeySignIn::new(portal.open_frame(None, Section::None), &asked.options, next, why);
    Ok(with_cookie(jar.add(ticket), portal.respond(&page)))
}

fn with_cookie(jar: CookieJar, response: Response) -> Response {
    (jar, response).into_response()
}

pub async fn sign_in(_: Unhurried, State(portal): State<Shared>, jar: CookieJar, form: FormData) -> Answer {
    let ticket = cookie(&portal, &jar, PASSKEY_TICKET).unwrap_or_default();
    let replaced = session(&portal, &jar);
    let answer = form.text("answer");
    match passkeys::sign_in_by_passkey(&portal.ctx, &ticket, answer, replaced.as_deref()).await {
        Ok(signed_in) => welcome(&portal, jar, signed_in, PASSKEY_TICKET).await,
        Err(Error::Refused(PasskeySignInRefusal::NotOffered)) => Err(Failure::NotFound),
        Err(Error::Refused(refusal)) => {
            let next = local_path(form.text("next")).unwrap_or_default();
            asking_whoever(&portal, jar, next, Some(&sentence(refusal))).await
        }
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}
