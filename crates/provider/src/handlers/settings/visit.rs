//! A request for a page of the settings, and whoever sends it.

use std::{net::IpAddr, sync::Arc};

use app::{
    journey::Browser,
    settings::{self, Confirmed, Visit},
};
use axum::{extract::FromRequestParts, response::Response};
use http::request::Parts;
use web_kit::internal_error;

use crate::{
    cookies,
    handlers::{see_other, visit::count_sign_in},
    pages::settings::PATH,
    state::Provider,
};

/// Extracted before a handler runs: whoever is not in their settings is sent to where they begin.
pub(crate) struct SettingsVisit {
    pub(crate) provider: Arc<Provider>,
    pub(crate) browser: Browser,
    pub(crate) visit: Visit,
    pub(crate) address: IpAddr,
}

impl FromRequestParts<Arc<Provider>> for SettingsVisit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, provider: &Arc<Provider>) -> Result<Self, Response> {
        let browser = cookies::browser(&parts.headers, &provider.environment);
        let address = web_kit::client_address(&parts.extensions, &parts.headers, provider.trusted_proxy_hops);
        match settings::load(&provider.ctx, &provider.environment, &browser).await {
            Ok(Some(visit)) => Ok(Self { provider: provider.clone(), browser, visit, address }),
            Ok(None) => Err(see_other(PATH)),
            Err(error) => Err(internal_error(error)),
        }
    }
}

/// What opens the account, or is kept elsewhere under the person's name: it is changed only by whoever showed lately that it is them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protected {
    Email,
    Mobile,
    Record,
    Passkeys,
    NewPasskey,
}

impl Protected {
    const ALL: [Self; 5] = [Self::Email, Self::Mobile, Self::Record, Self::Passkeys, Self::NewPasskey];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Mobile => "mobile",
            Self::Record => "record",
            Self::Passkeys => "passkeys",
            Self::NewPasskey => "passkeys/add",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.name() == name)
    }

    pub(crate) fn path(self) -> String {
        format!("{PATH}/{}", self.name())
    }
}

impl SettingsVisit {
    /// Asks for the password first where it is long ago, or another service's word, that somebody showed who they are.
    pub(crate) fn confirmed(&self, page: Protected) -> Result<Confirmed<'_>, Response> {
        let confirmed = self.visit.confirmed(self.provider.ctx.now());
        confirmed.ok_or_else(|| see_other(&format!("{PATH}/confirm?to={}", page.name())))
    }

    /// Counts a password or a code against the address it comes from.
    pub(crate) fn count_sign_in(&self) -> Result<(), Response> {
        count_sign_in(&self.provider, self.address)
    }
}
