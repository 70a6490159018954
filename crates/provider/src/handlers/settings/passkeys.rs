//! `/settings/passkeys` and what is under it: passkeys seen, added, named and removed.

use app::{Error, account_passkeys::Refusal, settings::passkeys};
use axum::response::Response;
use http::Uri;
use uuid::Uuid;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Protected, SettingsVisit};
use crate::{
    handlers::see_other,
    pages::{
        fields, moment, sentence,
        settings::{self as pages, AddPasskey, PasskeyDone, PasskeyWords},
    },
};

const PATH: &str = "/settings/passkeys";

async fn list(visit: &SettingsVisit) -> Result<Vec<PasskeyWords>, Response> {
    let provider = &visit.provider;
    let found = passkeys::list(&provider.ctx, &provider.environment, &visit.visit).await;
    let words = found.map_err(internal_error)?.into_iter().map(|passkey| PasskeyWords {
        id: passkey.id.to_string(),
        name: passkey.name,
        added: moment(passkey.created_at),
        used: passkey.used_at.map(moment),
    });
    Ok(words.collect())
}

pub(crate) async fn show(visit: SettingsVisit, uri: Uri) -> Response {
    match list(&visit).await {
        Ok(words) => {
            let done = PasskeyDone::named(FormData::from_query(&uri).text("done"));
            visit.provider.site.respond(&pages::passkeys(&words).with_banner(done.map(PasskeyDone::words)))
        }
        Err(fault) => fault,
    }
}

fn done(what: PasskeyDone) -> Response {
    see_other(&format!("{PATH}?done={}", what.name()))
}

pub(crate) async fn show_add(visit: SettingsVisit) -> Response {
    adding(&visit, None).await
}

async fn adding(visit: &SettingsVisit, refused: Option<&str>) -> Response {
    let confirmed = match visit.confirmed(Protected::NewPasskey) {
        Ok(confirmed) => confirmed,
        Err(elsewhere) => return elsewhere,
    };
    let provider = &visit.provider;
    match passkeys::begin(&provider.ctx, &provider.environment, confirmed).await {
        Ok(options) => provider.site.respond(&AddPasskey::new(&options, refused)),
        Err(Error::Refused(Refusal::TooMany)) => done(PasskeyDone::Full),
        Err(Error::Refused(_)) => provider.site.respond(&pages::nothing_here()),
        Err(Error::Internal(error)) => internal_error(error),
    }
}

pub(crate) async fn add(visit: SettingsVisit, form: FormData) -> Response {
    let confirmed = match visit.confirmed(Protected::NewPasskey) {
        Ok(confirmed) => confirmed,
        Err(elsewhere) => return elsewhere,
    };
    if let Err(held_back) = visit.count_sign_in() {
        return held_back;
    }
    let provider = &visit.provider;
    let (name, answer) = (form.text("name"), form.text("answer"));
    match passkeys::add(&provider.ctx, &provider.environment, confirmed, name, answer).await {
        Ok(()) => done(PasskeyDone::Added),
        Err(Error::Refused(Refusal::TooMany)) => done(PasskeyDone::Full),
        Err(Error::Refused(refusal)) => adding(&visit, Some(&sentence(refusal))).await,
        Err(Error::Internal(error)) => internal_error(error),
    }
}

/// The passkey that a page speaks of, if it is theirs.
async fn chosen(visit: &SettingsVisit, id: &str) -> Result<PasskeyWords, Response> {
    let found = list(visit).await?.into_iter().find(|passkey| passkey.id == id);
    found.ok_or_else(|| visit.provider.site.respond(&pages::nothing_here()))
}

pub(crate) async fn ask_name(visit: SettingsVisit, uri: Uri) -> Response {
    match chosen(&visit, FormData::from_query(&uri).text("passkey")).await {
        Ok(passkey) => {
            visit.provider.site.respond(&pages::name_passkey(&passkey.id, &passkey.name, FieldErrors::new()))
        }
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn name(visit: SettingsVisit, form: FormData) -> Response {
    let (id, name) = (form.text("passkey"), form.text("name"));
    let provider = &visit.provider;
    if name.trim().is_empty() {
        let errors = [(fields::PASSKEY_NAME, "Enter a name for the passkey")].into_iter().collect();
        return provider.site.respond(&pages::name_passkey(id, name, errors));
    }
    let id = Uuid::parse_str(id).unwrap_or_default();
    let named = passkeys::rename(&provider.ctx, &provider.environment, &visit.visit, id, name).await;
    answer(&visit, named, PasskeyDone::Named)
}

pub(crate) async fn ask_remove(visit: SettingsVisit, uri: Uri) -> Response {
    if let Err(elsewhere) = visit.confirmed(Protected::Passkeys) {
        return elsewhere;
    }
    match chosen(&visit, FormData::from_query(&uri).text("passkey")).await {
        Ok(passkey) => visit.provider.site.respond(&pages::remove_passkey(&passkey.id, &passkey.name)),
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn remove(visit: SettingsVisit, form: FormData) -> Response {
    let confirmed = match visit.confirmed(Protected::Passkeys) {
        Ok(confirmed) => confirmed,
        Err(elsewhere) => return elsewhere,
    };
    let provider = &visit.provider;
    let id = Uuid::parse_str(form.text("passkey")).unwrap_or_default();
    let removed = passkeys::remove(&provider.ctx, &provider.environment, confirmed, id).await;
    answer(&visit, removed, PasskeyDone::Removed)
}

fn answer(visit: &SettingsVisit, outcome: Result<(), Error<Refusal>>, what: PasskeyDone) -> Response {
    match outcome {
        Ok(()) => done(what),
        Err(Error::Refused(_)) => visit.provider.site.respond(&pages::nothing_here()),
        Err(Error::Internal(error)) => internal_error(error),
    }
}
