//! `/trust-device`: whether to remember a new person's browser.

use app::journey;
use axum::response::Response;
use identity::sign_in::Next;
use web_kit::{FieldErrors, FormData};

use super::{Visit, onward};
use crate::pages::TrustDevice;

pub(crate) async fn show(visit: Visit) -> Response {
    match visit.expect(|next| next == Next::TrustDevice).await {
        Ok(()) => page(&visit, FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

fn page(visit: &Visit, errors: FieldErrors) -> Response {
    visit.provider.site.respond(&TrustDevice::new(&visit.frame(), errors))
}

pub(crate) async fn submit(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect(|next| next == Next::TrustDevice).await {
        return elsewhere;
    }
    let remember = match form.text("remember") {
        "yes" => true,
        "no" => false,
        _ => return page(&visit, TrustDevice::not_answered()),
    };
    let provider = &visit.provider;
    let answered = journey::answer_device(
        &provider.ctx,
        &provider.environment,
        &visit.journey,
        &visit.browser,
        remember,
    )
    .await;
    onward(provider, answered)
}
