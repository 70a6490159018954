//! The fold: what an event makes of the facts. It never refuses; what was stored has happened.

use std::collections::BTreeMap;

use toolkit::{
    DecisionId, Facts, FieldId, FormId, Value,
    facts::{
        Answer, Decided, EvidenceVersion, Extended, Held, HeldTo, Hold, HoldKind, Listed, LookedUp, Mark,
        Named, Observed, Planned, Question, Report, Seen, Submission, Waiver, WaiverAsked,
    },
};

use crate::event::{Event, Recorded};

/// Facts from a whole log. There are none before the first event, which is always `started`.
pub fn fold<'e>(log: impl IntoIterator<Item = &'e Recorded>) -> Option<Facts> {
    let mut facts = None;
    for recorded in log {
        match &mut facts {
            Some(facts) => evolve(facts, recorded),
            None => facts = begin(recorded),
        }
    }
    facts
}

/// The facts after the first event.
pub fn begin(recorded: &Recorded) -> Option<Facts> {
    let Event::Started { edition, carried } = &recorded.event else { return None };
    let mark = mark(recorded);
    let mut facts = Facts::new(edition.clone(), mark.clone());
    let answer = |value: &Value| Answer { value: value.clone(), mark: mark.clone() };
    facts.answers = carried.iter().map(|(field, value)| (field.clone(), answer(value))).collect();
    Some(facts)
}

fn mark(recorded: &Recorded) -> Mark {
    Mark { at: recorded.at, by: recorded.by.clone(), position: recorded.position }
}

/// Folds one more event in.
pub fn evolve(facts: &mut Facts, recorded: &Recorded) {
    let mark = mark(recorded);
    facts.touched = mark.clone();
    let is_handled = evolve_forms(facts, &recorded.event, &mark)
        || evolve_evidence(facts, &recorded.event, &mark)
        || evolve_calls(facts, &recorded.event, &mark)
        || evolve_decisions(facts, &recorded.event, &mark)
        || evolve_bound(facts, &recorded.event, &mark);
    if !is_handled {
        evolve_rest(facts, &recorded.event, mark);
    }
}

fn answers_of(facts: &Facts, form: &FormId) -> BTreeMap<FieldId, Value> {
    let own = facts.answers.iter().filter(|(field, _)| field.form() == form.as_str());
    own.map(|(field, answer)| (field.clone(), answer.value.clone())).collect()
}

fn evolve_forms(facts: &mut Facts, event: &Event, mark: &Mark) -> bool {
    match event {
        Event::Answered { field, value: Some(value) } => {
            facts.answers.insert(field.clone(), Answer { value: value.clone(), mark: mark.clone() });
        }
        Event::Answered { field, value: None } => {
            facts.answers.remove(field);
        }
        Event::Submitted { form } => {
            let answers = answers_of(facts, form);
            facts
                .submissions
                .insert(form.clone(), Submission { submitted: mark.clone(), accepted: None, answers });
        }
        Event::Accepted { form } => {
            if let Some(submission) = facts.submissions.get_mut(form) {
                submission.accepted = Some(mark.clone());
            }
        }
        Event::Reopened { form, .. } => {
            facts.submissions.remove(form);
        }
        Event::Asked { question, about, to, text } => {
            let before = if let toolkit::facts::About::Field(field) = about {
                facts.answer(field).cloned()
            } else {
                None
            };
            facts.questions.push(Question {
                number: *question,
                about: about.clone(),
                to: to.clone(),
                text: text.clone(),
                asked: mark.clone(),
                before,
                reply: None,
                closed: None,
            });
        }
        Event::Replied { question, text } => {
            if let Some(asked) = facts.questions.iter_mut().find(|one| one.number == *question) {
                asked.reply = Some((text.clone(), mark.clone()));
            }
        }
        Event::Closed { question } => {
            if let Some(asked) = facts.questions.iter_mut().find(|one| one.number == *question) {
                asked.closed = Some(mark.clone());
            }
        }
        _ => return false,
    }
    true
}

fn evolve_evidence(facts: &mut Facts, event: &Event, mark: &Mark) -> bool {
    match event {
        Event::EvidenceAdded { slot, document, name, media_type, bytes, sha256, dated } => {
            facts.evidence.entry(slot.clone()).or_default().push(EvidenceVersion {
                document: document.clone(),
                name: name.clone(),
                media_type: media_type.clone(),
                bytes: *bytes,
                sha256: sha256.clone(),
                dated: *dated,
                added: mark.clone(),
                accepted: None,
                refused: None,
            });
        }
        Event::EvidenceAccepted { slot, document } => {
            if let Some(version) = version(facts, slot, document) {
                version.accepted = Some(mark.clone());
            }
        }
        Event::EvidenceRefused { slot, document, reason } => {
            if let Some(version) = version(facts, slot, document) {
                version.refused = Some((reason.clone(), mark.clone()));
            }
        }
        _ => return false,
    }
    true
}

fn version<'f>(
    facts: &'f mut Facts,
    slot: &toolkit::SlotId,
    document: &str,
) -> Option<&'f mut EvidenceVersion> {
    facts.evidence.get_mut(slot)?.iter_mut().rev().find(|version| version.document == document)
}

