//! Looking at what a partner submitted or added: asking, accepting, sending it back.

use app::portal::NotFound;
use axum::extract::{Path, State};
use http::Uri;
use onboarding::Command;
use toolkit::{
    FieldId, SlotId,
    definition::{Evidence, Form},
    facts::About,
};
use web_kit::{FieldErrors, FormData};

use super::case::Case;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    handlers::forms::to,
    pages::{
        Section,
        desk::{self, ACCEPT, FIELD, QUESTION, REASON, ReviewTyped},
    },
    state::{Portal, Shared},
};

// What was done just now, from the address that the page came back to.
fn banner(uri: &Uri) -> Option<&'static str> {
    match FormData::from_query(uri).text("done") {
        "ask" => Some("Question asked"),
        "accept" => Some("Accepted"),
        "refuse" => Some("Sent back with your reason"),
        "reopen" => Some("Opened again"),
        _ => None,
    }
}

/// A command with the field that a refusal of it stands beside; none where the page was not filled in.
type Wanted = Result<(Command, &'static str), (&'static str, &'static str)>;

fn form_of(case: &Case, form: &str) -> Result<Form, Failure> {
    let found = case.opened.definition.forms.iter().find(|one| one.id.as_str() == form).cloned();
    Ok(found.ok_or(NotFound)?)
}

fn slot_of(case: &Case, slot: &str) -> Result<Evidence, Failure> {
    let found = case.opened.definition.evidence.iter().find(|one| one.id.as_str() == slot).cloned();
    Ok(found.ok_or(NotFound)?)
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let form = form_of(&case, &form)?;
    let typed = ReviewTyped { banner: banner(&uri), ..ReviewTyped::default() };
    let frame = portal.frame(&viewer, Section::Portfolio);
    Ok(portal.respond(&desk::review(frame, &case.opened, &case.people, &form, &typed)))
}

fn wanted_of_form(form: &Form, sent: &FormData) -> Result<Wanted, Failure> {
    Ok(match sent.text("do") {
        "ask" => {
            let field = form.field(sent.text(FIELD)).and_then(|field| FieldId::of(&form.id, &field.id).ok());
            let ask = |field| Command::Ask {
                about: About::Field(field),
                to: None,
                text: sent.text(QUESTION).to_owned(),
            };
            field.map(|field| (ask(field), QUESTION)).ok_or((FIELD, "Choose an answer"))
        }
        "accept" => Ok((Command::Accept { form: form.id.clone() }, ACCEPT)),
        "reopen" => {
            let reason = sent.text(REASON).to_owned();
            Ok((Command::Reopen { form: form.id.clone(), reason }, REASON))
        }
        _ => return Err(Failure::NotFound),
    })
}

/// Does what is wanted. A refusal is answered as what the page says.
async fn attempt(
    portal: &Portal,
    viewer: &SignedIn,
    case: &Case,
    wanted: Wanted,
) -> Result<Result<(), FieldErrors>, Failure> {
    let (command, beside) = match wanted {
        Ok(wanted) => wanted,
        Err(problem) => return Ok(Err(FieldErrors::from_iter([problem]))),
    };
    let done = case.act(portal, viewer, command).await?;
    Ok(done.map_err(|words| FieldErrors::from_iter([(beside, words)])))
}

fn typed(sent: &FormData, errors: FieldErrors) -> ReviewTyped<'_> {
    ReviewTyped {
        field: sent.text(FIELD),
        question: sent.text(QUESTION),
        reason: sent.text(REASON),
        banner: None,
        errors,
    }
}

pub async fn act(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let form = form_of(&case, &form)?;
    let wanted = wanted_of_form(&form, &sent)?;
    match attempt(&portal, &viewer, &case, wanted).await? {
        Ok(()) => Ok(to(&case.below(&format!("review/{}?done={}", form.id, sent.text("do"))))),
        Err(errors) => {
            let frame = portal.frame(&viewer, Section::Portfolio);
            let typed = typed(&sent, errors);
            Ok(portal.respond(&desk::review(frame, &case.opened, &case.people, &form, &typed)))
        }
    }
}

pub async fn show_evidence(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, slot)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let slot = slot_of(&case, &slot)?;
    let typed = ReviewTyped { banner: banner(&uri), ..ReviewTyped::default() };
    let frame = portal.frame(&viewer, Section::Lane);
    Ok(portal.respond(&desk::review_evidence(frame, &case.opened, &case.people, &slot, &typed)))
}

fn wanted_of_slot(slot: &SlotId, sent: &FormData) -> Result<Wanted, Failure> {
    let (slot, document) = (slot.clone(), sent.text("document").to_owned());
    Ok(Ok(match sent.text("do") {
        "ask" => (
            Command::Ask { about: About::Evidence(slot), to: None, text: sent.text(QUESTION).to_owned() },
            QUESTION,
        ),
        "accept" => (Command::AcceptEvidence { slot, document }, ACCEPT),
        "refuse" => {
            (Command::RefuseEvidence { slot, document, reason: sent.text(REASON).to_owned() }, REASON)
        }
        _ => return Err(Failure::NotFound),
    }))
}

pub async fn act_on_evidence(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, slot)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let slot = slot_of(&case, &slot)?;
    let wanted = wanted_of_slot(&slot.id, &sent)?;
    match attempt(&portal, &viewer, &case, wanted).await? {
        Ok(()) => Ok(to(&case.below(&format!("review/evidence/{}?done={}", slot.id, sent.text("do"))))),
        Err(errors) => {
            let frame = portal.frame(&viewer, Section::Lane);
            let typed = typed(&sent, errors);
            Ok(portal.respond(&desk::review_evidence(frame, &case.opened, &case.people, &slot, &typed)))
        }
    }
}
