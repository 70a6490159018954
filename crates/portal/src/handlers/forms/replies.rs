//! A reviewer's question: reading it, replying to it, closing it.

use app::{
    integrations::{self, IntegrationId, Opened},
    portal::NotFound,
};
use axum::extract::{Path, State};
use onboarding::Command;
use toolkit::facts::Question;
use web_kit::{FieldErrors, FormData};

use super::{in_words, to};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Section,
        forms::{Place, ReplyPage},
    },
    state::{Portal, Shared},
};

async fn open(
    portal: &Portal,
    viewer: &SignedIn,
    integration: &str,
    number: &str,
) -> Result<(IntegrationId, Opened, Question), Failure> {
    let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
    let opened = integrations::open(&portal.ctx, viewer.actor, id).await?;
    let number: u32 = number.parse().map_err(|_| NotFound)?;
    let question = opened.facts.questions.iter().find(|one| one.number == number).cloned();
    let question = question.filter(|question| opened.may_read(question)).ok_or(NotFound)?;
    Ok((id, opened, question))
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, number)): Path<(String, String)>,
) -> Answer {
    let (_, opened, question) = open(&portal, &viewer, &integration, &number).await?;
    page(&portal, &viewer, &opened, &question, "", FieldErrors::new()).await
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    opened: &Opened,
    question: &Question,
    typed: &str,
    errors: FieldErrors,
) -> Answer {
    let people = integrations::people(&portal.ctx, opened).await?;
    let frame = portal.frame(viewer, Section::Integrations);
    Ok(portal.respond(&ReplyPage::new(frame, opened, &people, question, typed, errors)))
}

pub async fn save(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, number)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let (id, opened, question) = open(&portal, &viewer, &integration, &number).await?;
    let typed = sent.text(ReplyPage::REPLY);
    let command = if sent.text("close") == "yes" {
        Command::Close { question: question.number }
    } else if question.to.is_some() {
        Command::ReplyToBoard { question: question.number, text: typed.to_owned() }
    } else {
        Command::Reply { question: question.number, text: typed.to_owned() }
    };
    match integrations::act(&portal.ctx, viewer.actor, id, command).await {
        Ok(_) => Ok(to(&Place::of(&opened).question(question.number))),
        Err(error) => {
            let errors = FieldErrors::from_iter([(ReplyPage::REPLY, in_words(error)?.words())]);
            page(&portal, &viewer, &opened, &question, typed, errors).await
        }
    }
}
