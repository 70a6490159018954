//! The answer that a question is filled in with before anybody answered it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Definition, Facts, Value,
    definition::{Field, NamedRows, Proposal},
};

/// What is proposed for a question; none where nothing is known.
pub fn propose(definition: &Definition, field: &Field, facts: &Facts) -> Option<Value> {
    match field.proposal.as_ref()? {
        Proposal::Answer(other) => facts.answers.get(other).map(|answer| answer.value.clone()),
        Proposal::Milestone(milestone) => {
            facts.plan.get(milestone).map(|planned| Value::Text(planned.date.to_string()))
        }
        Proposal::Named(rows) => named(definition, rows, facts),
    }
}

// In the order of the plan's needs; somebody who is named for several stands there once.
fn named(definition: &Definition, rows: &NamedRows, facts: &Facts) -> Option<Value> {
    let mut seen = BTreeSet::new();
    let people = definition.plan.needs.iter().filter_map(|need| {
        let (person, rest) = (facts.named.get(&need.id)?, rows.needs.get(&need.id)?);
        let who = [(rows.name.clone(), person.name.clone()), (rows.email.clone(), person.email.clone())];
        let row: BTreeMap<String, String> =
            rest.clone().into_iter().chain(who).filter(|(_, text)| !text.is_empty()).collect();
        seen.insert(person.email.to_lowercase()).then_some(row)
    });
    let people: Vec<_> = people.collect();
    (!people.is_empty()).then_some(Value::Records(people))
}

#[cfg(test)]
mod tests;
