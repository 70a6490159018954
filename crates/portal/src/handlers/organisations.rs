//! Organisations and their people.

use app::{
    Error,
    portal::{
        Name,
        organisations::{self, InviteRefusal, People},
    },
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use kernel::{EmailAddress, OdsCode};
use web_kit::{FieldErrors, FormData};

use super::organisation_id;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{Members, NewOrganisation, OrganisationPage, Section},
    state::{Portal, Shared},
    words::sentence,
};

pub async fn show_new(State(portal): State<Shared>, viewer: SignedIn) -> Response {
    let frame = portal.frame(&viewer, Section::Products);
    portal.respond(&NewOrganisation::new(frame, "", "", FieldErrors::new()))
}

pub async fn create(State(portal): State<Shared>, viewer: SignedIn, form: FormData) -> Answer {
    let (name, ods_code) = (form.text("name"), form.text("ods_code"));
    match parsed(name, ods_code) {
        Ok((name, ods_code)) => {
            organisations::create(&portal.ctx, viewer.actor, name, ods_code).await?;
            Ok(Redirect::to("/products/new").into_response())
        }
        Err(errors) => {
            let frame = portal.frame(&viewer, Section::Products);
            Ok(portal.respond(&NewOrganisation::new(frame, name, ods_code, errors)))
        }
    }
}

fn parsed(name: &str, ods_code: &str) -> Result<(Name, Option<OdsCode>), FieldErrors> {
    let mut errors = FieldErrors::new();
    let name = name.parse().map_err(|problem: app::portal::NameProblem| {
        errors.add(NewOrganisation::NAME, sentence(problem));
    });
    let ods_code = if ods_code.is_empty() { Ok(None) } else { ods_code.parse().map(Some) };
    let ods_code = ods_code.map_err(|problem: kernel::OdsProblem| {
        errors.add(NewOrganisation::ODS_CODE, sentence(problem));
    });
    match (name, ods_code) {
        (Ok(name), Ok(ods_code)) => Ok((name, ods_code)),
        _ => Err(errors),
    }
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(organisation): Path<String>,
    uri: Uri,
) -> Answer {
    let id = organisation_id(&organisation)?;
    let people = organisations::people(&portal.ctx, viewer.actor, id).await?;
    let query = FormData::from_query(&uri);
    // Only an address that was really asked is repeated, so that a link cannot make the page say anything.
    let invited = people.invited.iter().find(|address| address.as_str() == query.text("invited"));
    let invited = invited.map(ToString::to_string);
    Ok(page(&portal, &viewer, &people, invited.as_deref(), "", FieldErrors::new()))
}

fn page(
    portal: &Portal,
    viewer: &SignedIn,
    people: &People,
    invited: Option<&str>,
    typed: &str,
    errors: FieldErrors,
) -> Response {
    let shown = Members {
        id: people.organisation.id.to_string(),
        name: people.organisation.name.clone(),
        ods_code: people.organisation.ods_code.as_ref().map(ToString::to_string).unwrap_or_default(),
        members: people.members.iter().map(ToString::to_string).collect(),
        invited: people.invited.iter().map(ToString::to_string).collect(),
    };
    let frame = portal.frame(viewer, Section::Products);
    portal.respond(&OrganisationPage::new(frame, shown, invited, typed, errors))
}

pub async fn invite(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(organisation): Path<String>,
    form: FormData,
) -> Answer {
    let id = organisation_id(&organisation)?;
    let people = organisations::people(&portal.ctx, viewer.actor, id).await?;
    let typed = form.text("email");
    let again = |problem: String| {
        let errors = FieldErrors::from_iter([(OrganisationPage::EMAIL, sentence(problem))]);
        Ok(page(&portal, &viewer, &people, None, typed, errors))
    };
    let email: EmailAddress = match typed.parse() {
        Ok(email) => email,
        Err(problem) => return again(kernel::EmailProblem::to_string(&problem)),
    };
    let query =
        form_urlencoded::Serializer::new(String::new()).append_pair("invited", email.as_str()).finish();
    match organisations::invite(&portal.ctx, viewer.actor, id, email).await {
        Ok(()) => Ok(Redirect::to(&format!("/organisations/{id}?{query}")).into_response()),
        Err(Error::Refused(InviteRefusal::NotFound(not_found))) => Err(not_found.into()),
        Err(Error::Refused(refusal)) => again(refusal.to_string()),
        Err(Error::Internal(fault)) => Err(Failure::Internal(fault)),
    }
}

pub async fn withdraw(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(organisation): Path<String>,
    form: FormData,
) -> Answer {
    let id = organisation_id(&organisation)?;
    // Whoever may not see the organisation learns nothing from what they sent.
    organisations::people(&portal.ctx, viewer.actor, id).await?;
    let email: EmailAddress = form.text("email").parse().map_err(|_| Failure::NotFound)?;
    organisations::withdraw(&portal.ctx, viewer.actor, id, email).await?;
    Ok(Redirect::to(&format!("/organisations/{id}")).into_response())
}
