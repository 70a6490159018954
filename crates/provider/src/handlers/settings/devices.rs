//! `/settings/devices`: the browsers that stand in for a code, and forgetting them.

use app::settings::devices::{self, Device};
use axum::response::Response;
use http::Uri;
use web_kit::{FormData, internal_error};

use super::{SettingsVisit, done, was_done};
use crate::{
    handlers::see_other,
    pages::{
        moment,
        settings::{self as pages, DeviceWords},
    },
};

const PATH: &str = "/settings/devices";

async fn list(visit: &SettingsVisit) -> Result<Vec<Device>, Response> {
    let provider = &visit.provider;
    let here = visit.browser.device.as_ref();
    devices::list(&provider.ctx, &provider.environment, &visit.visit, here).await.map_err(internal_error)
}

pub(crate) async fn show(visit: SettingsVisit, uri: Uri) -> Response {
    let devices = match list(&visit).await {
        Ok(devices) => devices,
        Err(fault) => return fault,
    };
    let words: Vec<DeviceWords> = devices
        .into_iter()
        .map(|device| DeviceWords {
            id: device.id,
            remembered: moment(device.remembered_at),
            used: device.used_at.map(moment),
            is_this: device.is_this,
        })
        .collect();
    let banner = was_done(&uri).then_some(pages::FORGOT_DEVICE);
    visit.provider.site.respond(&pages::devices(&words).with_banner(banner))
}

pub(crate) async fn ask_forget(visit: SettingsVisit, uri: Uri) -> Response {
    let query = FormData::from_query(&uri);
    let devices = match list(&visit).await {
        Ok(devices) => devices,
        Err(fault) => return fault,
    };
    let site = &visit.provider.site;
    match devices.iter().find(|device| device.id == query.text("device")) {
        Some(device) => site.respond(&pages::forget_device(&device.id, &moment(device.remembered_at))),
        None => site.respond(&pages::nothing_here()),
    }
}

pub(crate) async fn forget(visit: SettingsVisit, form: FormData) -> Response {
    let provider = &visit.provider;
    let id = form.text("device");
    answer(&visit, devices::forget(&provider.ctx, &provider.environment, &visit.visit, id).await)
}

pub(crate) async fn ask_forget_all(visit: SettingsVisit) -> Response {
    match list(&visit).await {
        Ok(devices) if devices.is_empty() => see_other(PATH),
        Ok(_) => visit.provider.site.respond(&pages::forget_devices()),
        Err(fault) => fault,
    }
}

pub(crate) async fn forget_all(visit: SettingsVisit) -> Response {
    let provider = &visit.provider;
    answer(&visit, devices::forget_all(&provider.ctx, &provider.environment, &visit.visit).await)
}

fn answer(visit: &SettingsVisit, forgotten: Result<bool, app::Internal>) -> Response {
    match forgotten {
        Ok(true) => done(PATH),
        Ok(false) => visit.provider.site.respond(&pages::nothing_here()),
        Err(error) => internal_error(error),
    }
}
