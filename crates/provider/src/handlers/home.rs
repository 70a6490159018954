//! The page for whoever opens the issuer's address.

use axum::{extract::State, response::Response};

use crate::{pages::Home, state::Shared};

pub(crate) async fn show(State(provider): Shared) -> Response {
    let (environment, ctx) = (&provider.environment, &provider.ctx);
    let page =
        Home::new(&environment.name, &environment.issuer, &ctx.portal_url, ctx.outbox_url().as_deref());
    let is_test = environment.policy.synthetic_people_only;
    provider.site.respond(&if is_test { page } else { page.for_real_people() })
}
