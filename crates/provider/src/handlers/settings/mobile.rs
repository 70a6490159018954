//! `/settings/mobile` and what follows: a new mobile phone, and the code that proves it.

use app::settings::mobile::{self, Asked, Entered};
use axum::response::Response;
use kernel::MobileNumber;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Protected, SettingsVisit, changed};
use crate::{
    handlers::{minutes, see_other},
    pages::{
        EnterCode, fields, sentence,
        settings::{self as pages, Changed, Form},
    },
};

const CODE: &str = "/settings/mobile/code";

pub(crate) async fn show(visit: SettingsVisit) -> Response {
    match visit.confirmed(Protected::Mobile) {
        Ok(_) => page(&visit, "", FieldErrors::new()),
        Err(elsewhere) => elsewhere,
    }
}

fn page(visit: &SettingsVisit, typed: &str, errors: FieldErrors) -> Response {
    visit.provider.site.respond(&pages::change_mobile(typed, errors))
}

pub(crate) async fn submit(visit: SettingsVisit, form: FormData) -> Response {
    let confirmed = match visit.confirmed(Protected::Mobile) {
        Ok(confirmed) => confirmed,
        Err(elsewhere) => return elsewhere,
    };
    let refused =
        |typed: &str, words: String| page(&visit, typed, [(fields::MOBILE, words)].into_iter().collect());
    let typed = form.text("mobile");
    let new: MobileNumber = match typed.parse() {
        Ok(new) => new,
        Err(problem) => return refused(typed, sentence(problem)),
    };
    if visit.visit.account.mobile.as_ref() == Some(&new) {
        return refused(typed, "Enter a number that is not your mobile phone number already".into());
    }
    let provider = &visit.provider;
    match mobile::ask(&provider.ctx, &provider.environment, confirmed, new).await {
        Ok(Asked::Sent) => see_other(CODE),
        Ok(asked) => not_sent(&visit, &asked),
        Err(error) => internal_error(error),
    }
}

fn not_sent(visit: &SettingsVisit, asked: &Asked) -> Response {
    match asked {
        Asked::TooMany { minutes: left } => {
            visit.provider.site.respond(&pages::too_many_codes(minutes(*left)))
        }
        Asked::Sent | Asked::Nothing => see_other("/settings/mobile"),
    }
}

/// The page for the code, where one is waited for.
async fn code_page(visit: &SettingsVisit, errors: FieldErrors) -> Result<Form, Response> {
    let provider = &visit.provider;
    match mobile::waiting(&provider.ctx, &provider.environment, &visit.visit).await {
        Ok(Some(number)) => {
            Ok(pages::enter_code(number.ending(), provider.ctx.outbox_url().as_deref(), errors))
        }
        Ok(None) => Err(see_other("/settings/mobile")),
        Err(error) => Err(internal_error(error)),
    }
}

async fn respond_with_code_page(visit: &SettingsVisit, errors: FieldErrors) -> Response {
    match code_page(visit, errors).await {
        Ok(page) => visit.provider.site.respond(&page),
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn show_code(visit: SettingsVisit) -> Response {
    respond_with_code_page(&visit, FieldErrors::new()).await
}

pub(crate) async fn submit_code(visit: SettingsVisit, form: FormData) -> Response {
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let code = form.text("otp");
    if code.is_empty() {
        return respond_with_code_page(&visit, EnterCode::missing()).await;
    }
    let provider = &visit.provider;
    match mobile::enter(&provider.ctx, &provider.environment, &visit.visit, code).await {
        Ok(Entered::Changed) => changed(Changed::Mobile),
        Ok(Entered::Wrong) => respond_with_code_page(&visit, EnterCode::wrong_code()).await,
        Ok(Entered::Expired) => respond_with_code_page(&visit, EnterCode::expired_code()).await,
        Ok(Entered::Blocked { minutes: left }) => {
            provider.site.respond(&pages::too_many_codes(minutes(left)))
        }
        Ok(Entered::Nothing) => see_other("/settings/mobile"),
        Err(error) => internal_error(error),
    }
}

pub(crate) async fn resend(visit: SettingsVisit) -> Response {
    let provider = &visit.provider;
    match mobile::resend(&provider.ctx, &provider.environment, &visit.visit).await {
        Ok(Asked::Sent) => match code_page(&visit, FieldErrors::new()).await {
            Ok(page) => provider.site.respond(&page.with_banner("We have sent a new security code")),
            Err(elsewhere) => elsewhere,
        },
        Ok(asked) => not_sent(&visit, &asked),
        Err(error) => internal_error(error),
    }
}
