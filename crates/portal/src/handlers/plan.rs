//! The plan: who does what, and when. Also the documents library.

use app::{
    Internal,
    integrations::{self, IntegrationId, Opened, plan},
    portal::NotFound,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::Uri;
use onboarding::Command;
use toolkit::{
    Value,
    answer::{self, Typed},
    definition::{Field, Milestone, RoleNeed},
};
use web_kit::{FieldErrors, FormData};

use super::{
    download::download,
    forms::{in_words, to, typed},
};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Section,
        forms::Place,
        plan::{LibraryPage, MilestonePage, NeedPage, PlanPage, Typed as TypedName, date_field},
    },
    state::{Portal, Shared},
};

async fn open(
    portal: &Portal,
    viewer: &SignedIn,
    integration: &str,
) -> Result<(IntegrationId, Opened), Failure> {
    let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
    Ok((id, integrations::open(&portal.ctx, viewer.actor, id).await?))
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    opened: &Opened,
    done: &str,
    anchor: &Typed,
    errors: FieldErrors,
) -> Answer {
    let people = integrations::people(&portal.ctx, opened).await?;
    let frame = portal.frame(viewer, Section::Integrations);
    Ok(portal.respond(&PlanPage::new(frame, opened, &people, (done, anchor), errors)))
}

fn nothing() -> Typed {
    Typed::Text(String::new())
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    uri: Uri,
) -> Answer {
    let (_, opened) = open(&portal, &viewer, &integration).await?;
    let query = FormData::from_query(&uri);
    page(&portal, &viewer, &opened, query.text("done"), &nothing(), FieldErrors::new()).await
}

// A date that was typed, or what is wrong with it.
fn date_of(opened: &Opened, field: &Field, typed: &Typed) -> Result<kernel::Date, String> {
    match answer::parse(&opened.definition, field, typed) {
        Ok(Some(Value::Text(date))) => {
            date.parse().map_err(|_| format!("{} must be a real date", field.label))
        }
        Ok(_) => Err("Enter a date".to_owned()),
        Err(problem) => Err(problem.0),
    }
}

/// Proposes the dates that are not set yet.
pub async fn propose(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    sent: FormData,
) -> Answer {
    let (id, opened) = open(&portal, &viewer, &integration).await?;
    let field = date_field();
    let typed = typed::read(&field, PlanPage::DATE, &sent);
    let wrong = |words: String| FieldErrors::from_iter([(format!("{}-day", PlanPage::DATE), words)]);
    let anchor = match date_of(&opened, &field, &typed) {
        Ok(anchor) => anchor,
        Err(words) => return page(&portal, &viewer, &opened, "", &typed, wrong(words)).await,
    };
    match integrations::act(&portal.ctx, viewer.actor, id, Command::ProposePlan { anchor }).await {
        Ok(_) => Ok(to(&format!("{}?done=proposed", Place::of(&opened).plan()))),
        Err(error) => {
            let errors = wrong(in_words(error)?.words());
            page(&portal, &viewer, &opened, "", &typed, errors).await
        }
    }
}

/// A milestone that applies.
fn milestone_of(opened: &Opened, id: &str) -> Result<Milestone, NotFound> {
    let found = plan::milestones(opened).into_iter().find(|one| one.id.as_str() == id);
    found.cloned().ok_or(NotFound)
}

fn ask_date(
    portal: &Portal,
    viewer: &SignedIn,
    opened: &Opened,
    milestone: &Milestone,
    typed: (&Typed, &str),
    errors: FieldErrors,
) -> Response {
    let frame = portal.frame(viewer, Section::Integrations);
    portal.respond(&MilestonePage::new(frame, opened, milestone, typed, errors))
}

pub async fn show_milestone(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, milestone)): Path<(String, String)>,
) -> Answer {
    let (_, opened) = open(&portal, &viewer, &integration).await?;
    let milestone = milestone_of(&opened, &milestone)?;
    let planned = opened.facts.plan.get(&milestone.id);
    let value = planned.map(|planned| Value::text(&planned.date.to_string()));
    let typed = crate::pages::forms::filled(&date_field(), value.as_ref());
    Ok(ask_date(&portal, &viewer, &opened, &milestone, (&typed, ""), FieldErrors::new()))
}

