//! Questions: about answers and evidence, which the partner is asked, and about decisions, where whoever decides says whom.

use toolkit::{
    DecisionId,
    definition::{Decision, Side},
    facts::{About, Question},
};

use super::{Case, text};
use crate::{Event, Refusal};

impl Case<'_> {
    pub(super) fn ask(
        &self,
        about: About,
        to: Option<String>,
        question: String,
    ) -> Result<Vec<Event>, Refusal> {
        let to = match &about {
            About::Field(field) => {
                let (form, _) = self.field(field)?;
                let form = self.under_review(&form.id.clone())?;
                if self
                    .facts
                    .submissions
                    .get(&form.id)
                    .is_some_and(|submission| submission.accepted.is_some())
                {
                    return Err(Refusal::AcceptedAlready(form.title.clone()));
                }
                None
            }
            About::Evidence(slot) => {
                let slot = self.definition.slot(slot).ok_or_else(|| self.unknown("evidence", slot))?;
                if let Some(reviewer) = &slot.reviewer {
                    self.must_have(reviewer)?;
                }
                None
            }
            About::Decision(decision) => Some(self.asked_to_decide(decision, to)?),
        };
        let number = u32::try_from(self.facts.questions.len()).unwrap_or(u32::MAX).saturating_add(1);
        Ok(vec![Event::Asked { question: number, about, to, text: text("a question", question)? }])
    }

    // Those who are to decide ask, while it is on an agenda.
    fn asked_to_decide(&self, id: &DecisionId, to: Option<String>) -> Result<String, Refusal> {
        let decision = self.decided_by_somebody(id)?;
        self.facts.listed.get(id).ok_or(Refusal::NotListed)?;
        let can_be_asked = self.definition.can_be_asked(decision);
        let to = to.filter(|to| can_be_asked.iter().any(|role| role.id == *to));
        to.ok_or(Refusal::ChooseWhom)
    }

    fn decided_by_somebody(&self, id: &DecisionId) -> Result<&Decision, Refusal> {
        let decision = self.definition.decision(id).ok_or_else(|| self.unknown("decision", id))?;
        self.must_have(&decision.by)?;
        Ok(decision)
    }

    fn open_question(&self, number: u32) -> Result<&Question, Refusal> {
        let open = self.facts.questions.iter().find(|one| one.number == number && one.closed.is_none());
        open.ok_or(Refusal::NoSuchQuestion(number))
    }

    pub(super) fn reply(&self, number: u32, reply: String) -> Result<Vec<Event>, Refusal> {
        let question = self.open_question(number)?;
        if question.to.is_some() {
            return Err(Refusal::NoSuchQuestion(number));
        }
        Ok(vec![Event::Replied { question: number, text: text("an answer", reply)? }])
    }

    pub(super) fn reply_to_board(&self, number: u32, reply: String) -> Result<Vec<Event>, Refusal> {
        let question = self.open_question(number)?;
        let to = question.to.as_ref().ok_or(Refusal::NoSuchQuestion(number))?;
        // Whoever of the partner may write answers to what the partner is asked, as with every other question.
        let is_asked = match self.definition.side(to) {
            Side::Service => self.who.has(to),
            Side::Partner => {
                self.definition.roles.iter().any(|role| role.side == Side::Partner && self.who.has(&role.id))
            }
        };
        if !is_asked {
            return self.must_have(to).map(|()| Vec::new());
        }
        if question.asked.by == self.who.id {
            return Err(Refusal::SamePerson("you asked this yourself: somebody else has to answer it"));
        }
        Ok(vec![Event::Replied { question: number, text: text("an answer", reply)? }])
    }

    pub(super) fn close(&self, number: u32) -> Result<Vec<Event>, Refusal> {
        let question = self.open_question(number)?;
        match &question.about {
            About::Field(field) => {
                let (form, _) = self.field(field)?;
                self.under_review(&form.id.clone())?;
            }
            About::Evidence(slot) => {
                if let Some(reviewer) = self.definition.slot(slot).and_then(|slot| slot.reviewer.as_ref()) {
                    self.must_have(reviewer)?;
                }
            }
            About::Decision(decision) => {
                self.decided_by_somebody(decision)?;
            }
        }
        Ok(vec![Event::Closed { question: number }])
    }
}
