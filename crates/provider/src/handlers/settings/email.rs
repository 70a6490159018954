//! `/settings/email` and `/settings/confirm-email`: a new address, and the link that proves it.

use app::settings::email;
use axum::{extract::State, response::Response};
use http::Uri;
use kernel::EmailAddress;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Protected, SettingsVisit};
use crate::{
    pages::{fields, sentence, settings as pages},
    state::Shared,
};

pub(crate) async fn show(visit: SettingsVisit) -> Response {
    match visit.confirmed(Protected::Email) {
        Ok(_) => page(&visit, "", FieldErrors::new()),
        Err(elsewhere) => elsewhere,
    }
}

fn page(visit: &SettingsVisit, typed: &str, errors: FieldErrors) -> Response {
    let now = visit.visit.account.email.as_str();
    visit.provider.site.respond(&pages::change_email(now, typed, errors))
}

pub(crate) async fn submit(visit: SettingsVisit, form: FormData) -> Response {
    let confirmed = match visit.confirmed(Protected::Email) {
        Ok(confirmed) => confirmed,
        Err(elsewhere) => return elsewhere,
    };
    let refused =
        |typed: &str, words: String| page(&visit, typed, [(fields::USER_EMAIL, words)].into_iter().collect());
    let typed = form.text("email");
    let new: EmailAddress = match typed.parse() {
        Ok(new) => new,
        Err(problem) => return refused(typed, sentence(problem)),
    };
    if new == visit.visit.account.email {
        return refused(typed, "Enter an email address that is not your email address already".into());
    }
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let provider = &visit.provider;
    let sent = pages::check_new_email(new.as_str(), provider.ctx.outbox_url().as_deref());
    match email::ask(&provider.ctx, &provider.environment, confirmed, new).await {
        Ok(()) => provider.site.respond(&sent),
        Err(error) => internal_error(error),
    }
}

/// The link only shows a button: mail scanners open links, and must not use them up.
pub(crate) async fn show_link(State(provider): Shared, uri: Uri) -> Response {
    let query = FormData::from_query(&uri);
    let token = query.text("token");
    match email::link_stands(&provider.ctx, &provider.environment, token).await {
        Ok(true) => provider.site.respond(&pages::confirm_email(token)),
        Ok(false) => provider.site.respond(&pages::link_expired()),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn confirm(State(provider): Shared, form: FormData) -> Response {
    match email::confirm(&provider.ctx, &provider.environment, form.text("token")).await {
        Ok(true) => provider.site.respond(&pages::email_changed()),
        Ok(false) => provider.site.respond(&pages::link_expired()),
        Err(error) => internal_error(error),
    }
}
