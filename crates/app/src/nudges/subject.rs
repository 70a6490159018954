//! What a mail about an event is called: what happened, in a few words.

use onboarding::{Event, Recorded, history};
use toolkit::{
    CallId, DecisionId, Definition,
    facts::About,
    standing::{day, lower_first, moment},
};

/// The subject without the product's name. What has no words of its own here takes the first part of the history's sentence.
pub(super) fn subject(definition: &Definition, recorded: &Recorded) -> String {
    let named = Named(definition);
    match &recorded.event {
        Event::Asked { about, .. } => format!("question about {}", named.about(about)),
        Event::Replied { question, .. } => format!("reply to question {question}"),
        Event::EvidenceRefused { slot, .. } => {
            let title = definition.slot(slot).map_or(slot.as_str(), |slot| &slot.title);
            format!("not accepted: {}", lower_first(title))
        }
        Event::TimesOffered { call, .. } => format!("choose a time for the {}", named.call(call)),
        Event::TimeChosen { call, time } => format!("{} booked for {}", named.call(call), moment(*time)),
        Event::CalledOff { call, .. } => format!("{} called off", named.call(call)),
        Event::CallHeld { call, .. } => format!("confirm the record of the {}", named.call(call)),
        Event::CallConfirmed { call } => format!("record of the {} confirmed", named.call(call)),
        Event::Listed { decision, date, .. } => {
            format!("the {} meets on {}", named.body(decision), day(*date))
        }
        Event::Unlisted { decision, .. } => {
            format!("the {} does not decide on it yet", named.body(decision))
        }
        Event::Decided { decision, outcome, .. } => {
            format!("{}: {}", named.decision(decision), lower_first(named.outcome(decision, outcome)))
        }
        Event::LetterIssued { decision, .. } => format!("your letter about {}", named.decision(decision)),
        Event::ConditionClosed { decision, condition, .. } => {
            format!("condition {condition} of {} is closed", named.decision(decision))
        }
        Event::ConditionExtended { decision, condition, due, .. } => {
            format!("condition {condition} of {} has time until {}", named.decision(decision), day(*due))
        }
        Event::PauseProposed { .. } => "pause it, or go on?".to_owned(),
        other => headline(&history::tell(definition, recorded), other),
    }
}

// The first part of the history's sentence: `Accepted application`.
fn headline(said: &str, event: &Event) -> String {
    let ends: &[&str] = if matches!(event, Event::Decided { .. }) { &[". "] } else { &[": ", ". "] };
    let end = ends.iter().filter_map(|end| said.find(end)).min().unwrap_or(said.len());
    lower_first(said[..end].trim_end_matches('.'))
}

struct Named<'d>(&'d Definition);

impl<'d> Named<'d> {
    fn about(&self, about: &About) -> String {
        let title = match about {
            About::Field(field) => {
                self.0.field(field).map_or_else(|| field.to_string(), |one| one.label.clone())
            }
            About::Evidence(slot) => {
                self.0.slot(slot).map_or_else(|| slot.to_string(), |one| one.title.clone())
            }
            About::Decision(decision) => return self.decision(decision),
        };
        format!("“{title}”")
    }

    fn call(&self, call: &CallId) -> String {
        self.0.call(call).map_or_else(|| call.to_string(), |call| call.title.clone())
    }

    fn decision(&self, decision: &DecisionId) -> String {
        format!("“{}”", self.0.decision(decision).map_or(decision.as_str(), |one| &one.title))
    }

    /// Whoever decides.
    fn body(&self, decision: &DecisionId) -> &'d str {
        self.0.decision(decision).map_or("Board", |decision| self.0.role_title(&decision.by))
    }

    fn outcome<'o>(&self, decision: &DecisionId, outcome: &'o str) -> &'o str
    where
        'd: 'o,
    {
        let found =
            self.0.decision(decision).and_then(|one| one.outcomes.iter().find(|one| one.id == outcome));
        found.map_or(outcome, |found| &found.title)
    }
}
