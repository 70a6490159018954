//! What must hold of calls, decisions and letters.

use super::{known::Kind, refer::Refer, source::Spot};
use crate::definition::{Call, Decision, Letter, Outcome, Side};

/// Places that a letter can have; the `onboarding` crate fills them.
const PLACES: [&str; 7] = ["product", "organisation", "date", "reason", "conditions", "service", "reference"];

pub(super) fn check(refer: &mut Refer<'_, '_>) {
    let (definition, spots) = (refer.definition, refer.spots);
    for (call, spot) in definition.calls.iter().zip(&spots.calls) {
        one_call(refer, call, spot);
    }
    for (decision, spot) in definition.decisions.iter().zip(&spots.decisions) {
        one_decision(refer, decision, spot);
    }
    for (letter, spot) in definition.letters.iter().zip(&spots.letters) {
        one_letter(refer, letter, spot);
    }
}

fn one_call<'t>(refer: &mut Refer<'_, 't>, call: &Call, spot: &Spot<'t>) {
    const KIND: &str = "call";
    refer.role_of(spot, KIND, "host", &call.host, Side::Service);
    refer.role_of(spot, KIND, "guest", &call.guest, Side::Partner);
    for role in &call.attendees {
        refer.role(spot, KIND, "attendees", role);
    }
    if let Some(gate) = &call.after {
        refer.id(spot, KIND, "after", Kind::Gate, gate.as_str());
    }
    if let Some(form) = &call.records {
        refer.id(spot, KIND, "records", Kind::Form, form.as_str());
    }
    for topic in &call.agenda {
        refer.ids(spot, KIND, "fields", Kind::Field, topic.fields.iter().map(AsRef::as_ref));
    }
    if call.minutes == 0 {
        refer.wrong(spot, ("minutes", ""), KIND, "the call takes no time", "say how many minutes it takes");
    }
    outcomes(refer, spot, KIND, &call.outcomes);
}

fn one_decision<'t>(refer: &mut Refer<'_, 't>, decision: &Decision, spot: &Spot<'t>) {
    const KIND: &str = "decision";
    refer.role(spot, KIND, "by", &decision.by);
    refer.role(spot, KIND, "asker", &decision.asker);
    if let Some(gate) = &decision.after {
        refer.id(spot, KIND, "after", Kind::Gate, gate.as_str());
    }
    refer.ids(spot, KIND, "paper", Kind::Form, decision.paper.iter().map(AsRef::as_ref));
    outcomes(refer, spot, KIND, &decision.outcomes);
}

fn outcomes<'t>(refer: &mut Refer<'_, 't>, spot: &Spot<'t>, kind: &str, outcomes: &[Outcome]) {
    refer.distinct(spot, kind, "outcomes", outcomes.iter().map(|outcome| outcome.id.as_str()));
    match outcomes.first() {
        None => refer.wrong(spot, ("outcomes", ""), kind, "it cannot end", "name its `outcomes`"),
        Some(first) if !first.passes => {
            let what = format!("the first outcome, `{}`, does not pass", first.id);
            refer.wrong(spot, ("outcomes", &first.id), kind, what, "put the one with `passes = true` first");
        }
        Some(_) => {}
    }
    for outcome in outcomes.iter().filter(|outcome| outcome.passes && outcome.ends) {
        let what = format!("the outcome `{}` both passes and ends", outcome.id);
        refer.wrong(spot, ("outcomes", &outcome.id), kind, what, "choose one");
    }
}

fn one_letter<'t>(refer: &mut Refer<'_, 't>, letter: &Letter, spot: &Spot<'t>) {
    const KIND: &str = "letter";
    refer.condition(spot, KIND, letter.when.as_ref());
    if refer.id(spot, KIND, "decision", Kind::Decision, letter.decision.as_str())
        && let Some(decision) = refer.definition.decision(&letter.decision)
        && decision.outcomes.iter().all(|outcome| outcome.id != letter.outcome)
    {
        let what = format!("`{}` has no outcome `{}`", letter.decision, letter.outcome);
        let fix = crate::problem::did_you_mean(
            &letter.outcome,
            decision.outcomes.iter().map(|one| one.id.as_str()),
        );
        refer.wrong(spot, ("outcome", &letter.outcome), KIND, what, fix);
    }
    for text in letter.body.iter().chain([&letter.subject]) {
        for place in places(text).filter(|place| !PLACES.contains(place)) {
            let fix = format!("possible are {}", PLACES.join(", "));
            refer.wrong(
                spot,
                ("body", text),
                KIND,
                format!("nothing is known to put into `{{{{{place}}}}}`"),
                fix,
            );
        }
    }
}

fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap_or(rest).trim())
}
