//! Rotating and removing a client's keys.

use app::{
    Error, clients,
    portal::sandpit::{self, Refusal, View},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use identity::Client;
use kernel::SignedDuration;
use onboarding::policy::{self, Action};
use web_kit::{FieldErrors, FormData};

use super::product_id;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{Keys, NewKey, ProductLink, RemoveKey, Section},
    state::{Portal, Shared},
    words::sentence,
};

pub async fn show(State(portal): State<Shared>, viewer: SignedIn, Path(product): Path<String>) -> Answer {
    let view = sandpit::view(&portal.ctx, viewer.actor, product_id(&product)?).await?;
    policy::allow(Action::ManageClients, &view.roles)?;
    page(&portal, &viewer, &view, &NewKey::default(), FieldErrors::new())
}

fn client(view: &View) -> Result<&Client, Failure> {
    view.client.as_ref().ok_or(Failure::NotFound)
}

fn page(portal: &Portal, viewer: &SignedIn, view: &View, typed: &NewKey, errors: FieldErrors) -> Answer {
    let frame = portal.frame(viewer, Section::Products);
    let product = ProductLink::from(&view.product);
    Ok(portal.respond(&Keys::new(frame, product, client(view)?, portal.ctx.now(), typed, errors)))
}

fn overlap(text: &str) -> Option<SignedDuration> {
    match text {
        "0" => Some(SignedDuration::ZERO),
        "1" => Some(SignedDuration::from_hours(24)),
        "7" => Some(clients::KEY_OVERLAP),
        _ => None,
    }
}

pub async fn add(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    sent: FormData,
) -> Answer {
    let id = product_id(&product)?;
    let view = sandpit::view(&portal.ctx, viewer.actor, id).await?;
    policy::allow(Action::ManageClients, &view.roles)?;
    let typed = NewKey {
        public_key: sent.text("public_key").to_owned(),
        overlap: sent.text("overlap").to_owned(),
        private_key_pasted: false,
    };
    let Some(overlap) = overlap(&typed.overlap) else {
        let errors =
            FieldErrors::from_iter([(Keys::OVERLAP, "Select how long the other keys go on working")]);
        return page(&portal, &viewer, &view, &without_secret(typed), errors);
    };
    match sandpit::rotate_key(&portal.ctx, viewer.actor, id, &typed.public_key, overlap).await {
        Ok(_) => Ok(Redirect::to(&format!("/products/{id}?done=key-added")).into_response()),
        Err(Error::Refused(Refusal::Client(refusal))) => {
            let errors = FieldErrors::from_iter([(Keys::PUBLIC_KEY, sentence(&refusal))]);
            page(&portal, &viewer, &view, &without_secret(typed), errors)
        }
        Err(error) => Err(failure(error)),
    }
}

/// What was typed, less a secret: only a text that is a public key, or no key at all, is shown again.
fn without_secret(typed: NewKey) -> NewKey {
    let gives_away =
        jose::PublicKey::parse(&typed.public_key).err().is_some_and(|problem| problem.gives_a_secret_away());
    if gives_away { NewKey { public_key: String::new(), private_key_pasted: true, ..typed } } else { typed }
}

fn failure(error: Error<Refusal>) -> Failure {
    match error {
        Error::Refused(Refusal::Denied(denied)) => denied.into(),
        Error::Refused(_) => Failure::NotFound,
        Error::Internal(fault) => Failure::Internal(fault),
    }
}

pub async fn show_remove(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    uri: Uri,
) -> Answer {
    let view = sandpit::view(&portal.ctx, viewer.actor, product_id(&product)?).await?;
    policy::allow(Action::ManageClients, &view.roles)?;
    let query = FormData::from_query(&uri);
    let thumbprint = query.text("thumbprint");
    let is_valid = client(&view)?.valid_keys(portal.ctx.now()).any(|key| key.thumbprint() == thumbprint);
    if is_valid { Ok(remove_page(&portal, &viewer, &view, thumbprint, None)) } else { Err(Failure::NotFound) }
}

fn remove_page(
    portal: &Portal,
    viewer: &SignedIn,
    view: &View,
    thumbprint: &str,
    refusal: Option<&str>,
) -> Response {
    let frame = portal.frame(viewer, Section::Products);
    portal.respond(&RemoveKey::new(frame, ProductLink::from(&view.product), thumbprint, refusal))
}

pub async fn remove(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    sent: FormData,
) -> Answer {
    let id = product_id(&product)?;
    let view = sandpit::view(&portal.ctx, viewer.actor, id).await?;
    let thumbprint = sent.text("thumbprint");
    match sandpit::remove_key(&portal.ctx, viewer.actor, id, thumbprint).await {
        Ok(()) => Ok(Redirect::to(&format!("/products/{id}?done=key-removed")).into_response()),
        Err(Error::Refused(Refusal::Client(refusal @ clients::Refusal::LastKey))) => {
            Ok(remove_page(&portal, &viewer, &view, thumbprint, Some(&sentence(&refusal))))
        }
        Err(error) => Err(failure(error)),
    }
}
