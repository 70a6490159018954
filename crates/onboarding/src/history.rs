//! Events in sentences, for the page of an integration and for mails.

use toolkit::{
    Definition,
    facts::About,
    standing::{day, lower_first, moment, sentence},
};

use crate::{Event, Recorded};

/// What happened, without who and when: `Answered "Product overview".`
pub fn tell(definition: &Definition, recorded: &Recorded) -> String {
    let title = Titles(definition);
    match &recorded.event {
        Event::Started { edition, .. } => {
            format!("Started the integration on edition {edition} of the toolkit.")
        }
        Event::Answered { field, value: Some(_) } => format!("Answered “{}”.", title.field(field)),
        Event::Answered { field, value: None } => {
            format!("Took away the answer to “{}”.", title.field(field))
        }
        Event::Submitted { form } => format!("Submitted {}.", title.form(form)),
        Event::Accepted { form } => format!("Accepted {}.", title.form(form)),
        Event::Reopened { form, reason } => {
            format!("Opened {} again: {}", title.form(form), sentence(reason))
        }
        Event::Asked { about, to: Some(role), text, .. } => {
            let whom = lower_first(definition.role_title(role));
            format!("Asked the {whom} about {}: {}", title.about(about), sentence(text))
        }
        Event::Asked { about, text, .. } => format!("Asked about {}: {}", title.about(about), sentence(text)),
        Event::Replied { question, text } => format!("Answered question {question}: {}", sentence(text)),
        Event::Closed { question } => format!("Closed question {question}."),
        Event::EvidenceAdded { slot, name, .. } => format!("Added {name} as {}.", title.slot(slot)),
        Event::EvidenceAccepted { slot, .. } => format!("Accepted {}.", title.slot(slot)),
        Event::EvidenceRefused { slot, reason, .. } => {
            format!("Did not accept {}: {}", title.slot(slot), sentence(reason))
        }
        Event::TimesOffered { call, times } => {
            format!(
                "Offered {} for the {}.",
                toolkit::standing::count(times.len(), "time", "times"),
                title.call(call)
            )
        }
        Event::TimeChosen { call, time } => format!("Booked the {} for {}.", title.call(call), moment(*time)),
        Event::CalledOff { call, reason } => {
            format!("Called the {} off: {}", title.call(call), sentence(reason))
        }
        Event::CallHeld { call, outcome, .. } => {
            format!("Recorded the {}: {}.", title.call(call), lower_first(&title.call_outcome(call, outcome)))
        }
        Event::CallConfirmed { call } => format!("Confirmed the record of the {}.", title.call(call)),
        Event::Acknowledged { task } => format!("Confirmed “{}”.", title.task(task)),
        Event::Observed { what, seen_at, references } => {
            format!("Saw {what} on {} ({}).", moment(*seen_at), references.join(", "))
        }
        Event::LookedUp { register, says, source, .. } => {
            format!("Looked into the register {register}: {says} ({source}).")
        }
        Event::Named { need, name, .. } => format!("Named {name} as {}.", lower_first(&title.need(need))),
        Event::Planned { milestone, date, reason } => {
            let because = if reason.is_empty() { String::new() } else { format!(" {}", sentence(reason)) };
            format!("Set “{}” to {}.{because}", title.milestone(milestone), day(*date))
        }
        _ => decisions(&title, &recorded.event),
    }
}

