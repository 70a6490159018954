//! The second thing that people show when they sign in, and managing it.

use app::{
    Error,
    portal::second_factor::{self, FactorRefusal, Holder, Pending},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use web_kit::{FieldErrors, FormData};

use super::{products::first_page, sign_in::Unhurried};
use crate::{
    access::{FirstFactor, SignedIn, local_path},
    failure::{Answer, Failure},
    pages::{
        EnterRecoveryCode, EnterSecondFactor, Frame, ManageSecondFactors, RecoveryCodes, Section, SetUpApp,
        ShownApp,
    },
    state::{Portal, Shared},
    words::{counted, date, minutes_to_wait, sentence},
};

const MANAGE: &str = "/second-factor/manage";

// Whoever has not shown everything yet is not offered what only the signed-in can open.
fn frame(portal: &Portal, first: &FirstFactor) -> Frame {
    let mut frame = portal.open_frame(None, Section::None);
    frame.leaving = Some(first.holder.email.to_string());
    frame
}

fn next_of(text: &str) -> String {
    local_path(text).unwrap_or_default().to_owned()
}

/// Where somebody goes on who has shown everything.
async fn onward(portal: &Portal, holder: &Holder, next: &str) -> Answer {
    let destination = match local_path(next) {
        Some(path) => path.to_owned(),
        None => first_page(&portal.ctx, app::Actor::User(holder.user_id)).await?,
    };
    Ok(Redirect::to(&destination).into_response())
}

fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("{path}?{query}")
}

pub async fn show(State(portal): State<Shared>, first: FirstFactor, uri: Uri) -> Answer {
    let next = next_of(FormData::from_query(&uri).text("next"));
    if first.pending == Some(Pending::SetUp) {
        return Ok(Redirect::to(&with_next("/second-factor/app", &next)).into_response());
    }
    Ok(portal.respond(&EnterSecondFactor::new(frame(&portal, &first), &next, FieldErrors::new())))
}

pub async fn enter(_: Unhurried, State(portal): State<Shared>, first: FirstFactor, form: FormData) -> Answer {
    let next = next_of(form.text("next"));
    let code = form.text("code");
    let again = |words: String| {
        let errors = FieldErrors::from_iter([(EnterSecondFactor::CODE, words)]);
        Ok(portal.respond(&EnterSecondFactor::new(frame(&portal, &first), &next, errors)))
    };
    // What cannot be a code does not use up a try.
    if code.chars().filter(char::is_ascii_digit).count() != 6 {
        return again("Enter the 6 digits that your authenticator app shows".to_owned());
    }
    match second_factor::show_app_code(&portal.ctx, &first.holder, code).await {
        Ok(()) => onward(&portal, &first.holder, &next).await,
        Err(error) => again(refused(error)?),
    }
}

pub async fn show_recovery(State(portal): State<Shared>, first: FirstFactor, uri: Uri) -> Response {
    let next = next_of(FormData::from_query(&uri).text("next"));
    portal.respond(&EnterRecoveryCode::new(frame(&portal, &first), &next, FieldErrors::new()))
}

pub async fn enter_recovery(
    _: Unhurried,
    State(portal): State<Shared>,
    first: FirstFactor,
    form: FormData,
) -> Answer {
    let next = next_of(form.text("next"));
    let code = form.text("code");
    let again = |words: String| {
        let errors = FieldErrors::from_iter([(EnterRecoveryCode::CODE, words)]);
        Ok(portal.respond(&EnterRecoveryCode::new(frame(&portal, &first), &next, errors)))
    };
    if code.chars().filter(char::is_ascii_alphanumeric).count() != 10 {
        return again("Enter a recovery code of 10 letters and numbers".to_owned());
    }
    match second_factor::show_recovery_code(&portal.ctx, &first.holder, code).await {
        Ok(()) => onward(&portal, &first.holder, &next).await,
        Err(error) => again(refused(error)?),
    }
}

/// What a page says about a code that did not work.
fn refused(error: Error<FactorRefusal>) -> Result<String, Failure> {
    match error {
        Error::Refused(FactorRefusal::Wrong { tries_left }) => Ok(format!(
            "This code does not work. You have {}",
            counted(tries_left, "more try").replace("trys", "tries")
        )),
        Error::Refused(FactorRefusal::Locked { wait }) => {
            Ok(format!("There were too many wrong codes. Wait {}", minutes_to_wait(wait)))
        }
        Error::Refused(FactorRefusal::NotFound(not_found)) => Err(not_found.into()),
        Error::Refused(refusal) => Ok(sentence(refusal)),
        Error::Internal(fault) => Err(fault.into()),
    }
}

