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
use axum_extra::extract::CookieJar;
use toolkit::{FieldId, Value};
use web_kit::{FieldErrors, FormData};

use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    handlers::{eligibility, product_id},
    pages::{Section, partner::NewIntegration},
    state::{Portal, Shared},
    words::sentence,
};

pub async fn show(State(portal): State<Shared>, viewer: SignedIn, jar: CookieJar) -> Answer {
    page(&portal, &viewer, &jar, "", FieldErrors::new()).await
}

/// The answers of the eligibility check in this browser, once it is complete.
async fn carried(portal: &Portal, jar: &CookieJar) -> Result<Option<BTreeMap<FieldId, Value>>, Failure> {
    match eligibility::of_browser(portal, jar).await {
        Ok(check) => Ok(check.carried()),
        Err(Error::Refused(_)) => Ok(None),
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    jar: &CookieJar,
    chosen: &str,
    errors: FieldErrors,
) -> Answer {
    let can_carry = carried(portal, jar).await?.is_some();
    let products = integrations::list_startable(&portal.ctx, viewer.actor).await?;
    let frame = portal.frame(viewer, Section::Integrations);
    Ok(portal.respond(&NewIntegration::new(frame, &products, chosen, can_carry, errors)))
}

pub async fn start(State(portal): State<Shared>, viewer: SignedIn, jar: CookieJar, sent: FormData) -> Answer {
    let chosen = sent.text(NewIntegration::PRODUCT);
    let wrong = |words: String| FieldErrors::from_iter([(NewIntegration::PRODUCT, words)]);
    let Ok(product) = product_id(chosen) else {
        return page(&portal, &viewer, &jar, chosen, wrong("Select a product".to_owned())).await;
    };
    let carried = match sent.text(NewIntegration::CARRY) {
        "yes" => carried(&portal, &jar).await?,
        _ => None,
    };
    let is_carried = carried.is_some();
    match integrations::start(&portal.ctx, viewer.actor, product, carried.unwrap_or_default()).await {
        Ok(id) => {
            let jar = if is_carried { eligibility::forget(&portal, jar).await? } else { jar };
            Ok((jar, Redirect::to(&format!("/integrations/{id}"))).into_response())
        }
        Err(Error::Refused(StartRefusal::NotFound(not_found))) => Err(not_found.into()),
        Err(Error::Refused(refusal)) => page(&portal, &viewer, &jar, chosen, wrong(sentence(refusal))).await,
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}
