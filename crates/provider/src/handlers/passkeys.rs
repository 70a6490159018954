//! `/login/passkey`, `/passkey-user-login-failed` and `/add-passkey`: signing in with a passkey, and being offered one.

use app::{
    Error,
    account_passkeys::Refusal,
    journey::{
        Destination,
        passkeys::{self, Failed, Outcome},
    },
};
use axum::response::Response;
use http::Uri;
use identity::sign_in::Next;
use web_kit::{FormData, internal_error};

use super::{Visit, onward, path_of, see_other};
use crate::pages::{AddPasskey, Offer, PasskeyLoginFailed, PasskeySignIn, Why, sentence};

const SIGN_IN: &str = "/login/passkey";

pub(crate) async fn show(visit: Visit) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::SignIn).await {
        return elsewhere;
    }
    let provider = &visit.provider;
    match passkeys::ask(&provider.ctx, &provider.environment, &visit.journey).await {
        Ok(Some(options)) => provider.site.respond(&PasskeySignIn::new(&visit.frame(), &options)),
        Ok(None) => see_other(path_of(Next::SignIn)),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn submit(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::SignIn).await {
        return elsewhere;
    }
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let provider = &visit.provider;
    let outcome = passkeys::sign_in(
        &provider.ctx,
        &provider.environment,
        &visit.journey,
        &visit.browser,
        form.text("answer"),
    );
    match outcome.await {
        Ok(Outcome::Onward(to)) => onward(provider, Ok(to)),
        Ok(Outcome::Failed(Failed::Over)) => see_other(&PasskeyLoginFailed::path(Why::Over)),
        Ok(Outcome::Failed(Failed::Refused)) => see_other(&PasskeyLoginFailed::path(Why::Refused)),
        Ok(Outcome::Locked { .. }) => see_other(&PasskeyLoginFailed::path(Why::Locked)),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn show_failed(visit: Visit, uri: Uri) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::SignIn).await {
        return elsewhere;
    }
    let query = FormData::from_query(&uri);
    visit.provider.site.respond(&PasskeyLoginFailed::new(&visit.frame(), Why::named(query.text("why"))))
}

fn is_asked(next: Next) -> bool {
    matches!(next, Next::OfferPasskey | Next::AddPasskey)
}

pub(crate) async fn show_offer(visit: Visit) -> Response {
    match visit.expect(is_asked).await {
        Ok(()) => offer(&visit, None).await,
        Err(elsewhere) => elsewhere,
    }
}

async fn offer(visit: &Visit, refused: Option<&str>) -> Response {
    let provider = &visit.provider;
    let kind = if visit.journey.next() == Next::AddPasskey { Offer::Needed } else { Offer::Open };
    match passkeys::begin(&provider.ctx, &provider.environment, &visit.journey).await {
        Ok(options) => provider.site.respond(&AddPasskey::new(&visit.frame(), &options, kind, refused)),
        // They have enough of them by now, or there are none here any more: nothing is left to offer.
        Err(Error::Refused(_)) => skip(visit).await,
        Err(Error::Internal(error)) => internal_error(error),
    }
}

pub(crate) async fn add(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect(is_asked).await {
        return elsewhere;
    }
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let provider = &visit.provider;
    let added = passkeys::add(
        &provider.ctx,
        &provider.environment,
        &visit.journey,
        &visit.browser,
        form.text("answer"),
    );
    match added.await {
        // Whoever needed one to go on uses it now.
        Ok(to) if to.destination == Destination::Page(Next::SignIn) => see_other(SIGN_IN),
        Ok(to) => onward(provider, Ok(to)),
        Err(Error::Refused(Refusal::TooMany | Refusal::NotOffered)) => skip(&visit).await,
        Err(Error::Refused(refusal)) => offer(&visit, Some(&sentence(refusal))).await,
        Err(Error::Internal(error)) => internal_error(error),
    }
}

/// "Not now".
pub(crate) async fn decline(visit: Visit) -> Response {
    match visit.expect(|next| next == Next::OfferPasskey).await {
        Ok(()) => skip(&visit).await,
        Err(elsewhere) => elsewhere,
    }
}

async fn skip(visit: &Visit) -> Response {
    let provider = &visit.provider;
    let declined =
        passkeys::decline(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await;
    onward(provider, declined)
}