/// The answer to what needs a second factor that was shown just now: show it, then come back.
fn stale(next: &str) -> Response {
    Redirect::to(&with_next("/second-factor", next)).into_response()
}

pub async fn show_app(State(portal): State<Shared>, first: FirstFactor, uri: Uri) -> Answer {
    let next = next_of(FormData::from_query(&uri).text("next"));
    set_up(&portal, &first, &next, "", FieldErrors::new()).await
}

async fn set_up(portal: &Portal, first: &FirstFactor, next: &str, name: &str, errors: FieldErrors) -> Answer {
    match second_factor::begin_app(&portal.ctx, &first.holder).await {
        Ok(secret) => {
            let is_needed = first.pending == Some(Pending::SetUp);
            let frame = frame(portal, first);
            let email = first.holder.email.as_str();
            Ok(portal.respond(&SetUpApp::new(frame, &secret.base32(), email, is_needed, next, name, errors)))
        }
        Err(Error::Refused(FactorRefusal::NotFresh)) => Ok(stale(&with_next("/second-factor/app", next))),
        Err(Error::Refused(_)) => Ok(Redirect::to(&format!("{MANAGE}?done=full")).into_response()),
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}

pub async fn add_app(
    _: Unhurried,
    State(portal): State<Shared>,
    first: FirstFactor,
    form: FormData,
) -> Answer {
    let next = next_of(form.text("next"));
    let (name, code) = (form.text("name"), form.text("code"));
    if code.chars().filter(char::is_ascii_digit).count() != 6 {
        let words = "Enter the 6 digits that your authenticator app shows";
        return set_up(&portal, &first, &next, name, FieldErrors::from_iter([(SetUpApp::CODE, words)])).await;
    }
    match second_factor::finish_app(&portal.ctx, &first.holder, name, code).await {
        Ok(Some(codes)) => Ok(portal.respond(&RecoveryCodes::new(frame(&portal, &first), &codes, &next))),
        Ok(None) => Ok(Redirect::to(&format!("{MANAGE}?done=added")).into_response()),
        Err(Error::Refused(FactorRefusal::NotFresh)) => Ok(stale(&with_next("/second-factor/app", &next))),
        Err(error) => {
            let errors = FieldErrors::from_iter([(SetUpApp::CODE, refused(error)?)]);
            set_up(&portal, &first, &next, name, errors).await
        }
    }
}

pub async fn manage(State(portal): State<Shared>, viewer: SignedIn, first: FirstFactor, uri: Uri) -> Answer {
    let (done, refusal) = match FormData::from_query(&uri).text("done") {
        "added" => (Some("Authenticator app added"), None),
        "removed" => (Some("Authenticator app removed"), None),
        "full" => (None, Some(sentence(FactorRefusal::TooMany))),
        _ => (None, None),
    };
    managing(&portal, &viewer, &first, done, refusal.as_deref()).await
}

async fn managing(
    portal: &Portal,
    viewer: &SignedIn,
    first: &FirstFactor,
    notice: Option<&str>,
    refusal: Option<&str>,
) -> Answer {
    let overview = second_factor::overview(&portal.ctx, &first.holder).await?;
    let apps: Vec<ShownApp> = overview
        .apps
        .iter()
        .map(|app| ShownApp { id: app.id.to_string(), name: app.name.clone(), added: date(app.created_at) })
        .collect();
    let frame = portal.frame(viewer, Section::None);
    let left = overview.recovery_codes_left;
    Ok(portal.respond(&ManageSecondFactors::new(frame, &apps, left, overview.is_needed, notice, refusal)))
}

pub async fn remove(
    State(portal): State<Shared>,
    viewer: SignedIn,
    first: FirstFactor,
    form: FormData,
) -> Answer {
    let id = form.text("id").parse().map_err(|_| Failure::NotFound)?;
    match second_factor::remove_app(&portal.ctx, &first.holder, id).await {
        Ok(()) => Ok(Redirect::to(&format!("{MANAGE}?done=removed")).into_response()),
        Err(Error::Refused(FactorRefusal::NotFresh)) => Ok(stale(MANAGE)),
        Err(error) => {
            let why = refused(error)?;
            managing(&portal, &viewer, &first, None, Some(&why)).await
        }
    }
}

pub async fn renew(State(portal): State<Shared>, _: SignedIn, first: FirstFactor) -> Answer {
    match second_factor::renew_recovery_codes(&portal.ctx, &first.holder).await {
        Ok(codes) => Ok(portal.respond(&RecoveryCodes::new(frame(&portal, &first), &codes, MANAGE))),
        Err(Error::Refused(_)) => Ok(stale(MANAGE)),
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}
