//! What came of the conditions of a decision: closing one that is met, and giving one more time.

use jiff::civil::Date;
use toolkit::{
    DecisionId, SlotId,
    facts::{EvidenceVersion, HeldTo, SeenFile},
    standing::{day, london},
};

use super::{Case, text};
use crate::{Event, Refusal, role::PartnerRole};

impl Case<'_> {
    fn open_condition(&self, id: &DecisionId, number: u32) -> Result<&HeldTo, Refusal> {
        let last = self.facts.decisions.get(id).and_then(|decisions| decisions.last());
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let found = last.zip(index).and_then(|(last, index)| last.conditions.get(index));
        let found = found.ok_or(Refusal::NoSuchCondition)?;
        match &found.closed {
            Some(seen) => Err(Refusal::ConditionClosed(day(seen.mark.at.to_zoned(london()).date()))),
            None => Ok(found),
        }
    }

    // Whoever belongs to the partner as well has to meet it, and does not say that it is met.
    fn must_not_be_held_to_it(&self) -> Result<(), Refusal> {
        if self.who.roles.iter().any(|role| role.parse::<PartnerRole>().is_ok()) {
            return Err(Refusal::SamePerson("you belong to the partner: somebody else has to see to this"));
        }
        Ok(())
    }

    pub(super) fn close_condition(
        &self,
        decision: DecisionId,
        condition: u32,
        seen: String,
        file: Option<(SlotId, String)>,
    ) -> Result<Vec<Event>, Refusal> {
        self.open_condition(&decision, condition)?;
        self.must_not_be_held_to_it()?;
        let seen = text("what you saw", seen)?;
        let file = file.map(|(slot, document)| self.seen_file(slot, &document)).transpose()?;
        Ok(vec![Event::ConditionClosed { decision, condition, seen, file }])
    }

    fn seen_file(&self, slot: SlotId, document: &str) -> Result<SeenFile, Refusal> {
        let is_it = |version: &&EvidenceVersion| version.document == document && version.refused.is_none();
        let version = self.facts.evidence.get(&slot).and_then(|versions| versions.iter().rev().find(is_it));
        let version = version.ok_or(Refusal::NoSuchFile)?;
        if version.added.by == self.who.id {
            return Err(Refusal::SamePerson("you added this file yourself: somebody else has to look at it"));
        }
        let (name, sha256) = (version.name.clone(), version.sha256.clone());
        Ok(SeenFile { slot, document: document.to_owned(), name, sha256 })
    }

    pub(super) fn extend_condition(
        &self,
        decision: DecisionId,
        condition: u32,
        due: Date,
        reason: String,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.open_condition(&decision, condition)?.due();
        self.must_not_be_held_to_it()?;
        if due <= known || due <= self.today() {
            return Err(Refusal::ConditionDate(day(known)));
        }
        Ok(vec![Event::ConditionExtended { decision, condition, due, reason: text("a reason", reason)? }])
    }
}
