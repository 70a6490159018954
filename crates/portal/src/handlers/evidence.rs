//! Files that show something: what was added, adding one, and taking one out again.

use app::{
    Error,
    integrations::{
        self, IntegrationId, Opened,
        evidence::{self, AddRefusal, Upload},
    },
    portal::NotFound,
};
use axum::{
    extract::{Path, Request, State},
    response::Response,
};
use http::Uri;
use toolkit::{
    Value,
    answer::{self, Typed},
    definition::Evidence,
};
use web_kit::{FieldErrors, FormData, UploadForm};

use super::{
    download::download,
    forms::{in_words, to, typed},
};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Section,
        evidence::{AddEvidence, EvidencePage, dated_field},
        forms::{Place, error_id},
    },
    state::{Portal, Shared},
    words::sentence,
};

/// A place for files of an integration that the viewer may see.
struct Meant {
    id: IntegrationId,
    opened: Opened,
    slot: Evidence,
}

impl Meant {
    async fn open(
        portal: &Portal,
        viewer: &SignedIn,
        integration: &str,
        slot: &str,
    ) -> Result<Self, Failure> {
        let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
        let opened = integrations::open(&portal.ctx, viewer.actor, id).await?;
        let slot = opened.definition.evidence.iter().find(|one| one.id.as_str() == slot).cloned();
        Ok(Self { id, opened, slot: slot.ok_or(NotFound)? })
    }

    fn href(&self) -> String {
        Place::of(&self.opened).evidence(&self.slot.id)
    }

    fn ask(&self, portal: &Portal, viewer: &SignedIn, dated: &Typed, errors: FieldErrors) -> Response {
        let frame = portal.frame(viewer, Section::Integrations);
        portal.respond(&AddEvidence::new(frame, &self.opened, &self.slot, dated, errors))
    }
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, slot)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let Meant { opened, slot, .. } = Meant::open(&portal, &viewer, &integration, &slot).await?;
    let people = integrations::people(&portal.ctx, &opened).await?;
    let is_added = FormData::from_query(&uri).text("done") == "added";
    let frame = portal.frame(&viewer, Section::Integrations);
    Ok(portal.respond(&EvidencePage::new(frame, &opened, &people, &slot, is_added)))
}

pub async fn show_add(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, slot)): Path<(String, String)>,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &slot).await?;
    Ok(meant.ask(&portal, &viewer, &Typed::Text(String::new()), FieldErrors::new()))
}

pub async fn add(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, slot)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &slot).await?;
    let files = [(AddEvidence::FILE, evidence::most_bytes(&meant.slot))];
    let mut sent = match UploadForm::read(request, &files).await {
        Ok(sent) => sent,
        Err(response) => return Ok(response),
    };
    let (typed, dated) = match dated_field(&meant.slot) {
        None => (Typed::Text(String::new()), None),
        Some(field) => {
            let typed = typed::read(&field, AddEvidence::DATED, &sent.form);
            let wrong =
                |words: String| FieldErrors::from_iter([(error_id(&field, AddEvidence::DATED), words)]);
            match answer::parse(&meant.opened.definition, &field, &typed) {
                Ok(Some(Value::Text(date))) => (typed, date.parse().ok()),
                Ok(_) => return Ok(meant.ask(&portal, &viewer, &typed, wrong("Enter the date".to_owned()))),
                Err(problem) => return Ok(meant.ask(&portal, &viewer, &typed, wrong(problem.0))),
            }
        }
    };
    let file = sent.take(AddEvidence::FILE);
    let upload = Upload { name: file.name, content: file.content, dated };
    let Err(error) = evidence::add(&portal.ctx, viewer.actor, meant.id, meant.slot.id.clone(), upload).await
    else {
        return Ok(to(&format!("{}?done=added", meant.href())));
    };
    let (beside, words) = beside(error)?;
    Ok(meant.ask(&portal, &viewer, &typed, FieldErrors::from_iter([(beside, words)])))
}

// Where the words of a refusal belong on the page.
fn beside(error: Error<AddRefusal>) -> Result<(String, String), Failure> {
    Ok(match error {
        Error::Internal(fault) => return Err(fault.into()),
        Error::Refused(AddRefusal::Act(refusal)) => {
            (AddEvidence::FILE.to_owned(), in_words(Error::Refused(refusal))?.words())
        }
        Error::Refused(later @ AddRefusal::MadeLater) => {
            (format!("{}-day", AddEvidence::DATED), sentence(later))
        }
        Error::Refused(AddRefusal::File(problem)) => (AddEvidence::FILE.to_owned(), problem.to_string()),
    })
}

pub async fn document(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, document)): Path<(String, String)>,
) -> Answer {
    let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
    let file = evidence::document(&portal.ctx, viewer.actor, id, &document).await?;
    Ok(download(&file.name, &file.media_type, file.content))
}
