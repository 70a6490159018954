//! Checks of files.

use jiff::civil::Date;

use super::{Judge, Verdict, day_of};
use crate::{
    SlotId,
    definition::{Evidence, Validity},
    facts::{About, EvidenceVersion, Question},
    standing::{
        CheckState,
        words::{day, sentence},
    },
};

impl<'d> Judge<'d, '_> {
    pub(super) fn evidence(&self, id: &'d SlotId, owner: &'d str, wants_acceptance: bool) -> Verdict<'d> {
        let Some(slot) = self.definition.slot(id) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "");
        };
        let Some(version) = self.facts.evidence.get(id).and_then(|versions| versions.last()) else {
            return Verdict::of(CheckState::Unmet, Some(owner), None, "No file was added yet.");
        };
        if let Some((reason, mark)) = &version.refused {
            let detail =
                format!("The file of {} was not accepted: {}", day_of(version.added.at), sentence(reason));
            return Verdict::of(CheckState::Unmet, Some(owner), Some(mark.at), detail);
        }
        let until = valid_until(slot, version);
        if let Some(until) = until.filter(|until| *until < self.today) {
            let detail = format!("It counted until {}.", day(until));
            return Verdict::of(CheckState::Expired, Some(owner), Some(version.added.at), detail);
        }
        let in_date = until.map(|until| format!("It counts until {}.", day(until))).unwrap_or_default();
        match (&version.accepted, slot.reviewer.as_deref()) {
            (Some(accepted), _) => Verdict { detail: in_date, ..Verdict::met(Some(accepted.at)) },
            (None, Some(reviewer)) if wants_acceptance => {
                self.evidence_in_review(slot, version, owner, reviewer)
            }
            _ => Verdict { detail: in_date, ..Verdict::met(Some(version.added.at)) },
        }
    }

    pub(super) fn evidence_in_review(
        &self,
        slot: &Evidence,
        version: &EvidenceVersion,
        owner: &'d str,
        reviewer: &'d str,
    ) -> Verdict<'d> {
        let is_about = |question: &&Question| {
            question.closed.is_none() && question.about == About::Evidence(slot.id.clone())
        };
        if let Some(question) =
            self.facts.questions.iter().filter(is_about).find(|question| question.reply.is_none())
        {
            return Verdict::of(
                CheckState::Unmet,
                Some(owner),
                Some(question.asked.at),
                "A question about it waits for an answer.",
            );
        }
        let detail =
            format!("It was added on {} and is with the {}.", day_of(version.added.at), self.title(reviewer));
        Verdict::of(CheckState::Waiting, Some(reviewer), Some(version.added.at), detail)
    }
}

/// The day up to which a version counts, if that ends at all.
pub fn valid_until(slot: &Evidence, version: &EvidenceVersion) -> Option<Date> {
    let dated = version.dated?;
    match slot.validity.as_ref()? {
        Validity::Months(months) => dated.checked_add(jiff::Span::new().months(i64::from(*months))).ok(),
        Validity::Until(day_of_year) => {
            let this_year: Date = format!("{:04}-{day_of_year}", dated.year()).parse().ok()?;
            if this_year > dated {
                Some(this_year)
            } else {
                this_year.checked_add(jiff::Span::new().years(1)).ok()
            }
        }
        Validity::Stated => Some(dated),
    }
}
