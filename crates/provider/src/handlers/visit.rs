//! A request for a page within a journey: the cookies it came with and the journey they find.

use std::{net::IpAddr, sync::Arc};

use app::journey::{self, Browser, Loaded};
use axum::{extract::FromRequestParts, response::Response};
use http::{header, request::Parts};
use identity::sign_in::Next;
use kernel::Reference;
use web_kit::internal_error;

use super::{onward, path_of, see_other};
use crate::{
    cookies,
    pages::{JourneyExpired, JourneyFrame, TooManyRequests},
    state::Provider,
};

/// Extracted before a handler runs: without a journey there is no page.
pub(crate) struct Visit {
    pub(crate) provider: Arc<Provider>,
    pub(crate) browser: Browser,
    pub(crate) journey: Loaded,
    pub(crate) address: IpAddr,
}

impl FromRequestParts<Arc<Provider>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, provider: &Arc<Provider>) -> Result<Self, Response> {
        let browser = cookies::browser(&parts.headers, &provider.environment);
        let address = web_kit::client_address(&parts.extensions, &parts.headers, provider.trusted_proxy_hops);
        match journey::load(&provider.ctx, &provider.environment, &browser).await {
            Ok(Some(journey)) => Ok(Self { provider: provider.clone(), browser, journey, address }),
            Ok(None) => Err(provider.site.respond(&JourneyExpired::new())),
            Err(error) => Err(internal_error(error)),
        }
    }
}

impl Visit {
    /// Sends a person who is elsewhere on their way to the page where they are.
    pub(crate) async fn expect(&self, here: impl FnOnce(Next) -> bool) -> Result<(), Response> {
        match self.journey.next() {
            next if here(next) => Ok(()),
            // Another tab may have given what was missing: the journey can end now.
            Next::Finish { .. } => {
                let finished = journey::go_on(
                    &self.provider.ctx,
                    &self.provider.environment,
                    &self.journey,
                    &self.browser,
                )
                .await;
                Err(onward(&self.provider, finished))
            }
            next => Err(see_other(path_of(next))),
        }
    }

    /// Counts a password or code against the address it comes from.
    pub(crate) fn count_sign_in(&self) -> Result<(), Response> {
        count_sign_in(&self.provider, self.address)
    }

    /// What all pages of this journey share.
    pub(crate) fn frame(&self) -> JourneyFrame {
        JourneyFrame {
            service_name: self.journey.client.name.clone(),
            redirect_uri: self.journey.request().redirect_uri.clone(),
            outbox_url: self.provider.ctx.outbox_url(),
            real_people: !self.provider.environment.policy.synthetic_people_only,
        }
    }
}

/// Counts a password or code against the address it comes from, whatever page it was typed on.
pub(super) fn count_sign_in(provider: &Provider, address: IpAddr) -> Result<(), Response> {
    let Some(limiters) = &provider.limiters else { return Ok(()) };
    limiters.sign_in(address).map_err(|reached| {
        let reference = Reference::generate(provider.ctx.random.as_ref());
        let seconds = u32::try_from(reached.seconds).unwrap_or(u32::MAX);
        let mut response = provider.site.respond(&TooManyRequests::new(seconds, reference.as_str()));
        response.headers_mut().insert(header::RETRY_AFTER, reached.seconds.into());
        response
    })
}