fn decisions(title: &Titles<'_>, event: &Event) -> String {
    match event {
        Event::Reported { decision, recommendation, .. } => format!(
            "Wrote the report for “{}”. It recommends: {}.",
            title.decision(decision),
            lower_first(&title.decision_outcome(decision, recommendation))
        ),
        Event::Listed { decision, date, .. } => {
            let body = title.body(decision);
            format!(
                "Put “{}” on the agenda of the {body}, which meets on {}.",
                title.decision(decision),
                day(*date)
            )
        }
        Event::Unlisted { decision, reason } => {
            format!("Took “{}” off the agenda: {}", title.decision(decision), sentence(reason))
        }
        Event::Decided { decision, outcome, reason, missing, .. } => {
            let outcome = lower_first(&title.decision_outcome(decision, outcome));
            let why = sentence(missing.as_deref().unwrap_or(reason));
            format!("Decided “{}”: {outcome}. {why}", title.decision(decision)).trim_end().to_owned()
        }
        Event::ConditionClosed { decision, condition, seen, .. } => format!(
            "Closed condition {condition} of “{}”. Seen: {}",
            title.decision(decision),
            sentence(seen)
        ),
        Event::ConditionExtended { decision, condition, due, reason } => format!(
            "Gave condition {condition} of “{}” until {}: {}",
            title.decision(decision),
            day(*due),
            sentence(reason)
        ),
        Event::LetterIssued { subject, .. } => format!("Issued the letter “{subject}”."),
        Event::WaiverAsked { check, reason, .. } => {
            format!("Asked to waive “{}”: {}", title.check(check), sentence(reason))
        }
        Event::WaiverGranted { check, until, .. } => {
            format!("Waived “{}” until {}.", title.check(check), day(*until))
        }
        Event::WaiverRefused { check, reason } => {
            format!("Did not waive “{}”: {}", title.check(check), sentence(reason))
        }
        Event::WaiverEnded { check, reason } => {
            format!("Ended the waiver of “{}”: {}", title.check(check), sentence(reason))
        }
        Event::Assigned { .. } => "Assigned a project manager.".to_owned(),
        Event::PauseProposed { reason } => format!("Proposed a pause: {}", sentence(reason)),
        Event::Paused { reason } => format!("Paused the integration: {}", sentence(reason)),
        Event::Resumed { reason } => format!("Resumed the integration: {}", sentence(reason)),
        Event::Withdrawn { reason } => format!("Withdrew the integration: {}", sentence(reason)),
        Event::Noted { text } => format!("Noted: {}", sentence(text)),
        Event::EditionChanged { mapping, reason } => {
            format!("Moved from edition {} to {}: {}", mapping.from, mapping.to, sentence(reason))
        }
        // Told before.
        other => other.name(),
    }
}

/// Titles by id. What an edition no longer has keeps its id, so that old events stay readable.
struct Titles<'d>(&'d Definition);

macro_rules! titles {
    ($($name:ident: $find:ident, $id:ty;)*) => {$(
        fn $name(&self, id: &$id) -> String {
            self.0.$find(id).map_or_else(|| id.to_string(), |one| one.title.clone())
        }
    )*};
}

impl Titles<'_> {
    titles! {
        task: task, toolkit::TaskId;
        form: form, toolkit::FormId;
        slot: slot, toolkit::SlotId;
        call: call, toolkit::CallId;
        decision: decision, toolkit::DecisionId;
        check: check, toolkit::CheckId;
    }

    fn field(&self, id: &toolkit::FieldId) -> String {
        self.0.field(id).map_or_else(|| id.to_string(), |field| field.label.clone())
    }

    fn about(&self, about: &About) -> String {
        match about {
            About::Field(field) => format!("“{}”", self.field(field)),
            About::Evidence(slot) => lower_first(&self.slot(slot)),
            About::Decision(decision) => format!("“{}”", self.decision(decision)),
        }
    }

    /// Whoever decides.
    fn body(&self, decision: &toolkit::DecisionId) -> &str {
        self.0.decision(decision).map_or("Board", |decision| self.0.role_title(&decision.by))
    }

    fn need(&self, id: &str) -> String {
        let found = self.0.plan.needs.iter().find(|need| need.id == id);
        found.map_or_else(|| id.to_owned(), |need| need.title.clone())
    }

    fn milestone(&self, id: &toolkit::MilestoneId) -> String {
        let found = self.0.plan.milestones.iter().find(|milestone| milestone.id == *id);
        found.map_or_else(|| id.to_string(), |milestone| milestone.title.clone())
    }

    fn call_outcome(&self, call: &toolkit::CallId, outcome: &str) -> String {
        let outcomes = self.0.call(call).map(|call| call.outcomes.as_slice()).unwrap_or_default();
        outcome_title(outcomes, outcome)
    }

    fn decision_outcome(&self, decision: &toolkit::DecisionId, outcome: &str) -> String {
        let outcomes =
            self.0.decision(decision).map(|decision| decision.outcomes.as_slice()).unwrap_or_default();
        outcome_title(outcomes, outcome)
    }
}

fn outcome_title(outcomes: &[toolkit::definition::Outcome], id: &str) -> String {
    outcomes
        .iter()
        .find(|outcome| outcome.id == id)
        .map_or_else(|| id.to_owned(), |outcome| outcome.title.clone())
}
