//! A request for a page of a claim: the cookie that it came with, and the claim that it finds.

use std::{net::IpAddr, sync::Arc};

use app::journey::claiming::{self, Loaded};
use axum::{extract::FromRequestParts, response::Response};
use http::request::Parts;
use identity::provisioning::{Stage, Stop};
use web_kit::internal_error;

use super::{see_other, visit::count_sign_in};
use crate::{
    cookies,
    pages::{JourneyFrame, claiming::ClaimStopped},
    state::Provider,
};

/// Extracted before a handler runs: without a claim there is no page.
pub(crate) struct ClaimVisit {
    pub(crate) provider: Arc<Provider>,
    pub(crate) claim: Loaded,
    address: IpAddr,
}

impl FromRequestParts<Arc<Provider>> for ClaimVisit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, provider: &Arc<Provider>) -> Result<Self, Response> {
        let address = web_kit::client_address(&parts.extensions, &parts.headers, provider.trusted_proxy_hops);
        let stopped = |stop| Err(provider.site.respond(&ClaimStopped::new(stop)));
        let Some(token) = cookies::claim(&parts.headers, &provider.environment) else {
            return stopped(Stop::Gone);
        };
        match claiming::load(&provider.ctx, &provider.environment, &token).await {
            Ok(Some(claim)) if claim.is_closed() => stopped(Stop::Closed),
            Ok(Some(claim)) => Ok(Self { provider: provider.clone(), claim, address }),
            Ok(None) => stopped(Stop::Gone),
            Err(error) => Err(internal_error(error)),
        }
    }
}

/// The page of each stage.
pub(crate) fn path_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Code => "/claim-account/code",
        Stage::Details => "/claim-account/details",
        Stage::Terms => "/claim-account/terms",
        Stage::Password => "/claim-account/password",
    }
}

impl ClaimVisit {
    /// Sends a person who is elsewhere on their way to the page where they are.
    pub(crate) fn expect(&self, here: Stage) -> Result<(), Response> {
        if self.claim.stage() == here { Ok(()) } else { Err(see_other(path_of(self.claim.stage()))) }
    }

    /// The same for what is typed, which is counted against the address that it comes from.
    pub(crate) fn expect_typed(&self, here: Stage) -> Result<(), Response> {
        self.expect(here)?;
        count_sign_in(&self.provider, self.address)
    }

    pub(crate) fn stopped(&self, stop: Stop) -> Response {
        self.provider.site.respond(&ClaimStopped::new(stop))
    }

    /// What the pages that a sign-in has, too, are framed by; nobody is sent back to a service from here.
    pub(crate) fn frame(&self) -> JourneyFrame {
        JourneyFrame {
            service_name: self.claim.service_name.clone(),
            redirect_uri: String::new(),
            outbox_url: self.provider.ctx.outbox_url(),
            real_people: !self.provider.environment.policy.synthetic_people_only,
        }
    }
}
