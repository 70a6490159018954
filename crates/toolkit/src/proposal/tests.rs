//! Answers that are proposed from the plan, in the shipped edition.

use jiff::civil::date;

use super::propose;
use crate::{
    Facts, FieldId, MilestoneId, Value,
    example::{facts, shipped},
    facts::{Mark, Named, Planned},
};

fn known() -> Facts {
    facts("2025-09", &[])
}

fn mark() -> Mark {
    known().started
}

fn proposed(facts: &Facts, field: &str) -> Option<Value> {
    let definition = shipped("2025-09");
    propose(&definition, definition.field(&FieldId::new(field)).unwrap(), facts)
}

#[test]
fn a_planned_day_is_proposed_once_it_is_planned() {
    let mut facts = known();
    assert_eq!(proposed(&facts, "checklist.go-live"), None);
    let planned = Planned { date: date(2027, 4, 30), reason: String::new(), mark: mark() };
    facts.plan.insert(MilestoneId::new("go-live"), planned);
    assert_eq!(proposed(&facts, "checklist.go-live"), Some(Value::text("2027-04-30")));
}

#[test]
fn whoever_is_named_comes_to_the_call_once_with_what_they_answer_for() {
    let mut facts = known();
    assert_eq!(proposed(&facts, "checklist.attendees"), None);
    let people = [
        ("technical-architect", "Ash Lee", "ash@harbour.example"),
        ("security-lead", "Ash Lee", "Ash@harbour.example"),
        ("legal-lead", "Sam Ode", "sam@harbour.example"),
        ("lead-developer", "Not at the call", "dev@harbour.example"),
    ];
    for (need, name, email) in people {
        let named = Named { name: name.into(), email: email.into(), mark: mark() };
        facts.named.insert(need.into(), named);
    }
    let Some(Value::Records(rows)) = proposed(&facts, "checklist.attendees") else { panic!("rows") };
    let told: Vec<_> = rows.iter().map(|row| (row["name"].as_str(), row["for"].as_str())).collect();
    assert_eq!(told, [("Ash Lee", "architecture"), ("Sam Ode", "legal")]);
    assert_eq!(rows[0]["email"], "ash@harbour.example");
}

#[test]
fn nothing_is_proposed_where_nothing_says_so() {
    assert_eq!(proposed(&known(), "checklist.pen-test"), None);
}
