//! `/login`: e-mail address and password on one page.

use app::{
    account_passkeys,
    journey::{self, password::Outcome},
};
use axum::response::Response;
use identity::sign_in::Next;
use kernel::{EmailAddress, Secret};
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Visit, minutes, onward};
use crate::pages::{AccountLocked, ByPasskey, CodeAttemptsExceeded, Login, fields, sentence};

pub(crate) async fn show(visit: Visit) -> Response {
    match visit.expect(|next| next == Next::SignIn).await {
        Ok(()) => page(&visit, "", FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

fn page(visit: &Visit, email: &str, errors: FieldErrors) -> Response {
    let request = visit.journey.request();
    let page = Login::new(&visit.frame(), email, request.allow_registration, errors);
    visit.provider.site.respond(&page.by_passkey(by_passkey(visit)))
}

fn by_passkey(visit: &Visit) -> ByPasskey {
    let (provider, vtr) = (&visit.provider, &visit.journey.request().vtr);
    let has_passkeys = account_passkeys::are_offered(&provider.ctx, &provider.environment);
    match (has_passkeys && vtr.takes_passkey(), vtr.takes_password()) {
        (false, _) => ByPasskey::No,
        (true, true) => ByPasskey::Too,
        (true, false) => ByPasskey::Only,
    }
}

pub(crate) async fn submit(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::SignIn).await {
        return elsewhere;
    }
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let (typed, password) = (form.text("email"), form.verbatim("password"));
    if typed.is_empty() || password.is_empty() {
        return page(&visit, typed, Login::missing(typed, password));
    }
    match typed.parse::<EmailAddress>() {
        Ok(email) => sign_in(&visit, &email, Secret::new(password)).await,
        Err(problem) => {
            let mut errors = FieldErrors::default();
            errors.add(fields::USER_EMAIL, sentence(problem));
            page(&visit, typed, errors)
        }
    }
}

async fn sign_in(visit: &Visit, email: &EmailAddress, password: Secret) -> Response {
    let (provider, frame) = (&visit.provider, visit.frame());
    let outcome = journey::password::sign_in(
        &provider.ctx,
        &provider.environment,
        &visit.journey,
        &visit.browser,
        email,
        password,
    );
    match outcome.await {
        Ok(Outcome::Onward(to)) => onward(provider, Ok(to)),
        Ok(Outcome::WrongDetails) => page(visit, email.as_str(), Login::wrong_details()),
        Ok(Outcome::Locked { minutes: left }) => {
            provider.site.respond(&AccountLocked::new(&frame, minutes(left)))
        }
        Ok(Outcome::CodesBlocked { minutes: left }) => {
            provider.site.respond(&CodeAttemptsExceeded::new(&frame, minutes(left)))
        }
        Err(error) => internal_error(error),
    }
}

/// "Sign in as someone else".
pub(crate) async fn start_over(visit: Visit) -> Response {
    let provider = &visit.provider;
    let outcome =
        journey::start_over(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await;
    onward(provider, outcome)
}
