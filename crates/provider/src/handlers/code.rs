//! `/enter-mobile-code` and `/resend-code`: the six digits of the text message.

use app::journey::{
    codes::{self, Outcome, Resent, Typed},
    passkeys,
};
use axum::response::Response;
use identity::sign_in::{Next, Stage};
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Visit, minutes, onward, see_other};
use crate::pages::{CodeAttemptsExceeded, EnterCode, RememberDevice};

pub(crate) async fn show(visit: Visit) -> Response {
    match visit.expect(|next| next == Next::EnterCode).await {
        Ok(()) => page(&visit, false, FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

fn page(visit: &Visit, ticked: bool, errors: FieldErrors) -> Response {
    visit.provider.site.respond(&view(visit, ticked, errors))
}

fn view(visit: &Visit, ticked: bool, errors: FieldErrors) -> EnterCode {
    let ending = visit.journey.mobile_ending().unwrap_or_default();
    let registering = matches!(visit.journey.stage(), Stage::ConfirmMobile { .. });
    let proving = matches!(visit.journey.stage(), Stage::MatchingMobile { .. });
    let remember = match (registering || proving, ticked) {
        // A new person is asked on a page of its own, and who proves who they are was asked when they signed in.
        (true, _) => RememberDevice::NotOffered,
        (false, true) => RememberDevice::Ticked,
        (false, false) => RememberDevice::Offered,
    };
    let page = EnterCode::new(&visit.frame(), ending, remember, errors);
    let provider = &visit.provider;
    match (registering, proving) {
        (true, _) => page.with_number_link(),
        (_, true) => page.with_other_ways(),
        _ if passkeys::may_be_offered(&provider.ctx, &provider.environment, &visit.journey) => {
            page.asking_for_passkeys()
        }
        _ => page,
    }
}

pub(crate) async fn submit(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::EnterCode).await {
        return elsewhere;
    }
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let (code, remember) = (form.text("otp"), form.contains("rmd"));
    if code.is_empty() {
        return page(&visit, remember, EnterCode::missing());
    }
    let provider = &visit.provider;
    let typed = Typed { code, remember, makes_passkeys: form.text("makes-passkeys") == "yes" };
    let outcome =
        codes::submit(&provider.ctx, &provider.environment, &visit.journey, &visit.browser, typed).await;
    match outcome {
        Ok(Outcome::Onward(to)) => onward(provider, Ok(to)),
        Ok(Outcome::Wrong) => page(&visit, remember, EnterCode::wrong_code()),
        Ok(Outcome::Expired) => page(&visit, remember, EnterCode::expired_code()),
        Ok(Outcome::Blocked { .. }) => see_other("/otp-attempts-exceeded"),
        Ok(Outcome::AddressTaken) => see_other("/login"),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn resend(visit: Visit) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::EnterCode).await {
        return elsewhere;
    }
    let provider = &visit.provider;
    match codes::resend(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await {
        Ok(Resent::Sent) => provider.site.respond(&view(&visit, false, FieldErrors::default()).sent_again()),
        Ok(Resent::TooMany { minutes: left }) => {
            provider.site.respond(&CodeAttemptsExceeded::new(&visit.frame(), minutes(left)))
        }
        Ok(Resent::Lost) => see_other("/login"),
        Err(error) => internal_error(error),
    }
}

/// `/otp-attempts-exceeded`: where too many wrong codes lead (spec section 15.11).
pub(crate) async fn show_exceeded(visit: Visit) -> Response {
    let provider = &visit.provider;
    match codes::blocked(&provider.ctx, &provider.environment, &visit.journey).await {
        Ok(Some(left)) => provider.site.respond(&CodeAttemptsExceeded::new(&visit.frame(), minutes(left))),
        Ok(None) => see_other("/enter-mobile-code"),
        Err(error) => internal_error(error),
    }
}
