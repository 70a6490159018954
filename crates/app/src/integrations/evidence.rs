//! Files that show something: adding one, and handing one out again.

use std::{fmt::Write as _, sync::Arc};

use documents::{Format, UploadProblem};
use kernel::Date;
use onboarding::{Command, command::NewEvidence, policy::Action};
use store::queries::{documents as queries, integrations};
use thiserror::Error;
use toolkit::{
    SlotId,
    definition::{Evidence, Validity},
    standing::london,
};

use super::{ActRefusal, Acted, IntegrationId, act::act_with_file, act::whole_micros, open};
use crate::{Actor, Context, Error, Internal, portal::NotFound};

pub use store::queries::documents::Document;

/// A file as it came, and the day that it says it was made or counts until.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    pub name: String,
    pub content: Vec<u8>,
    pub dated: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddRefusal {
    #[error(transparent)]
    File(#[from] UploadProblem),
    #[error("the date must be today or in the past")]
    MadeLater,
    #[error(transparent)]
    Act(ActRefusal),
}

impl From<AddRefusal> for Error<AddRefusal> {
    fn from(refusal: AddRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The formats that a slot takes.
pub fn formats(slot: &Evidence) -> Vec<Format> {
    // A definition that names another format is not loaded.
    slot.accepts.iter().filter_map(|code| code.parse().ok()).collect()
}

/// How large a file of a slot may be.
pub fn most_bytes(slot: &Evidence) -> u64 {
    u64::from(slot.most_megabytes) * 1024 * 1024
}

/// Adds a file, judged by its content. The one before it stays in the record.
pub async fn add(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    slot: SlotId,
    upload: Upload,
) -> Result<Acted, Error<AddRefusal>> {
    let refused = |refusal: ActRefusal| AddRefusal::Act(refusal);
    let user = crate::portal::user(actor).map_err(|missing| Error::from(refused(missing.into())))?;
    let opened = open(ctx, actor, id).await.map_err(|error| error.map(|missing| refused(missing.into())))?;
    let wanted = opened.definition.slot(&slot).cloned().ok_or_else(|| refused(NotFound.into()))?;
    if !opened.may(Action::AddEvidence) {
        // In the policy's words, and before anything of the file is looked at.
        let refusal = onboarding::policy::allow(Action::AddEvidence, &opened.roles);
        let words = refusal.err().map(|refusal| refusal.to_string()).unwrap_or_default();
        return Err(refused(ActRefusal::NotAllowed(words)).into());
    }
    let (now, document_id) = (whole_micros(ctx.now()), ctx.new_id::<()>());
    let is_made = wanted.validity.as_ref().is_some_and(|validity| *validity != Validity::Stated);
    if is_made && upload.dated.is_some_and(|date| date > now.to_zoned(london()).date()) {
        return Err(AddRefusal::MadeLater.into());
    }
    let dated = upload.dated;
    let (found, content) = inspect(wanted, upload).await?;
    let command = Command::AddEvidence(NewEvidence {
        slot,
        document: document_id.to_string(),
        name: found.safe_name.clone(),
        media_type: found.media_type.to_owned(),
        bytes: found.size,
        sha256: hex(&found.sha256),
        dated,
    });
    let file = Document {
        id: document_id.uuid(),
        organisation_id: opened.organisation.id,
        integration_id: id.uuid(),
        name: found.safe_name,
        media_type: found.media_type.to_owned(),
        sha256: found.sha256,
        content,
        added_by: user.uuid(),
        added_at: now,
    };
    act_with_file(ctx, actor, id, command, Arc::new(file)).await.map_err(|error| error.map(refused))
}

// Hashing and unpacking a large file takes a while, and others are waiting on this thread.
async fn inspect(
    slot: Evidence,
    upload: Upload,
) -> Result<(documents::Inspected, Vec<u8>), Error<AddRefusal>> {
    let work = move || {
        let Upload { name, content, .. } = upload;
        documents::inspect(&name, &content, &formats(&slot), most_bytes(&slot)).map(|found| (found, content))
    };
    let judged = tokio::task::spawn_blocking(work).await.map_err(|_| Internal::TaskLost)?;
    judged.map_err(|problem| AddRefusal::File(problem).into())
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A file of an integration, for whoever may see the integration.
pub async fn document(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    document: &str,
) -> Result<Document, Error<NotFound>> {
    let document: uuid::Uuid = document.parse().map_err(|_| Error::Refused(NotFound))?;
    ctx.store
        .read(move |tx| {
            let row = integrations::find(tx, id.uuid())?.ok_or(NotFound)?;
            let roles = crate::portal::roles::of(tx, actor, row.organisation_id.into())?;
            if !onboarding::policy::may(Action::ViewIntegration, &roles) {
                return Err(NotFound.into());
            }
            Ok(queries::find(tx, document, id.uuid())?.ok_or(NotFound)?)
        })
        .await
}