pub async fn set_milestone(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, milestone)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let (id, opened) = open(&portal, &viewer, &integration).await?;
    let milestone = milestone_of(&opened, &milestone)?;
    let typed = typed::read(&date_field(), PlanPage::DATE, &sent);
    let reason = sent.text(MilestonePage::REASON);
    let wrong = |words: String| FieldErrors::from_iter([(format!("{}-day", PlanPage::DATE), words)]);
    let shown = |errors| Ok(ask_date(&portal, &viewer, &opened, &milestone, (&typed, reason), errors));
    let date = match date_of(&opened, &date_field(), &typed) {
        Ok(date) => date,
        Err(words) => return shown(wrong(words)),
    };
    let command = Command::SetMilestone { milestone: milestone.id.clone(), date, reason: reason.to_owned() };
    match integrations::act(&portal.ctx, viewer.actor, id, command).await {
        Ok(_) => Ok(to(&format!("{}?done=dated", Place::of(&opened).plan()))),
        Err(error) => shown(wrong(in_words(error)?.words())),
    }
}

/// A role that applies.
fn need_of(opened: &Opened, id: &str) -> Result<RoleNeed, NotFound> {
    plan::needs(opened).into_iter().find(|one| one.id == id).cloned().ok_or(NotFound)
}

pub async fn show_need(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, need)): Path<(String, String)>,
) -> Answer {
    let (_, opened) = open(&portal, &viewer, &integration).await?;
    let need = need_of(&opened, &need)?;
    let named = opened.facts.named.get(&need.id);
    let typed = named.map(|named| TypedName { name: named.name.clone(), email: named.email.clone() });
    let frame = portal.frame(&viewer, Section::Integrations);
    let page = NeedPage::new(frame, &opened, &need, &typed.unwrap_or_default(), FieldErrors::new());
    Ok(portal.respond(&page))
}

pub async fn name(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, need)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let (id, opened) = open(&portal, &viewer, &integration).await?;
    let need = need_of(&opened, &need)?;
    let typed = TypedName {
        name: sent.text(NeedPage::NAME).to_owned(),
        email: sent.text(NeedPage::EMAIL).to_owned(),
    };
    let command =
        Command::Name { need: need.id.clone(), name: typed.name.clone(), email: typed.email.clone() };
    match integrations::act(&portal.ctx, viewer.actor, id, command).await {
        Ok(_) => Ok(to(&format!("{}?done=named", Place::of(&opened).plan()))),
        Err(error) => {
            // What is said of the address belongs beside it, all else beside the name.
            let words = in_words(error)?.words();
            let beside = if words.contains("email address") { NeedPage::EMAIL } else { NeedPage::NAME };
            let errors = FieldErrors::from_iter([(beside, words)]);
            let frame = portal.frame(&viewer, Section::Integrations);
            Ok(portal.respond(&NeedPage::new(frame, &opened, &need, &typed, errors)))
        }
    }
}

pub async fn calendar(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
) -> Answer {
    let (_, opened) = open(&portal, &viewer, &integration).await?;
    let address = format!("{}{}", portal.ctx.portal_url, Place::of(&opened).plan());
    Ok(download("plan.ics", "text/calendar; charset=utf-8", plan::calendar(&opened, &address)))
}

pub async fn workbook(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
) -> Answer {
    let (_, opened) = open(&portal, &viewer, &integration).await?;
    let file = plan::workbook(&opened).map_err(|problem| Internal::Log(format!("a workbook: {problem}")))?;
    Ok(download("plan.xlsx", documents::Format::Excel.media_type(), file))
}

pub async fn library(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
) -> Answer {
    let (_, opened) = open(&portal, &viewer, &integration).await?;
    Ok(portal.respond(&LibraryPage::new(portal.frame(&viewer, Section::Integrations), &opened)))
}
