//! `/settings/landline`: add, change or remove the landline number.

use app::settings::landline;
use axum::response::Response;
use kernel::LandlineNumber;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{SettingsVisit, changed};
use crate::pages::{
    fields, national, sentence,
    settings::{self as pages, Changed},
};

pub(crate) async fn show(visit: SettingsVisit) -> Response {
    let now = visit.visit.account.landline.as_deref().map(national).unwrap_or_default();
    visit.provider.site.respond(&pages::change_landline(&now, FieldErrors::new()))
}

pub(crate) async fn submit(visit: SettingsVisit, form: FormData) -> Response {
    let typed = form.text("landline");
    match typed.parse::<LandlineNumber>() {
        Ok(number) => change(&visit, Some(number), Changed::Landline).await,
        Err(problem) => {
            let errors = [(fields::LANDLINE, sentence(problem))].into_iter().collect();
            visit.provider.site.respond(&pages::change_landline(typed, errors))
        }
    }
}

async fn change(visit: &SettingsVisit, number: Option<LandlineNumber>, what: Changed) -> Response {
    let provider = &visit.provider;
    match landline::change(&provider.ctx, &provider.environment, &visit.visit, number).await {
        Ok(()) => changed(what),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn show_removal(visit: SettingsVisit) -> Response {
    match &visit.visit.account.landline {
        Some(landline) => visit.provider.site.respond(&pages::remove_landline(&national(landline))),
        None => visit.provider.site.respond(&pages::nothing_here()),
    }
}

pub(crate) async fn remove(visit: SettingsVisit) -> Response {
    if visit.visit.account.landline.is_none() {
        return visit.provider.site.respond(&pages::nothing_here());
    }
    change(&visit, None, Changed::NoLandline).await
}
