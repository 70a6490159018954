//! `/forgotten-password` and `/reset-password`: a link by mail, and the new password. They need no journey: where this browser is on
//! one, they lead back to it.

use std::{net::IpAddr, sync::Arc};

use app::{journey, settings::forgotten};
use axum::{
    extract::{FromRequestParts, State},
    response::Response,
};
use http::{Uri, request::Parts};
use kernel::{EmailAddress, Secret};
use web_kit::{FieldErrors, FormData, internal_error};

use super::visit::count_sign_in;
use crate::{
    cookies,
    pages::{fields, sentence, settings as pages},
    state::{Provider, Shared},
};

/// Whoever asks, and whether this browser is on its way to something.
pub(crate) struct Asker {
    provider: Arc<Provider>,
    address: IpAddr,
    is_on_the_way: bool,
}

impl FromRequestParts<Arc<Provider>> for Asker {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, provider: &Arc<Provider>) -> Result<Self, Response> {
        let browser = cookies::browser(&parts.headers, &provider.environment);
        let address = web_kit::client_address(&parts.extensions, &parts.headers, provider.trusted_proxy_hops);
        let journey = journey::load(&provider.ctx, &provider.environment, &browser).await;
        let is_on_the_way = journey.map_err(internal_error)?.is_some();
        Ok(Self { provider: provider.clone(), address, is_on_the_way })
    }
}

impl Asker {
    fn ask(&self, typed: &str, errors: FieldErrors) -> Response {
        let back = self.is_on_the_way.then_some("/login");
        self.provider.site.respond(&pages::forgotten_password(typed, back, errors))
    }
}

pub(crate) async fn show(asker: Asker) -> Response {
    asker.ask("", FieldErrors::new())
}

pub(crate) async fn ask(asker: Asker, form: FormData) -> Response {
    if let Err(held_back) = count_sign_in(&asker.provider, asker.address) {
        return held_back;
    }
    let typed = form.text("email");
    let email: EmailAddress = match typed.parse() {
        Ok(email) => email,
        Err(problem) => {
            return asker.ask(typed, [(fields::USER_EMAIL, sentence(problem))].into_iter().collect());
        }
    };
    let provider = &asker.provider;
    let sent = pages::check_forgotten(email.as_str(), provider.ctx.outbox_url().as_deref());
    match forgotten::ask(&provider.ctx, &provider.environment, email).await {
        Ok(()) => provider.site.respond(&sent),
        Err(error) => internal_error(error),
    }
}

/// The link only shows a form: mail scanners open links, and must not use them up.
pub(crate) async fn show_link(State(provider): Shared, uri: Uri) -> Response {
    let query = FormData::from_query(&uri);
    let token = query.text("token");
    match forgotten::whose(&provider.ctx, &provider.environment, token).await {
        Ok(Some(_)) => provider.site.respond(&pages::reset_password(token, FieldErrors::new())),
        Ok(None) => provider.site.respond(&pages::link_expired()),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn reset(asker: Asker, form: FormData) -> Response {
    if let Err(held_back) = count_sign_in(&asker.provider, asker.address) {
        return held_back;
    }
    let provider = &asker.provider;
    let (token, password) = (form.text("token"), form.verbatim("new-password"));
    let email = match forgotten::whose(&provider.ctx, &provider.environment, token).await {
        Ok(Some(email)) => email,
        Ok(None) => return provider.site.respond(&pages::link_expired()),
        Err(error) => return internal_error(error),
    };
    if let Err(problem) = identity::password::check(password, email.as_str()) {
        let errors = [(fields::NEW_PASSWORD, sentence(problem))].into_iter().collect();
        return provider.site.respond(&pages::reset_password(token, errors));
    }
    match forgotten::reset(&provider.ctx, &provider.environment, token, Secret::new(password)).await {
        Ok(true) => provider.site.respond(&pages::password_reset(asker.is_on_the_way)),
        Ok(false) => provider.site.respond(&pages::link_expired()),
        Err(error) => internal_error(error),
    }
}
