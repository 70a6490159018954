//! Whether a service can use the programme: what follows from the public check's answers, and what would change it.

use serde::Serialize;

use crate::{
    Definition, FieldId,
    answers::{Answers, applicable, holds},
    definition::Eligible,
};

/// The answer, with every reason that played a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The worst outcome of the rules that hold.
    pub outcome: Eligible,
    /// The worst first, otherwise in the order of the rules.
    pub reasons: Vec<Reason>,
    /// Questions that apply, must be answered and are not: while there are any, the outcome is not final.
    pub missing: Vec<FieldId>,
}

/// A rule that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub rule: String,
    pub outcome: Eligible,
    pub reason: String,
    /// What would change the answer, or what it will need later; may be empty.
    pub change: String,
    pub requirement: String,
}

/// Judges answers. None where the edition has no check.
pub fn judge(definition: &Definition, answers: &dyn Answers) -> Option<Answer> {
    let eligibility = definition.eligibility.as_ref()?;
    let holding = eligibility.rules.iter().filter(|rule| holds(definition, answers, &rule.when));
    let mut reasons: Vec<Reason> = holding
        .map(|rule| Reason {
            rule: rule.id.clone(),
            outcome: rule.outcome,
            reason: rule.reason.clone(),
            change: rule.change.clone(),
            requirement: rule.requirement.clone(),
        })
        .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.outcome));
    let outcome = reasons.first().map_or(Eligible::Meets, |reason| reason.outcome);
    Some(Answer { outcome, reasons, missing: missing(definition, answers) })
}

fn missing(definition: &Definition, answers: &dyn Answers) -> Vec<FieldId> {
    let form = definition.eligibility.as_ref().and_then(|eligibility| definition.form(&eligibility.form));
    let Some(form) = form else { return Vec::new() };
    let asked = form.fields.iter().filter(|field| {
        field.required && field.when.as_ref().is_none_or(|when| holds(definition, answers, when))
    });
    let ids = asked.filter_map(|field| FieldId::of(&form.id, &field.id).ok());
    ids.filter(|id| applicable(definition, answers, id).is_none_or(crate::Value::is_empty)).collect()
}

#[cfg(test)]
mod tests;
