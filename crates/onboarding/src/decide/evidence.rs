//! Files that show something, and who looked at them.

use toolkit::{SlotId, definition::Does, facts::EvidenceVersion};

use super::{Case, text};
use crate::{Event, Refusal, command::NewEvidence};

impl Case<'_> {
    pub(super) fn add_evidence(&self, new: NewEvidence) -> Result<Vec<Event>, Refusal> {
        let slot = self.definition.slot(&new.slot).ok_or_else(|| self.unknown("evidence", &new.slot))?;
        if slot.validity.is_some() && new.dated.is_none() {
            return Err(Refusal::Needed("the date"));
        }
        self.must_be_open(|does| matches!(does, Does::Evidence(slots) if slots.contains(&slot.id)))?;
        let NewEvidence { slot, document, name, media_type, bytes, sha256, dated } = new;
        let same = self.newest(&slot).is_some_and(|version| {
            version.sha256 == sha256 && version.refused.is_none() && version.dated == dated
        });
        if same {
            return Err(Refusal::NothingNew);
        }
        Ok(vec![Event::EvidenceAdded { slot, document, name, media_type, bytes, sha256, dated }])
    }

    fn newest(&self, slot: &SlotId) -> Option<&EvidenceVersion> {
        self.facts.evidence.get(slot).and_then(|versions| versions.last())
    }

    fn in_review(&self, slot: &SlotId, document: &str) -> Result<(), Refusal> {
        let wanted = self.definition.slot(slot).ok_or_else(|| self.unknown("evidence", slot))?;
        if let Some(reviewer) = &wanted.reviewer {
            self.must_have(reviewer)?;
        }
        let newest =
            self.newest(slot).filter(|version| version.document == document).ok_or(Refusal::NotNewest)?;
        if newest.added.by == self.who.id {
            return Err(Refusal::SamePerson("you added this file yourself: somebody else has to look at it"));
        }
        if newest.accepted.is_some() || newest.refused.is_some() {
            return Err(Refusal::Reviewed);
        }
        Ok(())
    }

    pub(super) fn accept_evidence(&self, slot: SlotId, document: String) -> Result<Vec<Event>, Refusal> {
        self.in_review(&slot, &document)?;
        Ok(vec![Event::EvidenceAccepted { slot, document }])
    }

    pub(super) fn refuse_evidence(
        &self,
        slot: SlotId,
        document: String,
        reason: String,
    ) -> Result<Vec<Event>, Refusal> {
        self.in_review(&slot, &document)?;
        Ok(vec![Event::EvidenceRefused { slot, document, reason: text("a reason", reason)? }])
    }
}
