//! Organisations and their people.

use std::collections::BTreeSet;

use app::{
    Actor, Error,
    portal::{
        Name, OrganisationId,
        organisations::{self, Answered, InviteRefusal, Member, MemberRefusal, People},
    },
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use kernel::{EmailAddress, OdsCode};
use onboarding::{
    policy::{self, Action},
    role::PartnerRole,
};
use web_kit::{FieldErrors, FormData};

use super::organisation_id;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Invitation, MemberPage, Members, NewOrganisation, OrganisationPage, Person, RemoveMember, Section,
        Whose,
    },
    state::{Portal, Shared},
    words::{date, sentence},
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
    let notice = notice(&people, &FormData::from_query(&uri));
    Ok(page(&portal, &viewer, &people, notice, &Invitation::fresh(), FieldErrors::new()))
}

// Only an address that was really asked is repeated, so that a link cannot make the page say anything.
fn notice(people: &People, query: &FormData) -> Option<String> {
    match query.text("done") {
        "roles" => Some("Roles saved".to_owned()),
        "removed" => Some("Removed".to_owned()),
        "code" => Some("Code saved. This is what the registers say".to_owned()),
        _ => {
            let invited = people.invited.iter().find(|one| one.email.as_str() == query.text("invited"))?;
            Some(format!("We have sent an invitation to {}", invited.email))
        }
    }
}

fn page(
    portal: &Portal,
    viewer: &SignedIn,
    people: &People,
    notice: Option<String>,
    typed: &Invitation,
    errors: FieldErrors,
) -> Response {
    page_with_code(portal, viewer, people, notice, (typed, None), errors)
}

/// `code_typed` is what was typed as the code, where that is what was wrong.
fn page_with_code(
    portal: &Portal,
    viewer: &SignedIn,
    people: &People,
    notice: Option<String>,
    (typed, code_typed): (&Invitation, Option<&str>),
    errors: FieldErrors,
) -> Response {
    let invited = people.invited.iter().map(|one| Person {
        id: String::new(),
        email: one.email.to_string(),
        roles: one.roles.clone(),
    });
    let ods_code = people.organisation.ods_code.as_ref().map(ToString::to_string).unwrap_or_default();
    let shown = Members {
        code_typed: code_typed.map_or_else(|| ods_code.clone(), ToOwned::to_owned),
        registers: people.registers.iter().map(told).collect(),
        id: people.organisation.id.to_string(),
        name: people.organisation.name.clone(),
        ods_code,
        members: people.members.iter().map(person).collect(),
        invited: invited.collect(),
        manages: policy::may(Action::ManageMembers, &people.roles),
        makes_tokens: policy::may(Action::ManageTokens, &people.roles),
    };
    let frame = portal.frame(viewer, Section::Products);
    portal.respond(&OrganisationPage::new(frame, shown, notice, typed, errors))
}

fn told(answer: &Answered) -> String {
    let (source, asked) = (sentence(&answer.source), date(answer.looked_up_at));
    format!("{source}: {}. {} Asked on {asked}.", answer.says, answer.detail)
}

pub async fn set_code(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(organisation): Path<String>,
    form: FormData,
) -> Answer {
    let id = organisation_id(&organisation)?;
    let people = organisations::people(&portal.ctx, viewer.actor, id).await?;
    policy::allow(Action::ManageMembers, &people.roles)?;
    let typed = form.text("ods_code");
    match typed.parse::<OdsCode>() {
        Ok(code) => {
            organisations::set_ods_code(&portal.ctx, viewer.actor, id, code).await?;
            Ok(Redirect::to(&format!("/organisations/{id}?done=code")).into_response())
        }
        Err(problem) => {
            let errors = FieldErrors::from_iter([(OrganisationPage::ODS_CODE, sentence(problem))]);
            let typed = (&Invitation::fresh(), Some(typed));
            Ok(page_with_code(&portal, &viewer, &people, None, typed, errors))
        }
    }
}

fn person(member: &Member) -> Person {
    Person { id: member.user_id.to_string(), email: member.email.to_string(), roles: member.roles.clone() }
}

/// The roles that were ticked; what is no role was not on the page.
fn ticked(form: &FormData) -> BTreeSet<PartnerRole> {
    form.all(OrganisationPage::ROLES).filter_map(|text| text.parse().ok()).collect()
}

fn ids(roles: &BTreeSet<PartnerRole>) -> Vec<String> {
    roles.iter().map(|role| role.id().to_owned()).collect()
}

