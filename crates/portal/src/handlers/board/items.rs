//! One item of a meeting: looking at it, asking, declaring an interest, deciding, and taking it off.

use app::{
    board::{self, BoardRefusal, Inquiry, ItemView, Verdict},
    integrations::{self, ActRefusal},
};
use axum::extract::{Path, State};
use http::Uri;
use onboarding::Refusal;
use toolkit::facts::Condition;
use web_kit::{FieldErrors, FormData};

use super::{ItemPath, ids, in_words, refused, to, typed_date};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Section,
        board::{
            CONDITIONS, ItemPage, ItemTyped, StepPage, TypedCondition, TypedVerdict, VerdictForm, item_path,
            meeting_path,
        },
    },
    state::{Portal, Shared},
    words::sentence,
};

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<ItemPath>,
    uri: Uri,
) -> Answer {
    let notice = match FormData::from_query(&uri).text("done") {
        "asked" => Some("Question asked. Whoever is asked gets an email"),
        "noted" => Some("Added to the record"),
        "interest" => Some("Interest declared"),
        "decided" => Some("Decision recorded. The partner sees it now"),
        _ => None,
    };
    page(&portal, &viewer, &path, notice, &ItemTyped::default(), FieldErrors::new()).await
}

async fn open(portal: &Portal, viewer: &SignedIn, path: &ItemPath) -> Result<ItemView, Failure> {
    let (meeting, integration, decision) = ids(path)?;
    Ok(board::item(&portal.ctx, viewer.actor, meeting, integration, decision).await?)
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    path: &ItemPath,
    notice: Option<&str>,
    typed: &ItemTyped,
    errors: FieldErrors,
) -> Answer {
    let item = open(portal, viewer, path).await?;
    let people = integrations::people(&portal.ctx, &item.opened).await?;
    let frame = portal.frame(viewer, Section::Board);
    Ok(portal.respond(&ItemPage::new(frame, &item, &people, notice, typed, errors)))
}

fn back(path: &ItemPath, word: &str) -> Result<axum::response::Response, Failure> {
    let (meeting, integration, decision) = ids(path)?;
    Ok(to(&format!("{}?done={word}", item_path(meeting.uuid(), integration.uuid(), &decision))))
}

pub async fn ask(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<ItemPath>,
    form: FormData,
) -> Answer {
    let (meeting, integration, decision) = ids(&path)?;
    let (to, text) = (form.text(ItemPage::WHOM).to_owned(), form.text(ItemPage::QUESTION).to_owned());
    let inquiry = Inquiry { to, text };
    match board::ask(&portal.ctx, viewer.actor, meeting, integration, decision, inquiry.clone()).await {
        Ok(()) => back(&path, "asked"),
        Err(error) => {
            let refusal = refused(error)?;
            let is_whom = matches!(refusal, BoardRefusal::Act(ActRefusal::Refused(Refusal::ChooseWhom)));
            let field = if is_whom { ItemPage::WHOM } else { ItemPage::QUESTION };
            let errors = FieldErrors::from_iter([(field, sentence(refusal))]);
            let typed = ItemTyped { inquiry, ..ItemTyped::default() };
            page(&portal, &viewer, &path, None, &typed, errors).await
        }
    }
}

pub async fn note(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<ItemPath>,
    form: FormData,
) -> Answer {
    let (meeting, integration, decision) = ids(&path)?;
    let note = form.text(ItemPage::NOTE).to_owned();
    match board::note(&portal.ctx, viewer.actor, meeting, integration, decision, note.clone()).await {
        Ok(()) => back(&path, "noted"),
        Err(error) => {
            let errors = FieldErrors::from_iter([(ItemPage::NOTE, in_words(error)?)]);
            page(&portal, &viewer, &path, None, &ItemTyped { note, ..ItemTyped::default() }, errors).await
        }
    }
}

pub async fn declare_interest(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<ItemPath>,
    form: FormData,
) -> Answer {
    let (meeting, integration, decision) = ids(&path)?;
    let interest = form.text(ItemPage::INTEREST).to_owned();
    let declared =
        board::declare_interest(&portal.ctx, viewer.actor, meeting, integration, decision, interest.clone());
    match declared.await {
        Ok(()) => back(&path, "interest"),
        Err(error) => {
            let errors = FieldErrors::from_iter([(ItemPage::INTEREST, in_words(error)?)]);
            let typed = ItemTyped { interest, ..ItemTyped::default() };
            page(&portal, &viewer, &path, None, &typed, errors).await
        }
    }
}

