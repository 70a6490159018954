//! Those who work for the service: listing them, giving roles and taking them away.

use app::{
    Error,
    portal::staff::{self, Given, StaffRefusal},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use kernel::EmailAddress;
use onboarding::{policy::Action, role::StaffRole};
use web_kit::{FieldErrors, FormData};

use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{Section, StaffMember, StaffPage, StaffTyped},
    state::{Portal, Shared},
    words::{date, sentence},
};

pub async fn list(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let given = staff::list(&portal.ctx, viewer.actor).await?;
    let notice = match FormData::from_query(&uri).text("done") {
        "given" => Some("Role given. We have sent them an email"),
        "taken" => Some("Role taken away. We have sent them an email"),
        _ => None,
    };
    Ok(page(&portal, &viewer, &given, notice, &StaffTyped::default(), FieldErrors::new()))
}

fn page(
    portal: &Portal,
    viewer: &SignedIn,
    given: &[Given],
    notice: Option<&str>,
    typed: &StaffTyped,
    errors: FieldErrors,
) -> Response {
    let members = given.iter().map(|one| StaffMember {
        email: one.email.to_string(),
        role: one.role.clone(),
        since: date(one.given_at),
        given_by: one.given_by.as_ref().map(ToString::to_string),
    });
    let offered: Vec<StaffRole> = if viewer.may(Action::ManageStaff) {
        staff::known_roles(&portal.ctx).into_iter().collect()
    } else {
        Vec::new()
    };
    let frame = portal.frame(viewer, Section::Staff);
    portal.respond(&StaffPage::new(frame, &members.collect::<Vec<_>>(), &offered, notice, typed, errors))
}

pub async fn give(State(portal): State<Shared>, viewer: SignedIn, form: FormData) -> Answer {
    let typed = StaffTyped { email: form.text("email").to_owned(), role: form.text("role").to_owned() };
    let mut errors = FieldErrors::new();
    let email = typed
        .email
        .parse::<EmailAddress>()
        .map_err(|problem| errors.add(StaffPage::EMAIL, sentence(problem)));
    let role = typed.role.parse::<StaffRole>().map_err(|_| errors.add(StaffPage::ROLE, "Select a role"));
    if let (Ok(email), Ok(role)) = (email, role) {
        match staff::give(&portal.ctx, viewer.actor, email, role).await {
            Ok(()) => return Ok(Redirect::to("/staff?done=given").into_response()),
            Err(error) => errors.add(StaffPage::EMAIL, refused(error)?),
        }
    }
    again(&portal, &viewer, &typed, errors).await
}

pub async fn take(State(portal): State<Shared>, viewer: SignedIn, form: FormData) -> Answer {
    let email: EmailAddress = form.text("email").parse().map_err(|_| Failure::NotFound)?;
    let role: StaffRole = form.text("role").parse().map_err(|_| Failure::NotFound)?;
    match staff::take(&portal.ctx, viewer.actor, email, role).await {
        Ok(()) => Ok(Redirect::to("/staff?done=taken").into_response()),
        Err(error) => {
            let errors = FieldErrors::from_iter([(StaffPage::EMAIL, refused(error)?)]);
            again(&portal, &viewer, &StaffTyped::default(), errors).await
        }
    }
}

async fn again(portal: &Portal, viewer: &SignedIn, typed: &StaffTyped, errors: FieldErrors) -> Answer {
    let given = staff::list(&portal.ctx, viewer.actor).await?;
    Ok(page(portal, viewer, &given, None, typed, errors))
}

/// What the page says, unless there is no page to say it on.
fn refused(error: Error<StaffRefusal>) -> Result<String, Failure> {
    match error {
        Error::Refused(StaffRefusal::Denied(denied)) => Err(denied.into()),
        Error::Refused(refusal) => Ok(sentence(refusal)),
        Error::Internal(fault) => Err(fault.into()),
    }
}
