//! Walks an integration through an edition as people would who do what they are asked, one command at a time.
//!
//! It looks at nothing but the standing. So an edition that it can walk to its end has no dead end, and one that it cannot has a
//! task that nobody can finish: `slipway toolkit check` and the tests say which. The demonstration data is made with it, too.

mod answers;
mod walk;

use jiff::{Timestamp, ToSpan, civil::Date};
use toolkit::{
    CallId, DecisionId, Definition, Facts, FieldId, FormId, SlotId, Standing, TaskId,
    definition::{Does, Side, Test},
    standing::{CheckState, Finding, TaskStatus, Why, london, unanswered},
};

use crate::{
    Command,
    command::{NewDecision, NewEvidence},
};

pub use answers::{File, Plain, Words, plausible};
pub use walk::walk;

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Somebody with this role does this. The platform's role is `slipway`.
    Act { role: String, command: Command },
    /// Nothing can be done before then.
    Wait(Timestamp),
    /// The last stage is over.
    Done,
    /// Nobody can do anything, and it is not over.
    Stuck(Box<Why>),
    /// It was paused, withdrawn or decided against.
    Stopped,
}

/// A meeting of the Board that decisions are put to.
#[derive(Clone, Debug)]
pub struct Meeting {
    pub id: String,
    pub date: Date,
}

/// Somebody who does what they are asked.
pub struct Player<'p> {
    pub definition: &'p Definition,
    pub words: &'p dyn Words,
    pub meeting: &'p Meeting,
}

