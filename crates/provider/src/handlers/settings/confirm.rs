//! `/settings/confirm`: the password, before what opens the account is changed.

use app::settings::{self, Checked};
use axum::response::Response;
use http::Uri;
use kernel::Secret;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Protected, SettingsVisit};
use crate::{
    handlers::{minutes, see_other},
    pages::{
        fields,
        settings::{self as pages, PATH},
    },
};

pub(crate) async fn show(visit: SettingsVisit, uri: Uri) -> Response {
    match Protected::named(FormData::from_query(&uri).text("to")) {
        Some(page) if visit.confirmed(page).is_ok() => see_other(&page.path()),
        Some(page) => visit.provider.site.respond(&pages::confirm(page.name(), FieldErrors::new())),
        None => see_other(PATH),
    }
}

pub(crate) async fn submit(visit: SettingsVisit, form: FormData) -> Response {
    let Some(page) = Protected::named(form.text("to")) else { return see_other(PATH) };
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let provider = &visit.provider;
    let refused = |errors| provider.site.respond(&pages::confirm(page.name(), errors));
    let password = form.verbatim("password");
    if password.is_empty() {
        return refused([(fields::PASSWORD, "Enter your password")].into_iter().collect());
    }
    let password = Secret::new(password);
    match settings::confirm(&provider.ctx, &provider.environment, &visit.visit, password).await {
        Ok(Checked::Right) => see_other(&page.path()),
        Ok(Checked::Wrong) => refused(pages::wrong_password()),
        Ok(Checked::Locked { minutes: left }) => {
            provider.site.respond(&pages::too_many_passwords(minutes(left)))
        }
        Err(error) => internal_error(error),
    }
}
