//! Rotating and removing a client's keys.

use app::{
    Error, clients,
    portal::environments::{self, Refusal, View},
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

use super::place;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{Keys, NewKey, PlaceLink, RemoveKey, Section},
    state::{Portal, Shared},
    words::sentence,
};

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
) -> Answer {
    let view = environments::view(&portal.ctx, viewer.actor, &place(&path)?).await?;
    policy::allow(Action::ManageClients, &view.roles)?;
    page(&portal, &viewer, &view, &NewKey::default(), FieldErrors::new())
}

fn place_of(view: &View) -> PlaceLink {
    PlaceLink::of(&view.product, &view.environment)
}

fn to_place(view: &View, done: &str) -> Redirect {
    Redirect::to(&format!("{}?done={done}", place_of(view).href()))
}

fn client(view: &View) -> Result<&Client, Failure> {
    view.client.as_ref().ok_or(Failure::NotFound)
}

fn page(portal: &Portal, viewer: &SignedIn, view: &View, typed: &NewKey, errors: FieldErrors) -> Answer {
    let frame = portal.frame(viewer, Section::Products);
    let place = place_of(view);
    Ok(portal.respond(&Keys::new(frame, place, client(view)?, portal.ctx.now(), typed, errors)))
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
    Path(path): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let place = place(&path)?;
    let view = environments::view(&portal.ctx, viewer.actor, &place).await?;
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
    match environments::rotate_key(&portal.ctx, viewer.actor, &place, &typed.public_key, overlap).await {
        Ok(_) => Ok(to_place(&view, "key-added").into_response()),
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
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let view = environments::view(&portal.ctx, viewer.actor, &place(&path)?).await?;
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
    portal.respond(&RemoveKey::new(frame, place_of(view), thumbprint, refusal))
}

pub async fn remove(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let place = place(&path)?;
    let view = environments::view(&portal.ctx, viewer.actor, &place).await?;
    let thumbprint = sent.text("thumbprint");
    match environments::remove_key(&portal.ctx, viewer.actor, &place, thumbprint).await {
        Ok(()) => Ok(to_place(&view, "key-removed").into_response()),
        Err(Error::Refused(Refusal::Client(refusal @ clients::Refusal::LastKey))) => {
            Ok(remove_page(&portal, &viewer, &view, thumbprint, Some(&sentence(&refusal))))
        }
        Err(error) => Err(failure(error)),
    }
}
