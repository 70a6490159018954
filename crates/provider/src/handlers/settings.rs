//! `/settings`: whoever opens it is brought in by a service's word, by the session of this browser, or by signing in; the pages under it
//! change one thing each.

pub(crate) mod confirm;
pub(crate) mod devices;
pub(crate) mod email;
pub(crate) mod landline;
pub(crate) mod mobile;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod record;
pub(crate) mod services;
pub(crate) mod sessions;
mod visit;

use app::settings::{self, Arrival, Visit};
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use http::{Uri, request::Parts};
use web_kit::{FormData, internal_error};

use super::see_other;
use crate::{
    caller, cookies,
    endpoints::{authorize::held_back, parameters},
    pages::{
        national, national_mobile,
        settings::{Changed, Overview, Own, PATH},
    },
    state::{Provider, Shared},
};
pub(crate) use visit::{Protected, SettingsVisit};

pub(crate) async fn show(State(provider): Shared, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Some(limiters) = &provider.limiters {
        let address = web_kit::client_address(&parts.extensions, &parts.headers, provider.trusted_proxy_hops);
        if let Err(reached) = limiters.address(address) {
            return held_back(&provider, &parts, reached);
        }
    }
    let query = FormData::from_query(&parts.uri);
    if query.contains("asserted_login_identity") {
        return enter(&provider, &parts, &query).await;
    }
    let browser = cookies::browser(&parts.headers, &provider.environment);
    match settings::load(&provider.ctx, &provider.environment, &browser).await {
        Ok(Some(visit)) => overview(&provider, &visit, Changed::named(query.text("changed"))),
        Ok(None) => sign_in(&provider).await,
        Err(error) => internal_error(error),
    }
}

/// Takes a service's word, and the word out of the address.
async fn enter(provider: &Provider, parts: &Parts, query: &FormData) -> Response {
    let arrival = Arrival { parameters: parameters(query), user_agent: caller::user_agent(&parts.headers) };
    match settings::by_assertion(&provider.ctx, &provider.environment, &arrival).await {
        Ok(token) => {
            let jar = cookies::with_settings(CookieJar::new(), &provider.environment, token.as_ref());
            (jar, see_other(PATH)).into_response()
        }
        Err(error) => internal_error(error),
    }
}

async fn sign_in(provider: &Provider) -> Response {
    match settings::begin_sign_in(&provider.ctx, &provider.environment).await {
        Ok(token) => {
            let jar = cookies::with_journey(CookieJar::new(), &provider.environment, &token);
            (jar, see_other("/login")).into_response()
        }
        Err(error) => internal_error(error),
    }
}

fn overview(provider: &Provider, visit: &Visit, changed: Option<Changed>) -> Response {
    let account = &visit.account;
    let own = Own {
        email: account.email.to_string(),
        mobile: account.mobile.as_ref().map(national_mobile),
        landline: account.landline.as_deref().map(national),
        has_passkeys: settings::passkeys::are_offered(&provider.ctx, &provider.environment),
        has_record: settings::record::is_offered(&provider.ctx, &provider.environment, visit),
    };
    provider.site.respond(&Overview::new(&own, changed))
}

/// Back to the first page, which says what was changed.
fn changed(what: Changed) -> Response {
    see_other(&format!("{PATH}?changed={}", what.name()))
}

/// Back to the list that something was taken from, which says so.
fn done(list: &str) -> Response {
    see_other(&format!("{list}?done=yes"))
}

fn was_done(uri: &Uri) -> bool {
    FormData::from_query(uri).text("done") == "yes"
}
