//! One integration, closely: its dense page, notes, and who looks after it.

use app::{
    Error,
    integrations::{
        self, ActRefusal, IntegrationId, Opened, People,
        portfolio::{self, AssignRefusal},
    },
    portal::NotFound,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::Uri;
use kernel::EmailAddress;
use onboarding::{Command, Refusal};
use web_kit::{FieldErrors, FormData};

use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    handlers::forms::{in_words, to},
    pages::{
        Section,
        desk::{self, NOTE, PROJECT_MANAGER, Shown},
    },
    state::{Portal, Shared},
    words::sentence,
};

/// An integration that the viewer may see, with everybody whom its log names.
pub(super) struct Case {
    pub id: IntegrationId,
    pub opened: Opened,
    pub people: People,
}

impl Case {
    pub async fn open(portal: &Portal, viewer: &SignedIn, integration: &str) -> Result<Self, Failure> {
        let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
        let opened = integrations::open(&portal.ctx, viewer.actor, id).await?;
        let people = integrations::people(&portal.ctx, &opened).await?;
        Ok(Self { id, opened, people })
    }

    /// Does something to it. A refusal is answered in words.
    pub async fn act(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        command: Command,
    ) -> Result<Result<(), String>, Failure> {
        match integrations::act(&portal.ctx, viewer.actor, self.id, command).await {
            Ok(_) => Ok(Ok(())),
            Err(error) => Ok(Err(in_words(error)?.words())),
        }
    }

    /// Whether it could be done now; if not, why in words.
    pub async fn would(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        command: Command,
    ) -> Result<Result<(), String>, Failure> {
        match integrations::would_act(&portal.ctx, viewer.actor, self.id, command).await {
            Ok(()) => Ok(Ok(())),
            Err(error) => Ok(Err(in_words(error)?.words())),
        }
    }

    /// The same, where a page has to know what was refused.
    pub async fn act_or_why(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        command: Command,
    ) -> Result<Result<(), (String, Option<Refusal>)>, Failure> {
        match integrations::act(&portal.ctx, viewer.actor, self.id, command).await {
            Ok(_) => Ok(Ok(())),
            Err(error) => {
                let refusal = match &error {
                    Error::Refused(ActRefusal::Refused(refusal)) => Some(refusal.clone()),
                    _ => None,
                };
                Ok(Err((in_words(error)?.words(), refusal)))
            }
        }
    }

    /// The address of one of its pages.
    pub fn below(&self, place: &str) -> String {
        format!("/integrations/{}/{place}", self.id)
    }
}

pub async fn cockpit(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    uri: Uri,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let banner = match FormData::from_query(&uri).text("done") {
        "noted" => Some("Note added"),
        "assigned" => Some("Project manager changed"),
        "offered" => Some("Times offered"),
        "recorded" => Some("Call recorded"),
        _ => None,
    };
    page(&portal, &viewer, &case, Shown { banner, ..Shown::default() }).await
}

async fn page(portal: &Portal, viewer: &SignedIn, case: &Case, shown: Shown<'_>) -> Answer {
    let managers = portfolio::project_managers(&portal.ctx, viewer.actor).await?;
    let frame = portal.frame(viewer, Section::Portfolio);
    Ok(portal.respond(&desk::cockpit(frame, &case.opened, &case.people, &managers, shown)))
}

pub async fn note(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let text = sent.text(NOTE);
    match case.act(&portal, &viewer, Command::Note { text: text.to_owned() }).await? {
        Ok(()) => Ok(to(&case.below("cockpit?done=noted"))),
        Err(words) => {
            let errors = FieldErrors::from_iter([(NOTE, words)]);
            page(&portal, &viewer, &case, Shown { note: text, errors, ..Shown::default() }).await
        }
    }
}

pub async fn assign(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(integration): Path<String>,
    sent: FormData,
) -> Answer {
    let case = Case::open(&portal, &viewer, &integration).await?;
    let typed = sent.text(PROJECT_MANAGER);
    let words = match typed.parse::<EmailAddress>() {
        Err(_) => "Choose a project manager".to_owned(),
        Ok(email) => match portfolio::assign(&portal.ctx, viewer.actor, case.id, email).await {
            Ok(()) => return Ok(assigned(&case, &sent)),
            Err(error) => assign_words(error)?,
        },
    };
    let errors = FieldErrors::from_iter([(PROJECT_MANAGER, words)]);
    page(&portal, &viewer, &case, Shown { assigned: typed, errors, ..Shown::default() }).await
}

// Back to where the button stood.
fn assigned(case: &Case, sent: &FormData) -> Response {
    match sent.text("from") {
        "my-day" => to("/my-day"),
        _ => to(&case.below("cockpit?done=assigned")),
    }
}

fn assign_words(error: Error<AssignRefusal>) -> Result<String, Failure> {
    match error {
        Error::Refused(AssignRefusal::Act(refusal)) => Ok(in_words(Error::Refused(refusal))?.words()),
        Error::Refused(refusal) => Ok(sentence(refusal)),
        Error::Internal(fault) => Err(fault.into()),
    }
}
