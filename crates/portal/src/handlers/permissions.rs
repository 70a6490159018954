//! What staff permit a client to do as a program: listing, giving, taking away.

mod typed;

use app::{
    Error,
    clients::permissions::{self, Line, Refusal},
    portal::environments::{self, View},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use identity::{Client, Permission};
use onboarding::policy::{self, Action};
use web_kit::{FieldErrors, FormData};

use super::place;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{PermissionTyped, PermissionsPage, PlaceLink, Section, TakePermission},
    state::{Portal, Shared},
    words::sentence,
};

/// A client with what it is permitted, for whoever of staff may know.
struct Case {
    view: View,
    client: Client,
    lines: Vec<Line>,
}

impl Case {
    async fn open(portal: &Portal, viewer: &SignedIn, path: &(String, String)) -> Result<Self, Failure> {
        let view = environments::view(&portal.ctx, viewer.actor, &place(path)?).await?;
        let client = view.client.clone().ok_or(Failure::NotFound)?;
        let listing = permissions::list(&portal.ctx, viewer.actor, &view.environment.id, &client.id);
        let lines = listing.await.map_err(failure)?;
        Ok(Self { view, client, lines })
    }

    fn place(&self) -> PlaceLink {
        PlaceLink::of(&self.view.product, &self.view.environment)
    }

    fn page(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        notice: Option<&str>,
        typed: &PermissionTyped,
        errors: FieldErrors,
    ) -> Response {
        let gives = policy::may(Action::PermitPrograms, &self.view.roles);
        let frame = portal.frame(viewer, Section::Products);
        let typed = gives.then_some(typed);
        portal.respond(&PermissionsPage::new(frame, self.place(), &self.lines, notice, typed, errors))
    }

    fn to_list(&self, done: &str) -> Response {
        Redirect::to(&format!("{}?done={done}", self.place().page("permissions"))).into_response()
    }
}

fn failure(error: Error<Refusal>) -> Failure {
    match error {
        Error::Refused(Refusal::Denied(denied)) => denied.into(),
        Error::Refused(_) => Failure::NotFound,
        Error::Internal(fault) => Failure::Internal(fault),
    }
}

pub async fn list(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let case = Case::open(&portal, &viewer, &path).await?;
    let notice = match FormData::from_query(&uri).text("done") {
        "permitted" => Some("Permitted. It works at once"),
        "taken" => Some("Taken away. Tokens that were made with it open nothing any more"),
        _ => None,
    };
    Ok(case.page(&portal, &viewer, notice, &PermissionTyped::default(), FieldErrors::new()))
}

pub async fn give(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &path).await?;
    let typed = typed::of(&sent);
    let errors = match typed::permit(&typed) {
        Ok(permit) => {
            let (environment, client) = (&case.view.environment.id, &case.client.id);
            match permissions::give(&portal.ctx, viewer.actor, environment, client, permit).await {
                Ok(_) => return Ok(case.to_list("permitted")),
                Err(Error::Refused(refusal)) if !matches!(refusal, Refusal::Denied(_)) => {
                    FieldErrors::from_iter([(PermissionsPage::PERMISSION, sentence(refusal))])
                }
                Err(error) => return Err(failure(error)),
            }
        }
        Err(errors) => errors,
    };
    Ok(case.page(&portal, &viewer, None, &typed, errors))
}

/// The permission that an address or a form names, if the client has it.
fn named(case: &Case, name: &str) -> Result<Permission, Failure> {
    let permission = name.parse().map_err(|_| Failure::NotFound)?;
    let has = case.lines.iter().any(|line| line.given.permission == permission);
    if has { Ok(permission) } else { Err(Failure::NotFound) }
}

pub async fn show_take(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let case = Case::open(&portal, &viewer, &path).await?;
    let permission = named(&case, FormData::from_query(&uri).text(PermissionsPage::PERMISSION))?;
    let frame = portal.frame(&viewer, Section::Products);
    Ok(portal.respond(&TakePermission::new(frame, case.place(), case.client.id.as_str(), permission)))
}

pub async fn take(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &path).await?;
    let permission: Permission =
        sent.text(PermissionsPage::PERMISSION).parse().map_err(|_| Failure::NotFound)?;
    let (environment, client) = (&case.view.environment.id, &case.client.id);
    match permissions::take(&portal.ctx, viewer.actor, environment, client, permission).await {
        // Somebody else took it away meanwhile: it is gone all the same.
        Ok(()) | Err(Error::Refused(Refusal::HasNot(_))) => Ok(case.to_list("taken")),
        Err(error) => Err(failure(error)),
    }
}
