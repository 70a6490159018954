//! Staff allow a product a client at an environment, or take that back.

use app::{
    Error,
    portal::{
        environment_access::{self, Refusal},
        environments::{self, View},
    },
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use onboarding::policy::{self, Action};
use web_kit::{FieldErrors, FormData};

use super::place;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{AccessPage, Decision, PlaceLink, Section},
    state::{Portal, Shared},
    words::sentence,
};

pub async fn show_allow(state: State<Shared>, viewer: SignedIn, path: Path<(String, String)>) -> Answer {
    show(state, viewer, path, Decision::Allow).await
}

pub async fn show_take_back(state: State<Shared>, viewer: SignedIn, path: Path<(String, String)>) -> Answer {
    show(state, viewer, path, Decision::TakeBack).await
}

async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    decision: Decision,
) -> Answer {
    let view = environments::view(&portal.ctx, viewer.actor, &place(&path)?).await?;
    policy::allow(Action::AllowClients, &view.roles)?;
    Ok(page(&portal, &viewer, &view, decision, "", FieldErrors::new()))
}

fn page(
    portal: &Portal,
    viewer: &SignedIn,
    view: &View,
    decision: Decision,
    typed: &str,
    errors: FieldErrors,
) -> Response {
    let frame = portal.frame(viewer, Section::Products);
    let place = PlaceLink::of(&view.product, &view.environment);
    portal.respond(&AccessPage::new(frame, place, decision, typed, errors))
}

pub async fn allow(
    state: State<Shared>,
    viewer: SignedIn,
    path: Path<(String, String)>,
    sent: FormData,
) -> Answer {
    decide(state, viewer, path, Decision::Allow, &sent).await
}

pub async fn take_back(
    state: State<Shared>,
    viewer: SignedIn,
    path: Path<(String, String)>,
    sent: FormData,
) -> Answer {
    decide(state, viewer, path, Decision::TakeBack, &sent).await
}

async fn decide(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    decision: Decision,
    sent: &FormData,
) -> Answer {
    let place = place(&path)?;
    let reason = sent.text(AccessPage::REASON);
    let (decided, done) = match decision {
        Decision::Allow => {
            (environment_access::allow(&portal.ctx, viewer.actor, &place, reason).await, "allowed")
        }
        Decision::TakeBack => {
            (environment_access::take_back(&portal.ctx, viewer.actor, &place, reason).await, "taken-back")
        }
    };
    let view = environments::view(&portal.ctx, viewer.actor, &place).await?;
    match decided {
        Ok(()) => {
            let page = PlaceLink::of(&view.product, &view.environment).href();
            Ok(Redirect::to(&format!("{page}?done={done}")).into_response())
        }
        Err(Error::Refused(Refusal::Denied(denied))) => Err(denied.into()),
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::from_iter([(AccessPage::REASON, sentence(refusal))]);
            Ok(page(&portal, &viewer, &view, decision, reason, errors))
        }
        Err(Error::Internal(fault)) => Err(Failure::Internal(fault)),
    }
}
