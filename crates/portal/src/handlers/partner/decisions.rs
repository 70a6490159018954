//! What the partner decides for itself.

use app::{
    forms,
    integrations::{self, Opened},
    portal::NotFound,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use onboarding::{Command, command::NewDecision};
use toolkit::definition::{Decision, Does, Outcome, Side};
use web_kit::{FieldErrors, FormData};

use super::{open, people};
use crate::{
    access::SignedIn,
    failure::Answer,
    handlers::forms::in_words,
    pages::{
        Section,
        forms::Place,
        partner::{DecisionPage, DecisionTyped, Interruption, intended},
    },
    state::{Portal, Shared},
};

// Others decide on pages of their own.
fn find(opened: &Opened, decision: &str) -> Result<Decision, NotFound> {
    let found = opened.definition.decisions.iter().find(|one| one.id.as_str() == decision);
    let is_partners = |one: &&Decision| opened.definition.side(&one.by) == Side::Partner;
    found.filter(is_partners).cloned().ok_or(NotFound)
}

fn why_not(opened: &Opened, decision: &Decision) -> Option<String> {
    let standing = opened.standing();
    let decides = |does: &Does| matches!(does, Does::Decision(id) if *id == decision.id);
    let task = standing.tasks.iter().find(|task| decides(&task.task.does))?;
    forms::why_task_locked(&standing, task)
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    opened: &Opened,
    decision: &Decision,
    typed: &DecisionTyped,
    errors: FieldErrors,
) -> Answer {
    let people = people(portal, opened).await?;
    let why_not = why_not(opened, decision);
    let frame = portal.frame(viewer, Section::Integrations);
    Ok(portal.respond(&DecisionPage::new(frame, opened, &people, (decision, why_not), typed, errors)))
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, decision)): Path<(String, String)>,
) -> Answer {
    let opened = open(&portal, &viewer, &integration).await?;
    let decision = find(&opened, &decision)?;
    page(&portal, &viewer, &opened, &decision, &DecisionTyped::default(), FieldErrors::new()).await
}

fn typed(decision: &Decision, sent: &FormData) -> DecisionTyped {
    let fixed = decision
        .outcomes
        .iter()
        .map(|outcome| (outcome.id.clone(), sent.text(&DecisionPage::fixed(&outcome.id)).to_owned()));
    DecisionTyped {
        outcome: sent.text(DecisionPage::OUTCOME).to_owned(),
        fixed: fixed.collect(),
        words: sent.text(DecisionPage::WORDS).trim().to_owned(),
    }
}

/// The outcome and the whole reason, or what is missing beside its field.
fn parse<'d>(
    decision: &'d Decision,
    typed: &DecisionTyped,
) -> Result<(&'d Outcome, String), (String, String)> {
    let outcome = decision.outcomes.iter().find(|outcome| outcome.id == typed.outcome);
    let outcome =
        outcome.ok_or_else(|| (DecisionPage::OUTCOME.to_owned(), "Select what you decide".to_owned()))?;
    let fixed = typed.fixed.get(&outcome.id).filter(|reason| outcome.reasons.contains(reason));
    if !outcome.reasons.is_empty() && fixed.is_none() {
        return Err((DecisionPage::fixed(&outcome.id), "Select a reason".to_owned()));
    }
    if !outcome.passes && typed.words.is_empty() {
        return Err((DecisionPage::WORDS.to_owned(), "Enter the reason in your own words".to_owned()));
    }
    let reason = match fixed {
        Some(fixed) => format!("{fixed}. {}", typed.words),
        None => typed.words.clone(),
    };
    Ok((outcome, reason))
}

pub async fn decide(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, decision)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let opened = open(&portal, &viewer, &integration).await?;
    let decision = find(&opened, &decision)?;
    let typed = typed(&decision, &sent);
    let (outcome, reason) = match parse(&decision, &typed) {
        Ok(parsed) => parsed,
        Err(problem) => {
            let errors = FieldErrors::from_iter([problem]);
            return page(&portal, &viewer, &opened, &decision, &typed, errors).await;
        }
    };
    let place = Place::of(&opened);
    let first = intended(&place, &decision, outcome, &reason, &typed);
    if let Some(intended) = first.filter(|_| sent.text("confirmed") != "yes") {
        let frame = portal.frame(&viewer, Section::Integrations);
        return Ok(portal.respond(&Interruption::new(frame, place, intended)));
    }
    let command = Command::Decide(NewDecision {
        decision: decision.id.clone(),
        outcome: outcome.id.clone(),
        reason,
        missing: None,
        conditions: Vec::new(),
        meeting: None,
        paper_sha256: None,
    });
    match integrations::act(&portal.ctx, viewer.actor, opened.id, command).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=decided", place.integration)).into_response()),
        Err(error) => {
            let errors = FieldErrors::from_iter([(DecisionPage::OUTCOME, in_words(error)?.words())]);
            page(&portal, &viewer, &opened, &decision, &typed, errors).await
        }
    }
}