pub async fn invite(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(organisation): Path<String>,
    form: FormData,
) -> Answer {
    let id = organisation_id(&organisation)?;
    let people = organisations::people(&portal.ctx, viewer.actor, id).await?;
    let promised = ticked(&form);
    let typed = Invitation { email: form.text("email").to_owned(), roles: ids(&promised) };
    let again = |field: &'static str, problem: String| {
        let errors = FieldErrors::from_iter([(field, sentence(problem))]);
        Ok(page(&portal, &viewer, &people, None, &typed, errors))
    };
    let email: EmailAddress = match typed.email.parse() {
        Ok(email) => email,
        Err(problem) => return again(OrganisationPage::EMAIL, kernel::EmailProblem::to_string(&problem)),
    };
    let query =
        form_urlencoded::Serializer::new(String::new()).append_pair("invited", email.as_str()).finish();
    match organisations::invite(&portal.ctx, viewer.actor, id, email, promised).await {
        Ok(()) => Ok(Redirect::to(&format!("/organisations/{id}?{query}")).into_response()),
        Err(Error::Refused(InviteRefusal::Denied(denied))) => Err(denied.into()),
        Err(Error::Refused(refusal @ InviteRefusal::NoRole)) => {
            again(OrganisationPage::ROLES, refusal.to_string())
        }
        Err(Error::Refused(refusal)) => again(OrganisationPage::EMAIL, refusal.to_string()),
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

/// An organisation's page about one of its people.
struct About {
    id: OrganisationId,
    member: Member,
    whose: Whose,
}

async fn about(
    portal: &Portal,
    viewer: &SignedIn,
    (organisation, user): (String, String),
) -> Result<About, Failure> {
    let id = organisation_id(&organisation)?;
    let people = organisations::people(&portal.ctx, viewer.actor, id).await?;
    policy::allow(Action::ManageMembers, &people.roles)?;
    let member = people.members.into_iter().find(|member| member.user_id.to_string() == user);
    let whose = Whose { id: id.to_string(), name: people.organisation.name };
    Ok(About { id, member: member.ok_or(Failure::NotFound)?, whose })
}

pub async fn show_member(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
) -> Answer {
    let About { member, whose, .. } = about(&portal, &viewer, path).await?;
    let frame = portal.frame(&viewer, Section::Products);
    let page = MemberPage::new(frame, whose, &person(&member), &ids(&member.roles), FieldErrors::new());
    Ok(portal.respond(&page))
}

pub async fn change_member(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let About { id, member, whose } = about(&portal, &viewer, path).await?;
    let wanted = ticked(&form);
    let chosen = ids(&wanted);
    match organisations::change_roles(&portal.ctx, viewer.actor, id, member.user_id.into(), wanted).await {
        Ok(()) => Ok(Redirect::to(&format!("/organisations/{id}?done=roles")).into_response()),
        Err(error) => {
            let errors = FieldErrors::from_iter([(MemberPage::ROLES, refused_member(error)?)]);
            let frame = portal.frame(&viewer, Section::Products);
            Ok(portal.respond(&MemberPage::new(frame, whose, &person(&member), &chosen, errors)))
        }
    }
}

/// What the page says, unless there is no page to say it on.
fn refused_member(error: Error<MemberRefusal>) -> Result<String, Failure> {
    match error {
        Error::Refused(MemberRefusal::Denied(denied)) => Err(denied.into()),
        Error::Refused(refusal) => Ok(sentence(refusal)),
        Error::Internal(fault) => Err(fault.into()),
    }
}

pub async fn show_remove_member(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
) -> Answer {
    let About { member, whose, .. } = about(&portal, &viewer, path).await?;
    let frame = portal.frame(&viewer, Section::Products);
    Ok(portal.respond(&RemoveMember::new(frame, whose, &person(&member), None)))
}

pub async fn remove_member(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
) -> Answer {
    let About { id, member, whose } = about(&portal, &viewer, path).await?;
    match organisations::remove_member(&portal.ctx, viewer.actor, id, member.user_id.into()).await {
        Ok(()) if viewer.actor == Actor::User(member.user_id.into()) => {
            Ok(Redirect::to("/products").into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("/organisations/{id}?done=removed")).into_response()),
        Err(error) => {
            let why = refused_member(error)?;
            let frame = portal.frame(&viewer, Section::Products);
            Ok(portal.respond(&RemoveMember::new(frame, whose, &person(&member), Some(&why))))
        }
    }
}