fn evolve_calls(facts: &mut Facts, event: &Event, mark: &Mark) -> bool {
    match event {
        Event::TimesOffered { call, times } => {
            let record = facts.calls.entry(call.clone()).or_default();
            record.offered.clone_from(times);
            record.offered_mark = Some(mark.clone());
        }
        Event::TimeChosen { call, time } => {
            let record = facts.calls.entry(call.clone()).or_default();
            record.booked = Some((*time, mark.clone()));
            record.offered.clear();
        }
        Event::CalledOff { call, .. } => {
            let record = facts.calls.entry(call.clone()).or_default();
            record.booked = None;
            record.offered.clear();
            record.sequence += 1;
        }
        Event::CallHeld { call, outcome, passes, ends, reason, notes, actions, attended, started_at } => {
            let record = facts.calls.entry(call.clone()).or_default();
            record.booked = None;
            record.offered.clear();
            record.held.push(Held {
                outcome: outcome.clone(),
                passes: *passes,
                ends: *ends,
                reason: reason.clone(),
                notes: notes.clone(),
                actions: actions.clone(),
                attended: attended.clone(),
                started_at: *started_at,
                recorded: mark.clone(),
                confirmed: None,
            });
        }
        Event::CallConfirmed { call } => {
            if let Some(held) = facts.calls.get_mut(call).and_then(|record| record.held.last_mut()) {
                held.confirmed = Some(mark.clone());
            }
        }
        _ => return false,
    }
    true
}

fn evolve_decisions(facts: &mut Facts, event: &Event, mark: &Mark) -> bool {
    match event {
        Event::Reported { decision, recommendation, text } => {
            let report =
                Report { recommendation: recommendation.clone(), text: text.clone(), mark: mark.clone() };
            facts.reports.insert(decision.clone(), report);
        }
        Event::Listed { decision, meeting, date } => {
            let listed = Listed { meeting: meeting.clone(), date: *date, mark: mark.clone() };
            facts.listed.insert(decision.clone(), listed);
        }
        Event::Unlisted { decision, .. } => {
            facts.listed.remove(decision);
        }
        Event::Decided {
            decision,
            outcome,
            passes,
            ends,
            reason,
            missing,
            conditions,
            meeting,
            definition,
            paper_sha256,
        } => {
            facts.listed.remove(decision);
            // What was asked before it was asked for it.
            let about = toolkit::facts::About::Decision(decision.clone());
            let open = facts.questions.iter_mut().filter(|one| one.closed.is_none() && one.about == about);
            open.for_each(|question| question.closed = Some(mark.clone()));
            facts.decisions.entry(decision.clone()).or_default().push(Decided {
                outcome: outcome.clone(),
                passes: *passes,
                ends: *ends,
                reason: reason.clone(),
                missing: missing.clone(),
                conditions: conditions.iter().cloned().map(HeldTo::from).collect(),
                meeting: meeting.clone(),
                definition: definition.clone(),
                paper_sha256: paper_sha256.clone(),
                mark: mark.clone(),
            });
        }
        _ => return false,
    }
    true
}

// What decisions ask for besides, and what somebody lets pass for a time.
fn evolve_bound(facts: &mut Facts, event: &Event, mark: &Mark) -> bool {
    match event {
        Event::ConditionClosed { decision, condition, seen, file } => {
            if let Some(held_to) = held_to(facts, decision, *condition) {
                held_to.closed = Some(Seen { what: seen.clone(), file: file.clone(), mark: mark.clone() });
            }
        }
        Event::ConditionExtended { decision, condition, due, reason } => {
            if let Some(held_to) = held_to(facts, decision, *condition) {
                held_to.extended.push(Extended { due: *due, reason: reason.clone(), mark: mark.clone() });
            }
        }
        Event::WaiverAsked { check, reason, control } => {
            let asked = WaiverAsked { reason: reason.clone(), control: control.clone(), mark: mark.clone() };
            facts.waivers_asked.insert(check.clone(), asked);
        }
        Event::WaiverGranted { check, reason, control, until, asked_by } => {
            facts.waivers_asked.remove(check);
            let (reason, control, asked_by) = (reason.clone(), control.clone(), asked_by.clone());
            facts.waivers.insert(
                check.clone(),
                Waiver { reason, control, until: *until, asked_by, mark: mark.clone() },
            );
        }
        Event::WaiverRefused { check, .. } => {
            facts.waivers_asked.remove(check);
        }
        Event::WaiverEnded { check, .. } => {
            facts.waivers.remove(check);
        }
        _ => return false,
    }
    true
}

fn held_to<'f>(facts: &'f mut Facts, decision: &DecisionId, number: u32) -> Option<&'f mut HeldTo> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    facts.decisions.get_mut(decision)?.last_mut()?.conditions.get_mut(index)
}

fn evolve_rest(facts: &mut Facts, event: &Event, mark: Mark) {
    match event {
        Event::Acknowledged { task } => {
            facts.acknowledged.insert(task.clone(), mark);
        }
        Event::Observed { what, seen_at, references } => {
            facts
                .observations
                .insert(what.clone(), Observed { seen_at: *seen_at, references: references.clone(), mark });
        }
        Event::LookedUp { register, says, detail, source } => {
            let found = LookedUp { says: says.clone(), detail: detail.clone(), source: source.clone(), mark };
            facts.registers.insert(register.clone(), found);
        }
        Event::Named { need, name, email } => {
            facts.named.insert(need.clone(), Named { name: name.clone(), email: email.clone(), mark });
        }
        Event::Planned { milestone, date, reason } => {
            facts.plan.insert(milestone.clone(), Planned { date: *date, reason: reason.clone(), mark });
        }
        Event::Assigned { project_manager } => facts.project_manager = Some(project_manager.clone()),
        Event::Paused { reason } => {
            facts.hold = Some(Hold { kind: HoldKind::Paused, reason: reason.clone(), mark });
        }
        Event::Withdrawn { reason } => {
            facts.hold = Some(Hold { kind: HoldKind::Withdrawn, reason: reason.clone(), mark });
        }
        Event::Resumed { .. } => facts.hold = None,
        Event::EditionChanged { mapping, .. } => mapping.apply(facts, mark.at),
        // What is only for the record changes nothing; the rest was folded before.
        _ => {}
    }
}
