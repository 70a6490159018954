//! What the API says of evidence: which places for files there are, what is in them and how it stands.

use app::integrations::Opened;
use kernel::{Date, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use toolkit::{
    SlotId,
    definition::{Does, Evidence as Slot},
    facts::EvidenceVersion,
    standing::valid_until,
};

/// The places for files that tasks ask for, or that have files.
#[derive(Serialize, JsonSchema)]
pub struct EvidenceList {
    pub evidence: Vec<Evidence>,
}

#[derive(Serialize, JsonSchema)]
pub struct Evidence {
    pub slot: SlotId,
    pub title: String,
    /// File formats.
    pub accepts: Vec<String>,
    /// Who looks at it; absent where having it is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// Oldest first; the last one counts.
    pub files: Vec<File>,
}

#[derive(Serialize, JsonSchema)]
pub struct File {
    pub document: String,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
    /// The day that it says it was made, or until which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dated: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    pub added_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<RefusedFile>,
}

#[derive(Serialize, JsonSchema)]
pub struct RefusedFile {
    pub at: Timestamp,
    pub reason: String,
}

impl EvidenceList {
    pub fn of(opened: &Opened) -> Self {
        let standing = opened.standing();
        let is_asked_for = |slot: &Slot| {
            standing
                .tasks
                .iter()
                .any(|task| matches!(&task.task.does, Does::Evidence(slots) if slots.contains(&slot.id)))
        };
        let versions =
            |slot: &Slot| opened.facts.evidence.get(&slot.id).map(Vec::as_slice).unwrap_or_default();
        let slots = opened.definition.evidence.iter();
        let shown = slots.filter(|slot| is_asked_for(slot) || !versions(slot).is_empty());
        Self { evidence: shown.map(|slot| Evidence::of(slot, versions(slot))).collect() }
    }
}

impl Evidence {
    fn of(slot: &Slot, versions: &[EvidenceVersion]) -> Self {
        Self {
            slot: slot.id.clone(),
            title: slot.title.clone(),
            accepts: slot.accepts.clone(),
            reviewer: slot.reviewer.clone(),
            files: versions.iter().map(|version| File::of(slot, version)).collect(),
        }
    }
}

impl File {
    fn of(slot: &Slot, version: &EvidenceVersion) -> Self {
        let refused = |(reason, mark): &(String, toolkit::facts::Mark)| RefusedFile {
            at: mark.at,
            reason: reason.clone(),
        };
        Self {
            document: version.document.clone(),
            name: version.name.clone(),
            media_type: version.media_type.clone(),
            bytes: version.bytes,
            sha256: version.sha256.clone(),
            dated: version.dated,
            valid_until: valid_until(slot, version),
            added_at: version.added.at,
            accepted_at: version.accepted.as_ref().map(|mark| mark.at),
            refused: version.refused.as_ref().map(refused),
        }
    }
}
