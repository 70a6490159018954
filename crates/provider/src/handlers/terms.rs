//! `/terms`: the terms of use.

use app::journey::register;
use axum::response::Response;
use identity::sign_in::Next;
use web_kit::{FieldErrors, FormData};

use super::{Visit, onward};
use crate::pages::Terms;

pub(crate) async fn show(visit: Visit) -> Response {
    match visit.expect(|next| next == Next::AcceptTerms).await {
        Ok(()) => page(&visit, FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

fn page(visit: &Visit, errors: FieldErrors) -> Response {
    visit.provider.site.respond(&Terms::new(&visit.frame(), errors))
}

pub(crate) async fn submit(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::AcceptTerms).await {
        return elsewhere;
    }
    if form.text("agree") != "yes" {
        return page(&visit, Terms::not_agreed());
    }
    let provider = &visit.provider;
    let accepted =
        register::accept_terms(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await;
    onward(provider, accepted)
}
