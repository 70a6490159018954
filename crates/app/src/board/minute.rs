//! The minute as it is proposed: what was decided, in plain words for the secretary to confirm or change.

use toolkit::{
    facts::Decided,
    standing::{day, sentence},
};

use super::{Agenda, Entry};

/// One paragraph about who was there, and one for each item.
pub fn proposed_minute(agenda: &Agenda) -> String {
    let meeting = &agenda.meeting;
    let present: Vec<String> = agenda
        .members
        .iter()
        .filter(|member| member.is_present)
        .map(|member| member.email.to_string())
        .collect();
    let present = if present.is_empty() { "nobody".to_owned() } else { present.join(", ") };
    let opening = format!(
        "Meeting of the Partner Integration Board on {}.\nPresent: {present}. The quorum is {}.",
        day(meeting.on_date),
        meeting.quorum
    );
    let items = (1..).zip(&agenda.entries).map(|(number, entry)| item(number, entry, agenda));
    [opening].into_iter().chain(items).collect::<Vec<_>>().join("\n\n")
}

fn item(number: usize, entry: &Entry, agenda: &Agenda) -> String {
    let mut lines = vec![format!(
        "{number}. {} by {} ({}): {}.",
        entry.product, entry.organisation, entry.reference, entry.title
    )];
    let interested: Vec<String> = agenda
        .interests
        .iter()
        .filter(|interest| interest.integration_id == entry.integration.uuid())
        .map(|interest| interest.email.to_string())
        .collect();
    if !interested.is_empty() {
        lines.push(format!("Declared an interest and took no part: {}.", interested.join(", ")));
    }
    match &entry.decided {
        Some((decided, title)) => lines.extend(decision(decided, title)),
        None => lines.push("Not decided.".to_owned()),
    }
    lines.join("\n")
}

fn decision(decided: &Decided, title: &str) -> Vec<String> {
    let mut lines = vec![format!("Decision: {}", sentence(title))];
    if !decided.reason.is_empty() {
        lines.push(format!("Reason: {}", sentence(&decided.reason)));
    }
    lines.extend(decided.missing.as_ref().map(|missing| format!("Missing: {}", sentence(missing))));
    lines.extend(decided.conditions.iter().map(|held_to| {
        let condition = &held_to.condition;
        let text = sentence(&condition.text);
        format!("Condition: {text} {} by {}.", condition.owner, day(condition.due))
    }));
    lines
}
