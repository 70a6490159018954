//! What is to be known before and after a call.

use toolkit::{
    definition::{Call, Test},
    standing::Why,
};

use super::{Opened, calendar::call_file};

/// Why times for a call can or cannot be offered yet. None where nothing comes before it.
pub fn readiness(opened: &Opened, call: &Call) -> Option<Why> {
    opened.standing().why(call.after.as_ref()?)
}

/// How a call stands, in the words of the checks that ask for it.
pub fn standing(opened: &Opened, call: &Call) -> Vec<String> {
    let standing = opened.standing();
    let findings = standing.tasks.iter().flat_map(|task| &task.findings);
    let mut words: Vec<String> = Vec::new();
    for finding in findings {
        let is_about = match &finding.check.test {
            Test::CallBooked(id) | Test::CallHeld(id) => *id == call.id,
            _ => false,
        };
        if is_about && !words.contains(&finding.because) {
            words.push(finding.because.clone());
        }
    }
    words
}

/// The calendar file of a call that is booked. `address` is where its page is.
pub fn calendar_file(opened: &Opened, call: &Call, address: &str) -> Option<String> {
    let record = opened.facts.calls.get(&call.id)?;
    let (at, mark) = record.booked.as_ref()?;
    Some(call_file(&opened.definition, opened.id.uuid(), call, record, (*at, mark.at), address))
}
