//! `/settings/services`: what is shared with whom, and stopping that.

use app::settings::services::{self, Agreed};
use axum::response::Response;
use http::Uri;
use identity::{ClientId, consent::shared_with_service};
use web_kit::{FormData, internal_error};

use super::{SettingsVisit, done, was_done};
use crate::pages::{
    moment,
    settings::{self as pages, ServiceWords},
};

async fn list(visit: &SettingsVisit) -> Result<Vec<Agreed>, Response> {
    let provider = &visit.provider;
    services::list(&provider.ctx, &provider.environment, &visit.visit).await.map_err(internal_error)
}

pub(crate) async fn show(visit: SettingsVisit, uri: Uri) -> Response {
    let agreed = match list(&visit).await {
        Ok(agreed) => agreed,
        Err(fault) => return fault,
    };
    let words: Vec<ServiceWords> = agreed.into_iter().map(|agreed| in_words(&visit, agreed)).collect();
    let banner = was_done(&uri).then_some(pages::STOPPED_SHARING);
    visit.provider.site.respond(&pages::services(&words).with_banner(banner))
}

/// The same lines as on the page where the person agreed.
fn in_words(visit: &SettingsVisit, agreed: Agreed) -> ServiceWords {
    let given_name = visit.provider.environment.policy.given_name_available;
    let shared = shared_with_service(agreed.consent.scopes, visit.visit.account.level, given_name);
    ServiceWords {
        client_id: agreed.client_id.to_string(),
        name: agreed.name,
        shared: shared.into_iter().map(str::to_owned).collect(),
        agreed: moment(agreed.agreed_at),
    }
}

pub(crate) async fn ask_withdraw(visit: SettingsVisit, uri: Uri) -> Response {
    let query = FormData::from_query(&uri);
    let agreed = match list(&visit).await {
        Ok(agreed) => agreed,
        Err(fault) => return fault,
    };
    let site = &visit.provider.site;
    match agreed.iter().find(|agreed| agreed.client_id.as_str() == query.verbatim("service")) {
        Some(agreed) => site.respond(&pages::stop_sharing(agreed.client_id.as_str(), &agreed.name)),
        None => site.respond(&pages::nothing_here()),
    }
}

pub(crate) async fn withdraw(visit: SettingsVisit, form: FormData) -> Response {
    let provider = &visit.provider;
    let client_id = ClientId::new(form.verbatim("service"));
    match services::withdraw(&provider.ctx, &provider.environment, &visit.visit, client_id).await {
        Ok(true) => done("/settings/services"),
        Ok(false) => provider.site.respond(&pages::nothing_here()),
        Err(error) => internal_error(error),
    }
}
