//! Reports, the Board's agenda, decisions, and waivers.

use jiff::{ToSpan, civil::Date};
use toolkit::{
    CheckId, DecisionId,
    definition::{Check, Decision, Does, Side},
    facts::HoldKind,
    migration::Mapping,
};

use super::{Case, text};
use crate::{Event, Refusal, command::NewDecision, letter};

impl Case<'_> {
    fn decision(&self, id: &DecisionId) -> Result<&Decision, Refusal> {
        self.definition.decision(id).ok_or_else(|| self.unknown("decision", id))
    }

    fn must_not_be_final(&self, id: &DecisionId) -> Result<(), Refusal> {
        let last = self.facts.decisions.get(id).and_then(|decisions| decisions.last());
        if last.is_some_and(|last| last.passes || last.ends) { Err(Refusal::DecidedAlready) } else { Ok(()) }
    }

    pub(super) fn report(
        &self,
        id: DecisionId,
        recommendation: String,
        report: String,
    ) -> Result<Vec<Event>, Refusal> {
        let decision = self.decision(&id)?;
        self.must_not_be_final(&id)?;
        self.must_be_open(|does| matches!(does, Does::Report(decision) if *decision == id))?;
        if decision.outcomes.iter().all(|outcome| outcome.id != recommendation) {
            return Err(no_such_outcome(decision, &recommendation));
        }
        Ok(vec![Event::Reported { decision: id, recommendation, text: text("a report", report)? }])
    }

    pub(super) fn list(&self, id: DecisionId, meeting: String, date: Date) -> Result<Vec<Event>, Refusal> {
        self.decision(&id)?;
        self.must_not_be_final(&id)?;
        self.must_be_open(|does| matches!(does, Does::Decision(decision) if *decision == id))?;
        if self.facts.listed.get(&id).is_some_and(|listed| listed.meeting == meeting) {
            return Err(Refusal::NothingNew);
        }
        Ok(vec![Event::Listed { decision: id, meeting, date }])
    }

    pub(super) fn unlist(&self, id: DecisionId, reason: String) -> Result<Vec<Event>, Refusal> {
        self.facts.listed.get(&id).ok_or(Refusal::NotListed)?;
        Ok(vec![Event::Unlisted { decision: id, reason: text("a reason", reason)? }])
    }

    pub(super) fn decide(&self, new: NewDecision) -> Result<Vec<Event>, Refusal> {
        let decision = self.decision(&new.decision)?;
        if self.definition.side(&decision.by) == Side::Service {
            self.must_have(&decision.by)?;
            let listed = self.facts.listed.get(&new.decision).ok_or(Refusal::NotListed)?;
            if new.meeting.as_ref() != Some(&listed.meeting) {
                return Err(Refusal::NotListed);
            }
            if self.facts.reports.get(&new.decision).is_some_and(|report| report.mark.by == self.who.id) {
                return Err(Refusal::SamePerson("you wrote the report: somebody else has to decide"));
            }
        }
        self.must_not_be_final(&new.decision)?;
        self.must_be_open(|does| matches!(does, Does::Decision(decision) if *decision == new.decision))?;
        let outcome = decision.outcomes.iter().find(|outcome| outcome.id == new.outcome);
        let outcome = outcome.ok_or_else(|| no_such_outcome(decision, &new.outcome))?;
        let missing = new.missing.filter(|missing| !missing.trim().is_empty());
        let is_deferral = !outcome.passes && !outcome.ends;
        if is_deferral && self.definition.side(&decision.by) == Side::Service && missing.is_none() {
            return Err(Refusal::NameWhatIsMissing);
        }
        let reason = if outcome.passes && new.reason.trim().is_empty() {
            String::new()
        } else {
            text("a reason", new.reason)?
        };
        let hold = outcome.holds.map(|kind| match kind {
            HoldKind::Paused => Event::Paused { reason: reason.clone() },
            HoldKind::Withdrawn => Event::Withdrawn { reason: reason.clone() },
        });
        let decided = Event::Decided {
            outcome: outcome.id.clone(),
            passes: outcome.passes,
            ends: outcome.ends,
            decision: new.decision,
            reason,
            missing,
            conditions: new.conditions,
            meeting: new.meeting,
            definition: self.definition.digest.clone(),
            paper_sha256: new.paper_sha256,
        };
        Ok([decided].into_iter().chain(hold).collect())
    }

    pub(super) fn issue_letter(
        &self,
        id: DecisionId,
        letter: String,
        subject: String,
        body: Vec<String>,
    ) -> Result<Vec<Event>, Refusal> {
        self.decision(&id)?;
        let last = self.facts.decisions.get(&id).and_then(|decisions| decisions.last());
        let last = last.ok_or(Refusal::NotDecided)?;
        let found = letter::find(self.definition, self.facts, &id, &last.outcome);
        if found.is_none_or(|found| found.id != letter) {
            return Err(self.unknown("letter", &letter));
        }
        Ok(vec![Event::LetterIssued { decision: id, letter, subject, body }])
    }

    fn check(&self, id: &CheckId) -> Result<&Check, Refusal> {
        self.definition.check(id).ok_or_else(|| self.unknown("check", id))
    }

    pub(super) fn ask_waiver(
        &self,
        id: CheckId,
        reason: String,
        control: String,
    ) -> Result<Vec<Event>, Refusal> {
        let check = self.check(&id)?;
        if !check.can_waive {
            return Err(Refusal::CannotWaive(check.requirement.clone()));
        }
        let (reason, control) =
            (text("a reason", reason)?, text("what keeps patients safe instead", control)?);
        Ok(vec![Event::WaiverAsked { check: id, reason, control }])
    }

    pub(super) fn grant_waiver(&self, id: CheckId, until: Date) -> Result<Vec<Event>, Refusal> {
        self.check(&id)?;
        let asked = self.facts.waivers_asked.get(&id).ok_or(Refusal::NoWaiverAsked)?;
        if asked.mark.by == self.who.id {
            return Err(Refusal::SamePerson("you asked for this waiver: somebody else has to give it"));
        }
        let latest = self.today().saturating_add(1.year());
        if until <= self.today() || until > latest {
            return Err(Refusal::WaiverEnd);
        }
        let (reason, control, asked_by) =
            (asked.reason.clone(), asked.control.clone(), asked.mark.by.clone());
        Ok(vec![Event::WaiverGranted { check: id, reason, control, until, asked_by }])
    }

    pub(super) fn refuse_waiver(&self, id: CheckId, reason: String) -> Result<Vec<Event>, Refusal> {
        self.facts.waivers_asked.get(&id).ok_or(Refusal::NoWaiverAsked)?;
        Ok(vec![Event::WaiverRefused { check: id, reason: text("a reason", reason)? }])
    }

    pub(super) fn end_waiver(&self, id: CheckId, reason: String) -> Result<Vec<Event>, Refusal> {
        self.facts.waivers.get(&id).ok_or(Refusal::NoWaiverAsked)?;
        Ok(vec![Event::WaiverEnded { check: id, reason: text("a reason", reason)? }])
    }

    pub(super) fn migrate(&self, mapping: Box<Mapping>, reason: String) -> Result<Vec<Event>, Refusal> {
        if mapping.to == self.facts.edition {
            return Err(Refusal::EditionAlready(mapping.to.to_string()));
        }
        if mapping.from != self.facts.edition {
            return Err(Refusal::WrongEdition {
                from: mapping.from.to_string(),
                on: self.facts.edition.to_string(),
            });
        }
        Ok(vec![Event::EditionChanged { mapping, reason: text("a reason", reason)? }])
    }
}

fn no_such_outcome(decision: &Decision, outcome: &str) -> Refusal {
    let known = decision.outcomes.iter().map(|one| one.id.clone()).collect::<Vec<_>>().join(", ");
    Refusal::NoSuchOutcome { outcome: outcome.to_owned(), known }
}
