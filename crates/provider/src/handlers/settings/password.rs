//! `/settings/password`: a new password, with the current one.

use app::settings::{Checked, password};
use axum::response::Response;
use kernel::Secret;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{SettingsVisit, changed};
use crate::{
    handlers::minutes,
    pages::{
        fields, sentence,
        settings::{self as pages, Changed},
    },
};

pub(crate) async fn show(visit: SettingsVisit) -> Response {
    visit.provider.site.respond(&pages::change_password(FieldErrors::new()))
}

pub(crate) async fn submit(visit: SettingsVisit, form: FormData) -> Response {
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let provider = &visit.provider;
    let (current, new) = (form.verbatim("password"), form.verbatim("new-password"));
    let errors = problems(current, new, visit.visit.account.email.as_str());
    if !errors.is_empty() {
        return provider.site.respond(&pages::change_password(errors));
    }
    let (current, new) = (Secret::new(current), Secret::new(new));
    match password::change(&provider.ctx, &provider.environment, &visit.visit, current, new).await {
        Ok(Checked::Right) => changed(Changed::Password),
        Ok(Checked::Wrong) => provider.site.respond(&pages::change_password(pages::wrong_password())),
        Ok(Checked::Locked { minutes: left }) => {
            provider.site.respond(&pages::too_many_passwords(minutes(left)))
        }
        Err(error) => internal_error(error),
    }
}

fn problems(current: &str, new: &str, email: &str) -> FieldErrors {
    let mut errors = FieldErrors::new();
    if current.is_empty() {
        errors.add(fields::PASSWORD, "Enter your current password");
    }
    if let Err(problem) = identity::password::check(new, email) {
        errors.add(fields::NEW_PASSWORD, sentence(problem));
    }
    errors
}
