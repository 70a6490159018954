//! The second thing that people show when they sign in, and managing it.

use app::{
    Error,
    portal::second_factor::{self, FactorRefusal, Holder, Pending, Removed, passkeys},
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
        AskedFor, EnterRecoveryCode, EnterSecondFactor, Frame, ManageSecondFactors, RecoveryCodes, Section,
        SetUpApp, ShownFactor, ShownFactors,
    },
    state::{Portal, Shared},
    words::{counted, date, minutes_to_wait, sentence},
};

pub(super) const MANAGE: &str = "/second-factor/manage";

// Whoever has not shown everything yet is not offered what only the signed-in can open.
pub(super) fn frame(portal: &Portal, first: &FirstFactor) -> Frame {
    let mut frame = portal.open_frame(None, Section::None);
    frame.leaving = Some(first.holder.email.to_string());
    frame
}

pub(super) fn next_of(text: &str) -> String {
    local_path(text).unwrap_or_default().to_owned()
}

/// Where somebody goes on who has shown everything.
pub(super) async fn onward(portal: &Portal, holder: &Holder, next: &str) -> Answer {
    let destination = match local_path(next) {
        Some(path) => path.to_owned(),
        None => first_page(&portal.ctx, app::Actor::User(holder.user_id)).await?,
    };
    Ok(Redirect::to(&destination).into_response())
}

pub(super) fn with_next(path: &str, next: &str) -> String {
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
    asking(&portal, &first, &next, None, None).await
}

/// The page that asks for what somebody has, with what was wrong with the code or the passkey.
pub(super) async fn asking(
    portal: &Portal,
    first: &FirstFactor,
    next: &str,
    wrong_code: Option<String>,
    wrong_passkey: Option<&str>,
) -> Answer {
    let passkey = match passkeys::ask_for_passkey(&portal.ctx, &first.holder).await {
        Ok(options) => options,
        Err(Error::Refused(_)) => None,
        Err(Error::Internal(fault)) => return Err(fault.into()),
    };
    let has_app = !second_factor::overview(&portal.ctx, &first.holder).await?.apps.is_empty();
    let errors = wrong_code.map(|words| (EnterSecondFactor::CODE, words)).into_iter().collect();
    let asked = AskedFor { has_app, passkey: passkey.as_deref(), wrong_passkey };
    Ok(portal.respond(&EnterSecondFactor::new(frame(portal, first), next, asked, errors)))
}

pub async fn enter(_: Unhurried, State(portal): State<Shared>, first: FirstFactor, form: FormData) -> Answer {
    let next = next_of(form.text("next"));
    let code = form.text("code");
    // What cannot be a code does not use up a try.
    if code.chars().filter(char::is_ascii_digit).count() != 6 {
        let words = "Enter the 6 digits that your authenticator app shows".to_owned();
        return asking(&portal, &first, &next, Some(words), None).await;
    }
    match second_factor::show_app_code(&portal.ctx, &first.holder, code).await {
        Ok(()) => onward(&portal, &first.holder, &next).await,
        Err(error) => {
            let words = refused(error)?;
            asking(&portal, &first, &next, Some(words), None).await
        }
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
pub(super) fn refused(error: Error<FactorRefusal>) -> Result<String, Failure> {
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
pub(super) fn stale(next: &str) -> Response {
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
            let page = SetUpApp::new(frame, &secret.base32(), email, is_needed, next, name, errors);
            let page = if passkeys::are_offered(&portal.ctx) { page.with_passkeys_offered() } else { page };
            Ok(portal.respond(&page))
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
        "passkey-added" => (Some("Passkey added"), None),
        "passkey-removed" => (Some("Passkey removed"), None),
        "full-of-passkeys" => (None, Some(sentence(FactorRefusal::TooManyPasskeys))),
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
    let apps = overview.apps.iter().map(|app| shown(app.id, &app.name, app.created_at)).collect();
    let passkeys = overview
        .passkeys
        .iter()
        .map(|passkey| shown(passkey.id, &passkey.name, passkey.created_at))
        .collect();
    let has = ShownFactors {
        apps,
        passkeys,
        offers_passkeys: passkeys::are_offered(&portal.ctx),
        recovery_codes_left: overview.recovery_codes_left,
        is_needed: overview.is_needed,
    };
    let frame = portal.frame(viewer, Section::None);
    Ok(portal.respond(&ManageSecondFactors::new(frame, &has, notice, refusal)))
}

fn shown(id: uuid::Uuid, name: &str, created_at: kernel::Timestamp) -> ShownFactor {
    ShownFactor { id: id.to_string(), name: name.to_owned(), added: date(created_at) }
}

pub async fn remove(
    State(portal): State<Shared>,
    viewer: SignedIn,
    first: FirstFactor,
    form: FormData,
) -> Answer {
    let id = form.text("id").parse().map_err(|_| Failure::NotFound)?;
    match second_factor::remove(&portal.ctx, &first.holder, id).await {
        Ok(Removed::App) => Ok(Redirect::to(&format!("{MANAGE}?done=removed")).into_response()),
        Ok(Removed::Passkey) => Ok(Redirect::to(&format!("{MANAGE}?done=passkey-removed")).into_response()),
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
