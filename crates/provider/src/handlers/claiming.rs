//! `/claim-account`: a patient finishes the account that was provisioned for them.

use app::journey::claiming::{self, Begun, Ended, Link, Outcome};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use http::Uri;
use identity::{
    password,
    provisioning::{Stage, Stop},
};
use kernel::Secret;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{
    claim_visit::{ClaimVisit, path_of},
    minutes, see_other,
};
use crate::{
    cookies,
    pages::{
        EnterCode, RememberDevice, Terms,
        claiming::{CODE, ClaimDetails, ClaimDone, ClaimLink, ClaimPassword, ClaimStopped, RESEND, TERMS},
        fields, sentence,
    },
    state::Shared,
};

/// The link only shows a button: mail scanners open links, and must not use them up.
pub(crate) async fn show_link(State(provider): Shared, uri: Uri) -> Response {
    let query = FormData::from_query(&uri);
    let token = query.text("token");
    match claiming::look(&provider.ctx, &provider.environment, token).await {
        Ok(Link::Stands { service_name }) => provider.site.respond(&ClaimLink::new(&service_name, token)),
        Ok(Link::Closed) => provider.site.respond(&ClaimStopped::new(Stop::Closed)),
        Ok(Link::Gone) => provider.site.respond(&ClaimStopped::new(Stop::Gone)),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn begin(State(provider): Shared, form: FormData) -> Response {
    match claiming::begin(&provider.ctx, &provider.environment, form.text("token")).await {
        Ok(Begun::CodeSent(token)) => {
            let jar = cookies::with_claim(CookieJar::new(), &provider.environment, &token);
            (jar, see_other(CODE)).into_response()
        }
        Ok(Begun::TooMany { minutes: left }) => provider.site.respond(&ClaimStopped::waiting(minutes(left))),
        Ok(Begun::Stopped(stop)) => provider.site.respond(&ClaimStopped::new(stop)),
        Err(error) => internal_error(error),
    }
}

fn code_page(visit: &ClaimVisit, errors: FieldErrors) -> EnterCode {
    let ending = visit.claim.mobile_ending();
    EnterCode::new(&visit.frame(), ending, RememberDevice::NotOffered, errors).leading_to(CODE, RESEND)
}

pub(crate) async fn show_code(visit: ClaimVisit) -> Response {
    match visit.expect(Stage::Code) {
        Ok(()) => visit.provider.site.respond(&code_page(&visit, FieldErrors::default())),
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn submit_code(visit: ClaimVisit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect_typed(Stage::Code) {
        return elsewhere;
    }
    let (provider, code) = (&visit.provider, form.text("otp"));
    let page = |errors| provider.site.respond(&code_page(&visit, errors));
    if code.is_empty() {
        return page(EnterCode::missing());
    }
    match claiming::submit_code(&provider.ctx, &provider.environment, &visit.claim, code).await {
        Ok(Outcome::Wrong) => page(EnterCode::wrong_code()),
        Ok(Outcome::Expired) => page(EnterCode::expired_code()),
        outcome => onward(&visit, outcome),
    }
}

pub(crate) async fn resend_code(visit: ClaimVisit) -> Response {
    if let Err(elsewhere) = visit.expect(Stage::Code) {
        return elsewhere;
    }
    let provider = &visit.provider;
    match claiming::resend_code(&provider.ctx, &provider.environment, &visit.claim).await {
        Ok(None) => provider.site.respond(&code_page(&visit, FieldErrors::default()).sent_again()),
        Ok(Some(left)) => provider.site.respond(&ClaimStopped::waiting(minutes(left))),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn show_details(visit: ClaimVisit) -> Response {
    match visit.expect(Stage::Details) {
        Ok(()) => details_page(&visit, &FormData::default(), &FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

fn details_page(visit: &ClaimVisit, form: &FormData, errors: &FieldErrors) -> Response {
    let is_test = visit.provider.environment.policy.synthetic_people_only;
    visit.provider.site.respond(&ClaimDetails::new(is_test, form, errors))
}

pub(crate) async fn submit_details(visit: ClaimVisit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect_typed(Stage::Details) {
        return elsewhere;
    }
    let provider = &visit.provider;
    let (birthdate, postcode) = match ClaimDetails::read(&form, provider.ctx.today()) {
        Ok(details) => details,
        Err(errors) => return details_page(&visit, &form, &errors),
    };
    let submitted =
        claiming::submit_details(&provider.ctx, &provider.environment, &visit.claim, birthdate, postcode);
    match submitted.await {
        Ok(Outcome::Wrong) => details_page(&visit, &form, &ClaimDetails::wrong()),
        outcome => onward(&visit, outcome),
    }
}

pub(crate) async fn show_terms(visit: ClaimVisit) -> Response {
    match visit.expect(Stage::Terms) {
        Ok(()) => terms_page(&visit, FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

fn terms_page(visit: &ClaimVisit, errors: FieldErrors) -> Response {
    visit.provider.site.respond(&Terms::new(&visit.frame(), errors).leading_to(TERMS))
}

pub(crate) async fn submit_terms(visit: ClaimVisit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect(Stage::Terms) {
        return elsewhere;
    }
    if form.text("agree") != "yes" {
        return terms_page(&visit, Terms::not_agreed());
    }
    let provider = &visit.provider;
    onward(&visit, claiming::accept_terms(&provider.ctx, &provider.environment, &visit.claim).await)
}

pub(crate) async fn show_password(visit: ClaimVisit) -> Response {
    match visit.expect(Stage::Password) {
        Ok(()) => password_page(&visit, FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

fn password_page(visit: &ClaimVisit, errors: FieldErrors) -> Response {
    let claim = &visit.claim;
    visit.provider.site.respond(&ClaimPassword::new(claim.email(), claim.has_account(), errors))
}

pub(crate) async fn submit_password(visit: ClaimVisit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect_typed(Stage::Password) {
        return elsewhere;
    }
    let (typed, claim) = (form.verbatim("password"), &visit.claim);
    if typed.is_empty() {
        return password_page(&visit, ClaimPassword::missing(claim.has_account()));
    }
    let (ctx, environment) = (&visit.provider.ctx, &visit.provider.environment);
    let ended = if claim.has_account() {
        claiming::enter_password(ctx, environment, claim, Secret::new(typed)).await
    } else {
        if let Err(problem) = password::check(typed, claim.email()) {
            return password_page(&visit, [(fields::PASSWORD, sentence(problem))].into_iter().collect());
        }
        claiming::choose_password(ctx, environment, claim, Secret::new(typed)).await
    };
    match ended {
        Ok(Ended::Claimed) => {
            let jar = cookies::without_claim(CookieJar::new(), environment);
            (jar, see_other("/claim-account/done")).into_response()
        }
        Ok(Ended::WrongPassword) => password_page(&visit, ClaimPassword::wrong()),
        Ok(Ended::Locked { minutes: left }) => {
            visit.provider.site.respond(&ClaimStopped::waiting(minutes(left)))
        }
        Ok(Ended::Stopped(stop)) => visit.stopped(stop),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn show_done(State(provider): Shared) -> Response {
    provider.site.respond(&ClaimDone::new())
}

/// Where a step led that was neither wrong nor too late.
fn onward(visit: &ClaimVisit, outcome: Result<Outcome, app::Internal>) -> Response {
    match outcome {
        Ok(Outcome::To(stage)) => see_other(path_of(stage)),
        Ok(Outcome::Blocked { minutes: left }) => {
            visit.provider.site.respond(&ClaimStopped::waiting(minutes(left)))
        }
        Ok(Outcome::Stopped(stop)) => visit.stopped(stop),
        Ok(Outcome::Wrong | Outcome::Expired) => see_other(path_of(visit.claim.stage())),
        Err(error) => internal_error(error),
    }
}
