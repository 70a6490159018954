//! `/check-email` and `/confirm-email`: the link that proves an address.

use app::journey::register::{self, Confirmed};
use axum::{extract::State, response::Response};
use http::{HeaderMap, Uri};
use identity::sign_in::{Next, Stage};
use web_kit::{FormData, internal_error};

use super::{Visit, onward};
use crate::{
    cookies,
    pages::{CheckEmail, ConfirmEmail, EmailConfirmed, LinkExpired},
    state::Shared,
};

pub(crate) async fn show(visit: Visit) -> Response {
    match visit.expect(|next| next == Next::CheckEmail).await {
        Ok(()) => page(&visit, false),
        Err(elsewhere) => elsewhere,
    }
}

fn page(visit: &Visit, sent_again: bool) -> Response {
    let email = match visit.journey.stage() {
        Stage::ConfirmEmail { email, .. } => email.as_str(),
        _ => "",
    };
    visit.provider.site.respond(&CheckEmail::new(&visit.frame(), email, sent_again))
}

pub(crate) async fn resend(visit: Visit) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::CheckEmail).await {
        return elsewhere;
    }
    let provider = &visit.provider;
    match register::resend(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await {
        Ok(()) => page(&visit, true),
        Err(error) => internal_error(error),
    }
}

/// The link only shows a button: mail scanners open links, and must not use them up.
pub(crate) async fn show_link(State(provider): Shared, uri: Uri) -> Response {
    let query = FormData::from_query(&uri);
    let token = query.text("token");
    match register::link_stands(&provider.ctx, &provider.environment, token).await {
        Ok(true) => provider.site.respond(&ConfirmEmail::new(token)),
        Ok(false) => provider.site.respond(&LinkExpired::new()),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn confirm(State(provider): Shared, headers: HeaderMap, form: FormData) -> Response {
    let browser = cookies::browser(&headers, &provider.environment);
    let token = form.text("token");
    match register::confirm_email(&provider.ctx, &provider.environment, &browser, token).await {
        Ok(Confirmed::Here(to)) => onward(&provider, Ok(to)),
        Ok(Confirmed::Elsewhere) => provider.site.respond(&EmailConfirmed::new()),
        Ok(Confirmed::Expired) => provider.site.respond(&LinkExpired::new()),
        Err(error) => internal_error(error),
    }
}
