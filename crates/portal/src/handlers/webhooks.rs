//! Webhooks of an integration: listing them, adding and removing one, sending something again.

use app::{
    Error,
    integrations::IntegrationId,
    portal::NotFound,
    webhooks::{self, WebhookRefusal},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use uuid::Uuid;
use web_kit::{FieldErrors, FormData};

use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{Section, WebhookDone, WebhooksPage},
    state::{Portal, Shared},
    words::sentence,
};

fn integration(text: &str) -> Result<IntegrationId, NotFound> {
    text.parse().map_err(|_| NotFound)
}

fn row(text: &str) -> Result<Uuid, NotFound> {
    text.parse().map_err(|_| NotFound)
}

pub async fn list(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(id): Path<String>,
    uri: Uri,
) -> Answer {
    let done = match FormData::from_query(&uri).text("done") {
        "removed" => WebhookDone::Said("Webhook removed"),
        "replayed" => WebhookDone::Said("It is sent again"),
        _ => WebhookDone::Nothing,
    };
    page(&portal, &viewer, integration(&id)?, &done, "", FieldErrors::new()).await
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    id: IntegrationId,
    done: &WebhookDone,
    typed: &str,
    errors: FieldErrors,
) -> Result<Response, Failure> {
    let listing = webhooks::list(&portal.ctx, viewer.actor, id).await?;
    let frame = portal.frame(viewer, Section::Integrations);
    let above = format!("/integrations/{id}");
    Ok(portal.respond(&WebhooksPage::new(frame, &above, &listing, done, typed, errors)))
}

pub async fn add(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(id): Path<String>,
    form: FormData,
) -> Answer {
    let (id, typed) = (integration(&id)?, form.text(WebhooksPage::URL));
    match webhooks::add(&portal.ctx, viewer.actor, id, typed).await {
        Ok(secret) => {
            let done = WebhookDone::Added(secret.expose().to_owned());
            page(&portal, &viewer, id, &done, "", FieldErrors::new()).await
        }
        Err(Error::Refused(WebhookRefusal::Denied(denied))) => Err(denied.into()),
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::from_iter([(WebhooksPage::URL, sentence(refusal))]);
            page(&portal, &viewer, id, &WebhookDone::Nothing, typed, errors).await
        }
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}

pub async fn remove(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((id, webhook)): Path<(String, String)>,
) -> Answer {
    webhooks::remove(&portal.ctx, viewer.actor, integration(&id)?, row(&webhook)?).await?;
    Ok(Redirect::to(&format!("/integrations/{id}/webhooks?done=removed")).into_response())
}

pub async fn replay(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((id, delivery)): Path<(String, String)>,
) -> Answer {
    webhooks::replay(&portal.ctx, viewer.actor, integration(&id)?, row(&delivery)?).await?;
    Ok(Redirect::to(&format!("/integrations/{id}/webhooks?done=replayed")).into_response())
}
