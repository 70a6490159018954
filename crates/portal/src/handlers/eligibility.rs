//! The public eligibility check, one question a page, for anybody.

use app::{
    eligibility::{self, Check},
    forms,
    portal::NotFound,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use http::Uri;
use toolkit::{
    FieldId,
    answer::Typed,
    definition::{Field, FieldKind},
};
use web_kit::{FieldErrors, FormData, cookie_name, expired_cookie, session_cookie};

use super::{forms::typed, sign_in::UnhurriedAnswers};
use crate::{
    access::Viewer,
    failure::Answer,
    pages::{
        EligibilityResult, EligibilityStart, Section,
        forms::{ANSWER, Asked, QuestionPage, error_id, filled},
    },
    state::{Portal, Shared},
};

/// The cookie that finds the answers of a browser.
const COOKIE: &str = "portal-eligibility";
const RESULT: &str = "/eligibility/result";

pub(super) fn cookie(portal: &Portal, jar: &CookieJar) -> Option<String> {
    jar.get(&cookie_name(COOKIE, portal.settings.is_https)).map(|cookie| cookie.value().to_owned())
}

/// The check of this browser.
pub(super) async fn of_browser(portal: &Portal, jar: &CookieJar) -> Result<Check, app::Error<NotFound>> {
    eligibility::open(&portal.ctx, cookie(portal, jar).as_deref()).await
}

/// Forgets what a browser answered.
pub(super) async fn forget(portal: &Portal, jar: CookieJar) -> Result<CookieJar, app::Internal> {
    if let Some(cookie) = cookie(portal, &jar) {
        eligibility::forget(&portal.ctx, &cookie).await?;
    }
    Ok(jar.add(expired_cookie(COOKIE, portal.settings.is_https)))
}

fn question(name: &str) -> String {
    format!("/eligibility/questions/{name}")
}

pub async fn show(State(portal): State<Shared>, Viewer(viewer): Viewer, jar: CookieJar) -> Answer {
    let check = of_browser(&portal, &jar).await?;
    let first = forms::first(&check.form, &check.answers);
    let go_on = first.map_or_else(|| RESULT.to_owned(), |field| question(&field.id));
    let frame = portal.open_frame(viewer.as_ref(), Section::None);
    Ok(portal.respond(&EligibilityStart::new(frame, &check, &go_on)))
}

pub async fn show_question(
    State(portal): State<Shared>,
    Viewer(viewer): Viewer,
    jar: CookieJar,
    Path(name): Path<String>,
    uri: Uri,
) -> Answer {
    let check = of_browser(&portal, &jar).await?;
    let field = check.field(&name).ok_or(NotFound)?;
    let mut typed = filled(field, forms::answer(&check.form, field, &check.answers));
    // A code that somebody looked up stands in the box already.
    let query = FormData::from_query(&uri);
    if field.kind == FieldKind::OdsCode && query.contains(ANSWER) {
        typed = typed::read(field, ANSWER, &query);
    }
    let frame = portal.open_frame(viewer.as_ref(), Section::None);
    Ok(portal.respond(&QuestionPage::new(frame, asked(&check, field, &typed), FieldErrors::new())))
}

fn asked<'a>(check: &'a Check, field: &'a Field, typed: &'a Typed) -> Asked<'a> {
    let previous = forms::previous(&check.form, &check.answers, &field.id);
    Asked {
        definition: &check.definition,
        form: &check.form,
        field,
        filled: typed,
        action: question(&field.id),
        back: previous.map_or_else(|| "/eligibility".to_owned(), |previous| question(&previous.id)),
        seen: 0,
        after: String::new(),
        can_wait: false,
        notes: Vec::new(),
        before: nhsuk::Html::default(),
    }
}

pub async fn save(
    _: UnhurriedAnswers,
    State(portal): State<Shared>,
    Viewer(viewer): Viewer,
    jar: CookieJar,
    Path(name): Path<String>,
    sent: FormData,
) -> Answer {
    let check = of_browser(&portal, &jar).await?;
    let field = check.field(&name).ok_or(NotFound)?;
    let typed = typed::read(field, ANSWER, &sent);
    let value = match typed::parse(&check.definition, field, &typed, false) {
        Ok(value) => value,
        Err(words) => {
            let errors = FieldErrors::from_iter([(error_id(field, ANSWER), words)]);
            let frame = portal.open_frame(viewer.as_ref(), Section::None);
            return Ok(portal.respond(&QuestionPage::new(frame, asked(&check, field, &typed), errors)));
        }
    };
    let id = FieldId::of(&check.form.id, &field.id).map_err(|_| NotFound)?;
    let known = cookie(&portal, &jar);
    let (cookie, check) = eligibility::answer(&portal.ctx, known.as_deref(), id, value).await?;
    let next = forms::next(&check.form, &check.answers, &name);
    let to = next.map_or_else(|| RESULT.to_owned(), |next| question(&next.id));
    let life = Some(eligibility::LIFE.unsigned_abs());
    let kept = session_cookie(COOKIE, cookie.expose(), portal.settings.is_https, life);
    Ok((jar.add(kept), Redirect::to(&to)).into_response())
}

pub async fn result(State(portal): State<Shared>, Viewer(viewer): Viewer, jar: CookieJar) -> Answer {
    let check = of_browser(&portal, &jar).await?;
    let answer = check.judge().ok_or(NotFound)?;
    if let Some(field) = answer.missing.first() {
        return Ok(Redirect::to(&question(field.name())).into_response());
    }
    let frame = portal.open_frame(viewer.as_ref(), Section::None);
    Ok(portal.respond(&EligibilityResult::new(frame, &check, &answer)))
}

pub async fn again(
    State(portal): State<Shared>,
    jar: CookieJar,
) -> Result<Response, crate::failure::Failure> {
    let jar = forget(&portal, jar).await?;
    Ok((jar, Redirect::to("/eligibility")).into_response())
}
