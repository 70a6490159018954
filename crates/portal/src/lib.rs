//! The portal's skin: what developers see and send, over HTTP. It decides nothing: use cases in `app` do, and pages only show.

mod access;
mod api;
mod failure;
mod handlers;
pub mod pages;
mod routes;
mod state;
mod words;

use std::{num::NonZeroU32, sync::Arc};

use app::Context;
use axum::{Router, middleware::from_fn_with_state};
use web_kit::{CallerLimit, Limits, assets_router, csrf_layer, csrf_layer_behind_proxy, harden};

use crate::state::Portal;

/// How many answers of the public eligibility check an address may give where it may try to sign in once.
const ANSWERS_A_SIGN_IN: NonZeroU32 = NonZeroU32::new(6).expect("it is not zero");

/// What differs between one portal and another.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether the messages that are kept instead of sent can be read by whoever reaches the portal: development only.
    pub outbox: bool,
    /// Whether people reach the portal over https.
    pub is_https: bool,
    /// How many tries to sign in one address has a minute; none for no limit.
    pub sign_ins_per_minute: Option<NonZeroU32>,
    /// How many requests a program's token has a minute; none for no limit.
    pub token_requests_per_minute: Option<NonZeroU32>,
    /// How many proxies in front of us add to `X-Forwarded-For`.
    pub trusted_proxy_hops: u32,
}

/// The whole portal, ready to be served. Serve it with the callers' addresses (`ConnectInfo<SocketAddr>`).
pub fn router(ctx: Context, settings: Settings) -> Router {
    let site = pages::site(&settings).into_shared();
    let limit = settings.sign_ins_per_minute.map(CallerLimit::new);
    let checks =
        settings.sign_ins_per_minute.map(|most| CallerLimit::new(most.saturating_mul(ANSWERS_A_SIGN_IN)));
    let random = ctx.random.clone();
    let csrf = csrf_layer_behind_proxy(site.clone(), &[], &ctx.portal_url)
        .unwrap_or_else(|_| csrf_layer(site.clone(), &[]));
    let portal = Arc::new(Portal { ctx, settings, site: site.clone(), limit, checks });
    let pages = routes::pages(&portal)
        .layer(from_fn_with_state(portal.clone(), access::identify))
        .layer(csrf)
        .with_state(portal.clone());
    harden(pages.merge(api::router(portal)).merge(assets_router()), site, random, Limits::default())
}

#[cfg(test)]
mod tests;
