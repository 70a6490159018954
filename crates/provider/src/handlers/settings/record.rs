//! `/settings/record`: the contact details in the person's NHS record.

use app::settings::record::{self, Detail, Refused};
use axum::response::Response;
use web_kit::internal_error;

use super::{Protected, SettingsVisit, changed};
use crate::pages::{
    national_mobile,
    settings::{self as pages, Both, Changed, Record},
};

pub(crate) async fn show(visit: SettingsVisit) -> Response {
    if let Err(elsewhere) = visit.confirmed(Protected::Record) {
        return elsewhere;
    }
    let provider = &visit.provider;
    match record::show(&provider.ctx, &provider.environment, &visit.visit).await {
        Ok(recorded) => {
            let account = &visit.visit.account;
            let email = Both {
                recorded: recorded.email.map(|email| email.to_string()),
                own: Some(account.email.to_string()),
            };
            let mobile = Both {
                recorded: recorded.mobile.as_ref().map(national_mobile),
                own: account.mobile.as_ref().map(national_mobile),
            };
            provider.site.respond(&Record::new(&email, &mobile))
        }
        Err(why) => refused(&visit, why),
    }
}

fn refused(visit: &SettingsVisit, why: Refused) -> Response {
    visit.provider.site.respond(&match why {
        Refused::NotTheirs => pages::nothing_here(),
        Refused::TryLater => pages::record_unavailable(),
    })
}

pub(crate) async fn update_email(visit: SettingsVisit) -> Response {
    update(&visit, Detail::Email).await
}

pub(crate) async fn update_mobile(visit: SettingsVisit) -> Response {
    update(&visit, Detail::Mobile).await
}

async fn update(visit: &SettingsVisit, detail: Detail) -> Response {
    let confirmed = match visit.confirmed(Protected::Record) {
        Ok(confirmed) => confirmed,
        Err(elsewhere) => return elsewhere,
    };
    let provider = &visit.provider;
    match record::update(&provider.ctx, &provider.environment, confirmed, detail).await {
        Ok(Ok(())) => changed(Changed::Record),
        Ok(Err(why)) => refused(visit, why),
        Err(error) => internal_error(error),
    }
}
