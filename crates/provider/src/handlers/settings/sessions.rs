//! `/settings/sessions`: where the person is signed in, and ending that everywhere but here.

use app::settings::sessions;
use axum::response::Response;
use http::Uri;
use web_kit::internal_error;

use super::{SettingsVisit, done, was_done};
use crate::pages::{
    moment,
    settings::{self as pages, SessionWords},
};

pub(crate) async fn show(visit: SettingsVisit, uri: Uri) -> Response {
    let provider = &visit.provider;
    let open = match sessions::list(&provider.ctx, &provider.environment, &visit.visit).await {
        Ok(open) => open,
        Err(error) => return internal_error(error),
    };
    let words: Vec<SessionWords> = open
        .into_iter()
        .map(|open| SessionWords {
            signed_in: moment(open.own.session.auth_time),
            is_asserted: open.own.is_asserted,
            is_this: open.is_this,
        })
        .collect();
    let banner = was_done(&uri).then_some(pages::SIGNED_OUT);
    provider.site.respond(&pages::sessions(&words).with_banner(banner))
}

pub(crate) async fn ask_end(visit: SettingsVisit) -> Response {
    visit.provider.site.respond(&pages::sign_out_elsewhere())
}

pub(crate) async fn end(visit: SettingsVisit) -> Response {
    let provider = &visit.provider;
    match sessions::end_others(&provider.ctx, &provider.environment, &visit.visit).await {
        Ok(()) => done("/settings/sessions"),
        Err(error) => internal_error(error),
    }
}
