//! Starting an integration.

use std::collections::BTreeMap;

use app::{
    Error,
    integrations::{self, StartRefusal},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect},
};
use web_kit::{FieldErrors, FormData};

use crate::{
    access::SignedIn,
    failure::Answer,
    handlers::product_id,
    pages::{Section, partner::NewIntegration},
    state::{Portal, Shared},
    words::sentence,
};

pub async fn show(State(portal): State<Shared>, viewer: SignedIn) -> Answer {
    page(&portal, &viewer, "", FieldErrors::new()).await
}

async fn page(portal: &Portal, viewer: &SignedIn, chosen: &str, errors: FieldErrors) -> Answer {
    let products = integrations::list_startable(&portal.ctx, viewer.actor).await?;
    let frame = portal.frame(viewer, Section::Integrations);
    Ok(portal.respond(&NewIntegration::new(frame, &products, chosen, errors)))
}

pub async fn start(State(portal): State<Shared>, viewer: SignedIn, sent: FormData) -> Answer {
    let chosen = sent.text(NewIntegration::PRODUCT);
    let wrong = |words: String| FieldErrors::from_iter([(NewIntegration::PRODUCT, words)]);
    let Ok(product) = product_id(chosen) else {
        return page(&portal, &viewer, chosen, wrong("Select a product".to_owned())).await;
    };
    match integrations::start(&portal.ctx, viewer.actor, product, BTreeMap::new()).await {
        Ok(id) => Ok(Redirect::to(&format!("/integrations/{id}")).into_response()),
        Err(Error::Refused(StartRefusal::NotFound(not_found))) => Err(not_found.into()),
        Err(Error::Refused(refusal)) => page(&portal, &viewer, chosen, wrong(sentence(refusal))).await,
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}