impl Player<'_> {
    /// The next command for an integration.
    pub fn next(&self, facts: &Facts, now: Timestamp) -> Next {
        if facts.hold.is_some() {
            return Next::Stopped;
        }
        let standing = Standing::of(self.definition, facts, now);
        let Some(gate) = standing.next_gate() else { return Next::Done };
        let mut wait: Option<Timestamp> = None;
        let open = standing.tasks.iter().filter(|task| task.can_start());
        for task in open.filter(|task| !matches!(task.status, TaskStatus::Done | TaskStatus::Stopped)) {
            for finding in task.findings.iter().filter(|finding| !finding.state.passes()) {
                match self.step(&task.task.id, finding, facts, now) {
                    Some(Next::Wait(until)) => wait = Some(wait.map_or(until, |known| known.min(until))),
                    Some(next) => return next,
                    None => {}
                }
            }
        }
        if let Some(until) = wait {
            return Next::Wait(until);
        }
        if standing.tasks.iter().any(|task| task.status == TaskStatus::Stopped) {
            return Next::Stopped;
        }
        standing.why(&gate.gate.id).map_or(Next::Done, |why| Next::Stuck(Box::new(why)))
    }

    fn step(&self, task: &TaskId, finding: &Finding<'_>, facts: &Facts, now: Timestamp) -> Option<Next> {
        match &finding.check.test {
            Test::FormComplete(form) | Test::FormSubmitted(form) | Test::FormAccepted(form) => {
                let only_answers = matches!(finding.check.test, Test::FormComplete(_));
                self.form(form, facts, now, !only_answers)
            }
            Test::LevelCovers(form) | Test::ScopesAllowed(form) => self.form(form, facts, now, false),
            Test::Answered(field) | Test::DateAhead { field, .. } | Test::DateAllowed(field) => {
                self.answer(field, facts, now)
            }
            Test::AnswerIs { field, .. } => self.answer(field, facts, now),
            Test::Evidence(slot) | Test::EvidenceAccepted(slot) => self.evidence(slot, finding, facts, now),
            Test::CallBooked(call) => self.book(call, facts, now),
            Test::CallHeld(call) => self.hold(call, facts, now),
            Test::Decided(decision) => self.decide(decision, facts),
            Test::Acknowledged(task) => Some(self.acknowledge(task)),
            Test::Observed { what, .. } => {
                let references = vec![self.words.reference()];
                Some(platform(Command::Observe { what: what.clone(), seen_at: now, references }))
            }
            Test::Named(_) => self.name(facts),
            Test::Planned => {
                let anchor = today(now).saturating_add(28.days());
                Some(act(&self.definition.task(task)?.role, Command::ProposePlan { anchor }))
            }
            Test::Register { register, any_of } => {
                let (says, source) = (any_of.first()?.clone(), "the rehearsal's register".to_owned());
                Some(platform(Command::LookUp {
                    register: register.clone(),
                    says,
                    detail: String::new(),
                    source,
                }))
            }
            Test::Reported(decision) => self.report(decision),
        }
    }

    // Whoever may answer and submit: a manager for the partner, the form's own role for staff.
    fn writer<'f>(&self, role: &'f str) -> &'f str {
        if self.definition.side(role) == Side::Partner { "delivery-manager" } else { role }
    }

    fn form(&self, id: &FormId, facts: &Facts, now: Timestamp, to_the_end: bool) -> Option<Next> {
        let form = self.definition.form(id)?;
        if let Some(field) = unanswered(form, facts).first() {
            return self.answer(&FieldId::of(id, &field.id).ok()?, facts, now);
        }
        if !to_the_end {
            return None;
        }
        match (facts.submissions.get(id), &form.reviewer) {
            (None, _) => Some(act(self.writer(&form.role), Command::Submit { form: id.clone() })),
            (Some(submission), Some(reviewer)) if submission.accepted.is_none() => {
                self.review(id, reviewer, facts)
            }
            _ => None,
        }
    }

    fn review(&self, id: &FormId, reviewer: &str, facts: &Facts) -> Option<Next> {
        let form = self.definition.form(id)?;
        let waiting = facts.open_questions(id).find(|question| question.reply.is_none());
        Some(match waiting {
            Some(question) => {
                let text = self.words.reply(&question.text);
                act(self.writer(&form.role), Command::Reply { question: question.number, text })
            }
            None => act(reviewer, Command::Accept { form: id.clone() }),
        })
    }

    fn answer(&self, field: &FieldId, facts: &Facts, now: Timestamp) -> Option<Next> {
        let form = self.definition.forms.iter().find(|form| form.id.as_str() == field.form())?;
        let value = plausible(self.definition, field, facts, today(now), self.words)?;
        let known = facts.answers.get(field);
        if known.is_some_and(|answer| answer.value == value) {
            return None;
        }
        let seen = known.map_or(0, |answer| answer.mark.position);
        Some(act(self.writer(&form.role), Command::Answer { field: field.clone(), value: Some(value), seen }))
    }

    fn evidence(&self, id: &SlotId, finding: &Finding<'_>, facts: &Facts, now: Timestamp) -> Option<Next> {
        let slot = self.definition.slot(id)?;
        if finding.state == CheckState::Waiting {
            let document = facts.evidence.get(id)?.last()?.document.clone();
            return Some(act(
                slot.reviewer.as_ref()?,
                Command::AcceptEvidence { slot: id.clone(), document },
            ));
        }
        let dated = slot.validity.as_ref().map(|validity| match validity {
            toolkit::definition::Validity::Stated => today(now).saturating_add(3.years()),
            // Where it has to be of this year, a day of last month may not be.
            _ => today(now),
        });
        let file = self.words.file(slot);
        let new = NewEvidence {
            slot: id.clone(),
            document: file.document,
            name: file.name,
            media_type: file.media_type,
            bytes: file.bytes,
            sha256: file.sha256,
            dated,
        };
        Some(act("delivery-manager", Command::AddEvidence(new)))
    }

    fn book(&self, id: &CallId, facts: &Facts, now: Timestamp) -> Option<Next> {
        let call = self.definition.call(id)?;
        let offered = facts.calls.get(id).and_then(|record| record.offered.iter().find(|time| **time > now));
        Some(match offered {
            Some(time) => act(&call.guest, Command::ChooseTime { call: id.clone(), time: *time }),
            None => act(&call.host, Command::OfferTimes { call: id.clone(), times: self.times(now) }),
        })
    }

    // Three mornings, from the third working day on.
    fn times(&self, now: Timestamp) -> Vec<Timestamp> {
        let calendar = &self.definition.calendar;
        let days = (3..=5).map(|ahead| calendar.add_working_days(today(now), ahead));
        days.filter_map(|day| day.at(10, 0, 0, 0).to_zoned(london()).ok()).map(|at| at.timestamp()).collect()
    }

    fn hold(&self, id: &CallId, facts: &Facts, now: Timestamp) -> Option<Next> {
        let call = self.definition.call(id)?;
        let Some((at, _)) = facts.calls.get(id).and_then(|record| record.booked.as_ref()) else {
            return self.book(id, facts, now);
        };
        if *at > now {
            return Some(Next::Wait(*at + kernel::SignedDuration::from_mins(i64::from(call.minutes))));
        }
        let outcome = call.outcomes.iter().find(|outcome| outcome.passes)?.id.clone();
        let notes = self.words.notes(&call.title);
        let attended =
            call.attendees.iter().map(|role| self.definition.role_title(role).to_owned()).collect();
        Some(act(
            &call.host,
            Command::RecordCall {
                call: id.clone(),
                outcome,
                reason: None,
                notes,
                actions: Vec::new(),
                attended,
            },
        ))
    }

    fn decide(&self, id: &DecisionId, facts: &Facts) -> Option<Next> {
        let decision = self.definition.decision(id)?;
        let is_boards = self.definition.side(&decision.by) == Side::Service;
        let decided = facts.decisions.get(id).and_then(|decisions| decisions.last());
        // After a deferral the one who asked brings what was missing, in a new report.
        let reported = facts.reports.get(id).map(|report| report.mark.position);
        if is_boards && decided.is_some_and(|last| reported.is_none_or(|at| at < last.mark.position)) {
            return self.report(id);
        }
        let meeting = facts.listed.get(id).map(|listed| listed.meeting.clone());
        if is_boards && meeting.is_none() {
            let (meeting, date) = (self.meeting.id.clone(), self.meeting.date);
            return Some(act("board-secretary", Command::List { decision: id.clone(), meeting, date }));
        }
        let outcome = decision.outcomes.iter().find(|outcome| outcome.passes)?.id.clone();
        let reason = self.words.reason(&decision.title);
        let (missing, conditions, paper_sha256) = (None, Vec::new(), None);
        let new =
            NewDecision { decision: id.clone(), outcome, reason, missing, conditions, meeting, paper_sha256 };
        Some(act(&decision.by, Command::Decide(new)))
    }

    fn report(&self, id: &DecisionId) -> Option<Next> {
        let decision = self.definition.decision(id)?;
        let recommendation = decision.outcomes.iter().find(|outcome| outcome.passes)?.id.clone();
        let text = self.words.notes(&decision.title);
        Some(act(&decision.asker, Command::Report { decision: id.clone(), recommendation, text }))
    }

    fn acknowledge(&self, id: &TaskId) -> Next {
        let task = self.definition.task(id);
        let role = match task.map(|task| (&task.does, &task.role)) {
            Some((Does::Confirm(role), _) | (_, role)) => role,
            None => "delivery-manager",
        };
        act(role, Command::Acknowledge { task: id.clone() })
    }

    fn name(&self, facts: &Facts) -> Option<Next> {
        let need = self.definition.plan.needs.iter().find(|need| {
            !facts.named.contains_key(&need.id) && need.when.as_ref().is_none_or(|when| when.holds(facts))
        })?;
        let (name, email) = self.words.person(&need.id);
        Some(act("delivery-manager", Command::Name { need: need.id.clone(), name, email }))
    }
}

fn act(role: &str, command: Command) -> Next {
    Next::Act { role: role.to_owned(), command }
}

fn platform(command: Command) -> Next {
    act(crate::decide::PLATFORM, command)
}

fn today(now: Timestamp) -> Date {
    now.to_zoned(london()).date()
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use testing::shipped;
