//! Forms of an integration: answering them question by question, checking and submitting them.

pub mod question;
pub mod replies;
pub mod rows;
pub mod typed;

use std::collections::BTreeMap;

use app::{
    Error, forms,
    integrations::{self, ActRefusal, IntegrationId, Opened, People},
    portal::NotFound,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use onboarding::{Command, Refusal};
use toolkit::{
    FieldId, Value,
    definition::{Field, Form},
    proposal::propose,
};
use web_kit::{FieldErrors, FormData};

use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Section,
        forms::{CheckAnswers, Place},
    },
    state::{Portal, Shared},
    words::sentence,
};

/// One form of an integration that the viewer may see.
pub(super) struct Page {
    pub id: IntegrationId,
    pub opened: Opened,
    pub form: Form,
    pub place: Place,
}

impl Page {
    pub async fn open(
        portal: &Portal,
        viewer: &SignedIn,
        integration: &str,
        form: &str,
    ) -> Result<Self, Failure> {
        let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
        let opened = integrations::open(&portal.ctx, viewer.actor, id).await?;
        let form = opened.definition.forms.iter().find(|one| one.id.as_str() == form).cloned();
        let form = form.ok_or(NotFound)?;
        let place = Place::of(&opened);
        Ok(Self { id, opened, form, place })
    }

    /// A question of the form that applies, with its id.
    pub fn field(&self, name: &str) -> Result<(FieldId, Field), NotFound> {
        let asked = forms::applicable(&self.form, &self.opened.facts);
        let field = asked.into_iter().find(|field| field.id == name).cloned().ok_or(NotFound)?;
        Ok((FieldId::of(&self.form.id, name).map_err(|_| NotFound)?, field))
    }

    /// The version of an answer: the position of its event, 0 for none.
    pub fn version(&self, field: &FieldId) -> u64 {
        self.opened.facts.answers.get(field).map_or(0, |answer| answer.mark.position)
    }

    /// What stands in a question's control that nobody answered yet.
    pub fn proposed(&self, id: &FieldId, field: &Field) -> Option<Value> {
        let facts = &self.opened.facts;
        if facts.answers.contains_key(id) { None } else { propose(&self.opened.definition, field, facts) }
    }

    /// Where somebody goes on who has answered a question with this.
    pub fn after(&self, field: &FieldId, value: Option<Value>) -> String {
        let facts = &self.opened.facts;
        let mut answers: BTreeMap<FieldId, Value> =
            facts.answers.iter().map(|(id, answer)| (id.clone(), answer.value.clone())).collect();
        match value {
            Some(value) => answers.insert(field.clone(), value),
            None => answers.remove(field),
        };
        match forms::next(&self.form, &answers, field.name()) {
            Some(next) => self.place.field(&self.form, &next.id),
            None => self.place.form(&self.form),
        }
    }

    /// Where the question before this one is.
    pub fn before(&self, field: &Field) -> String {
        match forms::previous(&self.form, &self.opened.facts, &field.id) {
            Some(previous) => self.place.field(&self.form, &previous.id),
            None => self.place.form(&self.form),
        }
    }

    pub async fn people(&self, portal: &Portal) -> Result<People, Failure> {
        Ok(integrations::people(&portal.ctx, &self.opened).await?)
    }
}

/// A refusal in words for its page, or what no page can mend. Somebody else's answer is for the caller.
pub(super) fn in_words(error: Error<ActRefusal>) -> Result<Refused, Failure> {
    match error {
        Error::Refused(ActRefusal::NotFound(not_found)) => Err(not_found.into()),
        Error::Refused(ActRefusal::Refused(Refusal::Conflict { by, theirs, position })) => {
            Ok(Refused::Conflict { by, theirs, position })
        }
        Error::Refused(refusal) => Ok(Refused::Words(sentence(refusal))),
        Error::Internal(fault) => Err(fault.into()),
    }
}

pub(super) enum Refused {
    Words(String),
    Conflict { by: String, theirs: Option<Value>, position: u64 },
}

impl Refused {
    pub fn words(self) -> String {
        match self {
            Self::Words(words) => words,
            Self::Conflict { .. } => "Somebody else changed this while you had the page open".to_owned(),
        }
    }
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let page = Page::open(&portal, &viewer, &integration, &form).await?;
    let done = FormData::from_query(&uri).text("done") == "submitted";
    check(&portal, &viewer, &page, done, FieldErrors::new()).await
}

async fn check(portal: &Portal, viewer: &SignedIn, page: &Page, done: bool, errors: FieldErrors) -> Answer {
    let people = page.people(portal).await?;
    let frame = portal.frame(viewer, Section::Integrations);
    Ok(portal.respond(&CheckAnswers::new(frame, &page.opened, &people, &page.form, done, errors)))
}

pub async fn submit(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form)): Path<(String, String)>,
) -> Answer {
    let page = Page::open(&portal, &viewer, &integration, &form).await?;
    let command = Command::Submit { form: page.form.id.clone() };
    match integrations::act(&portal.ctx, viewer.actor, page.id, command).await {
        Ok(_) => Ok(to(&format!("{}?done=submitted", page.place.form(&page.form)))),
        Err(error) => {
            let words = in_words(error)?.words();
            let errors = FieldErrors::from_iter([(CheckAnswers::SUBMISSION, words)]);
            check(&portal, &viewer, &page, false, errors).await
        }
    }
}

/// Leads to the first question that waits for an answer.
pub async fn start(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form)): Path<(String, String)>,
) -> Answer {
    let page = Page::open(&portal, &viewer, &integration, &form).await?;
    let first = forms::first(&page.form, &page.opened.facts);
    Ok(
        to(&first
            .map_or_else(|| page.place.form(&page.form), |field| page.place.field(&page.form, &field.id))),
    )
}

pub(super) fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}
