//! The letter after a decision: which one it is, and its words.

use toolkit::{
    DecisionId, Definition, Facts,
    definition::Letter,
    facts::{Decided, HeldTo},
    standing::{day, london, sentence},
};

/// Whom a letter is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub product: &'a str,
    pub organisation: &'a str,
    pub reference: &'a str,
}

/// A letter with all its places filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub letter: String,
    pub subject: String,
    pub body: Vec<String>,
}

/// The letter for how a decision ended last. None where nothing was decided, or the edition has no letter for it.
pub fn write(
    definition: &Definition,
    facts: &Facts,
    decision: &DecisionId,
    about: About<'_>,
) -> Option<Written> {
    let decided = facts.decisions.get(decision)?.last()?;
    let letter = find(definition, facts, decision, &decided.outcome)?;
    let places = [
        ("product", vec![about.product.to_owned()]),
        ("organisation", vec![about.organisation.to_owned()]),
        ("reference", vec![about.reference.to_owned()]),
        ("service", vec![definition.edition.service.clone()]),
        ("date", vec![day(decided.mark.at.to_zoned(london()).date())]),
        ("reason", reason(decided)),
        ("conditions", conditions(&decided.conditions)),
    ];
    Some(Written {
        letter: letter.id.clone(),
        subject: inline(&letter.subject, &places),
        body: letter.body.iter().flat_map(|paragraph| paragraphs(paragraph, &places)).collect(),
    })
}

/// The letter of an edition for an outcome.
pub(crate) fn find<'d>(
    definition: &'d Definition,
    facts: &Facts,
    decision: &DecisionId,
    outcome: &str,
) -> Option<&'d Letter> {
    definition.letters.iter().find(|letter| {
        letter.decision == *decision
            && letter.outcome == outcome
            && letter.when.as_ref().is_none_or(|when| when.holds(facts))
    })
}

type Places = [(&'static str, Vec<String>)];

// A paragraph that is nothing but a place becomes as many as there are to say, or none.
fn paragraphs(paragraph: &str, places: &Places) -> Vec<String> {
    let alone = paragraph.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    let whole = alone.and_then(|name| places.iter().find(|(place, _)| *place == name.trim()));
    match whole {
        Some((_, filled)) => filled.clone(),
        None => vec![inline(paragraph, places)],
    }
}

// What fills a place is never read for places again, so a product may have any name.
fn inline(text: &str, places: &Places) -> String {
    let mut parts = text.split("{{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
        let found = places.iter().find(|(place, _)| *place == name.trim());
        filled.push_str(&found.map(|(_, words)| words.join(" ")).unwrap_or_default());
        filled.push_str(rest);
    }
    filled
}

fn reason(decided: &Decided) -> Vec<String> {
    let missing = decided.missing.as_deref().map(|missing| format!("What is missing: {}", sentence(missing)));
    let reason = (!decided.reason.is_empty()).then(|| sentence(&decided.reason));
    reason.into_iter().chain(missing).collect()
}

// As they were decided, whatever came of them since.
fn conditions(conditions: &[HeldTo]) -> Vec<String> {
    let one = |HeldTo { condition, .. }: &HeldTo| {
        let text = sentence(&condition.text);
        format!("Condition: {text} {} does this by {}.", condition.owner, day(condition.due))
    };
    conditions.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use toolkit::facts::Condition;

    use super::*;
    use crate::{Event, Recorded, decide::start, fold, rehearsal::shipped};

    const ABOUT: About<'_> =
        About { product: "{{reason}}", organisation: "Harbour Health", reference: "7Q4M-2XKD" };

    fn decided(outcome: &str, reason: &str, missing: Option<&str>, conditions: Vec<Condition>) -> Facts {
        let decided = Event::Decided {
            decision: DecisionId::new("board-application"),
            outcome: outcome.into(),
            passes: outcome == "approved",
            ends: outcome == "rejected",
            reason: reason.into(),
            missing: missing.map(ToOwned::to_owned),
            conditions,
            meeting: None,
            definition: String::new(),
            paper_sha256: None,
        };
        let events = [start(&"2025-09".parse().unwrap(), BTreeMap::new()), decided];
        let log: Vec<Recorded> = (1..)
            .zip(events)
            .map(|(position, event)| Recorded {
                position,
                at: "2026-12-02T15:00:00Z".parse().unwrap(),
                by: "operator".into(),
                event,
            })
            .collect();
        fold(&log).unwrap()
    }

    fn letter(facts: &Facts) -> Option<Written> {
        write(&shipped("2025-09"), facts, &DecisionId::new("board-application"), ABOUT)
    }

    #[test]
    fn an_approval_names_its_conditions_and_leaves_out_what_there_is_not() {
        let due = "2027-01-29".parse().unwrap();
        let condition = Condition { text: "Show the contract".into(), owner: "Ada".into(), due };
        let written = letter(&decided("approved", "", None, vec![condition])).unwrap();
        assert_eq!(written.letter, "application-approved");
        assert_eq!(written.subject, "Your application for NHS login was approved: {{reason}}");
        assert_eq!(written.body[0], "Dear Harbour Health,");
        assert!(written.body[1].contains("looked at your application for {{reason}} on 2 December 2026"));
        assert_eq!(written.body[2], "Condition: Show the contract. Ada does this by 29 January 2027.");
        assert!(written.body.iter().all(|paragraph| !paragraph.is_empty()));
    }

    #[test]
    fn a_deferral_names_what_is_missing() {
        let facts = decided("deferred", "Commissioning is not clear", Some("The contract"), Vec::new());
        let written = letter(&facts).unwrap();
        assert!(written.body.contains(&"Commissioning is not clear.".to_owned()), "{written:?}");
        assert!(written.body.contains(&"What is missing: The contract.".to_owned()), "{written:?}");
    }

    #[test]
    fn without_a_decision_there_is_no_letter() {
        let mut facts = decided("approved", "", None, Vec::new());
        facts.decisions.clear();
        assert_eq!(letter(&facts), None);
    }
}
