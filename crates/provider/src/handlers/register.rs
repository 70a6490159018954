//! `/register`: e-mail address and a new password.

use app::journey;
use axum::response::Response;
use identity::{password, sign_in::Next};
use kernel::{EmailAddress, Secret};
use web_kit::{FieldErrors, FormData};

use super::{Visit, onward, see_other};
use crate::pages::{Register, fields, sentence};

pub(crate) async fn show(visit: Visit) -> Response {
    match here(&visit).await {
        Ok(()) => page(&visit, "", FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

async fn here(visit: &Visit) -> Result<(), Response> {
    visit.expect(|next| matches!(next, Next::SignIn | Next::CheckEmail)).await?;
    if visit.journey.request().allow_registration { Ok(()) } else { Err(see_other("/login")) }
}

fn page(visit: &Visit, email: &str, errors: FieldErrors) -> Response {
    visit.provider.site.respond(&Register::new(&visit.frame(), email, errors))
}

pub(crate) async fn submit(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = here(&visit).await {
        return elsewhere;
    }
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let (typed, password) = (form.text("email"), form.verbatim("password"));
    let mut errors = FieldErrors::default();
    let email = typed.parse::<EmailAddress>();
    if let Err(problem) = &email {
        errors.add(fields::USER_EMAIL, sentence(problem));
    }
    if let Err(problem) = password::check(password, typed) {
        errors.add(fields::PASSWORD, sentence(problem));
    }
    match email {
        Ok(email) if errors.is_empty() => {
            let provider = &visit.provider;
            let password = Secret::new(password);
            let begun = journey::register::begin(
                &provider.ctx,
                &provider.environment,
                &visit.journey,
                &visit.browser,
                email,
                password,
            );
            onward(provider, begun.await)
        }
        _ => page(&visit, typed, errors),
    }
}