pub async fn decide(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<ItemPath>,
    form: FormData,
) -> Answer {
    let (meeting, integration, decision) = ids(&path)?;
    let typed = typed_verdict(&form);
    let again = async |typed: TypedVerdict, errors| {
        let typed = ItemTyped { verdict: typed, ..ItemTyped::default() };
        page(&portal, &viewer, &path, None, &typed, errors).await
    };
    let verdict = match parsed(&typed) {
        Ok(verdict) => verdict,
        Err(errors) => return again(typed, errors).await,
    };
    match board::decide(&portal.ctx, viewer.actor, meeting, integration, decision, verdict).await {
        Ok(()) => back(&path, "decided"),
        Err(error) => {
            let refusal = refused(error)?;
            let errors = FieldErrors::from_iter([(field(&refusal), sentence(refusal))]);
            again(typed, errors).await
        }
    }
}

fn typed_verdict(form: &FormData) -> TypedVerdict {
    let condition = |number| {
        let [text, owner, due] = VerdictForm::condition(number);
        TypedCondition {
            text: form.text(&text).to_owned(),
            owner: form.text(&owner).to_owned(),
            due: typed_date(form, &due),
        }
    };
    TypedVerdict {
        outcome: form.text(VerdictForm::OUTCOME).to_owned(),
        reason: form.text(VerdictForm::REASON).to_owned(),
        words: form.text(VerdictForm::WORDS).to_owned(),
        missing: form.text(VerdictForm::MISSING).to_owned(),
        conditions: (1..=CONDITIONS).map(condition).collect(),
    }
}

fn parsed(typed: &TypedVerdict) -> Result<Verdict, FieldErrors> {
    let mut errors = FieldErrors::new();
    if typed.outcome.is_empty() {
        errors.add(VerdictForm::OUTCOME, "Select an outcome");
    }
    let mut conditions = Vec::new();
    let all = (1..).zip(&typed.conditions);
    for (number, condition) in all.filter(|(_, condition)| !condition.is_empty()) {
        let [text, owner, due] = VerdictForm::condition(number);
        if condition.text.is_empty() {
            errors.add(text, format!("Condition {number}: enter what has to be done"));
        }
        if condition.owner.is_empty() {
            errors.add(owner, format!("Condition {number}: enter who does it"));
        }
        match condition.due.parse() {
            Some(due) => {
                let (text, owner) = (condition.text.clone(), condition.owner.clone());
                conditions.push(Condition { text, owner, due });
            }
            None => errors.add(
                format!("{due}-day"),
                format!("Condition {number}: enter a date by which it is done, such as 31 3 2027"),
            ),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Verdict {
        outcome: typed.outcome.clone(),
        reason: typed.reason.clone(),
        words: typed.words.clone(),
        missing: typed.missing.clone(),
        conditions,
    })
}

/// The control that a refusal is about.
fn field(refusal: &BoardRefusal) -> String {
    match refusal {
        BoardRefusal::Reason => VerdictForm::REASON.to_owned(),
        BoardRefusal::Condition => VerdictForm::condition(1)[0].clone(),
        BoardRefusal::Act(ActRefusal::Refused(Refusal::NameWhatIsMissing)) => VerdictForm::MISSING.to_owned(),
        BoardRefusal::Act(ActRefusal::Refused(Refusal::Needed(_) | Refusal::TooLong { .. })) => {
            VerdictForm::WORDS.to_owned()
        }
        _ => VerdictForm::OUTCOME.to_owned(),
    }
}

pub async fn show_take_off(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<ItemPath>,
) -> Answer {
    let item = open(&portal, &viewer, &path).await?;
    let frame = portal.frame(&viewer, Section::Board);
    Ok(portal.respond(&StepPage::take_off(frame, &item, "", FieldErrors::new())))
}

pub async fn take_off(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<ItemPath>,
    form: FormData,
) -> Answer {
    let (meeting, integration, decision) = ids(&path)?;
    let typed = form.text(StepPage::REASON);
    let taken = board::take_off(&portal.ctx, viewer.actor, meeting, integration, decision, typed.to_owned());
    match taken.await {
        Ok(()) => Ok(to(&format!("{}?done=off", meeting_path(meeting.uuid())))),
        Err(error) => {
            let errors = FieldErrors::from_iter([(StepPage::REASON, in_words(error)?)]);
            let item = open(&portal, &viewer, &path).await?;
            let frame = portal.frame(&viewer, Section::Board);
            Ok(portal.respond(&StepPage::take_off(frame, &item, typed, errors)))
        }
    }
}
