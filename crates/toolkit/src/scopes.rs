//! Which scopes can be asked for at which level, and what each will require later.

use serde::Serialize;

use crate::{
    Definition, Facts,
    answers::{Answers, applicable},
    definition::{FieldKind, Scope},
    levels::{self, Shortfall},
};

/// How a scope fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Fine,
    /// It can be asked for, and there is something to know.
    Note,
    Refused,
}

/// The verdict on one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeVerdict {
    pub scope: String,
    pub verdict: Verdict,
    /// Sentences; empty where there is nothing to say.
    pub because: String,
    /// What it will require later, each in a sentence.
    pub later: Vec<String>,
    pub requirement: String,
}

/// Judges the ticked scopes at the levels that the service asks for, lowest first, in the order of the edition. A scope that cannot
/// be left out and was not ticked is among them, refused.
pub fn judge(definition: &Definition, ticked: &[&str], levels: &[&str]) -> Vec<ScopeVerdict> {
    let unknown = ticked.iter().filter(|id| definition.scopes.iter().all(|scope| scope.id != **id));
    let unknown = unknown.map(|id| ScopeVerdict {
        scope: (*id).to_owned(),
        verdict: Verdict::Refused,
        because: format!("There is no scope {id}."),
        later: Vec::new(),
        requirement: String::new(),
    });
    let known =
        definition.scopes.iter().filter(|scope| scope.mandatory || ticked.contains(&scope.id.as_str()));
    known.map(|scope| one(definition, scope, ticked, levels)).chain(unknown).collect()
}

fn one(definition: &Definition, scope: &Scope, ticked: &[&str], levels: &[&str]) -> ScopeVerdict {
    let mut said: Vec<(Verdict, String)> = Vec::new();
    if !ticked.contains(&scope.id.as_str()) {
        said.push((Verdict::Refused, format!("{} cannot be left out.", scope.id)));
    }
    said.extend(at_levels(scope, levels));
    let excludes = |other: &&&str| {
        let back = definition.scopes.iter().find(|one| one.id == ***other);
        scope.excludes.iter().any(|id| id == *other)
            || back.is_some_and(|one| one.excludes.contains(&scope.id))
    };
    for other in ticked.iter().filter(excludes) {
        said.push((Verdict::Refused, format!("It cannot be asked for together with {other}.")));
    }
    for other in scope.covered_by.iter().filter(|id| ticked.contains(&id.as_str())) {
        said.push((Verdict::Note, format!("It is not needed with {other}.")));
    }
    if scope.bespoke {
        said.push((
            Verdict::Note,
            format!("It is given only by agreement with {}.", definition.edition.service),
        ));
    }
    said.push((Verdict::Fine, scope.note.clone()));
    said.sort_by_key(|(verdict, _)| std::cmp::Reverse(*verdict));
    let words: Vec<&str> =
        said.iter().map(|(_, words)| words.as_str()).filter(|words| !words.is_empty()).collect();
    ScopeVerdict {
        scope: scope.id.clone(),
        verdict: said.iter().map(|(verdict, _)| *verdict).max().unwrap_or(Verdict::Fine),
        because: words.join(" "),
        later: scope.later.clone(),
        requirement: scope.requirement.clone(),
    }
}

fn at_levels(scope: &Scope, levels: &[&str]) -> Option<(Verdict, String)> {
    if scope.levels.is_empty() || levels.is_empty() {
        return None;
    }
    let without: Vec<&str> =
        levels.iter().filter(|level| !scope.levels.iter().any(|one| one == *level)).copied().collect();
    let given = scope.levels.join(" or ");
    if without.is_empty() {
        None
    } else if without.len() == levels.len() {
        Some((
            Verdict::Refused,
            format!("It is given at {given}; the service asks for {}.", levels.join(" and ")),
        ))
    } else {
        Some((Verdict::Note, format!("It is given at {given} only, not at {}.", without.join(" and "))))
    }
}

/// What is ticked in the form that asks for scopes.
pub fn ticked<'a>(definition: &Definition, answers: &'a dyn Answers) -> Vec<&'a str> {
    let fields = definition.forms.iter().flat_map(|form| form.fields.iter().map(move |field| (form, field)));
    let field = fields.into_iter().find(|(_, field)| field.kind == FieldKind::Scopes);
    let id = field.and_then(|(form, field)| crate::FieldId::of(&form.id, &field.id).ok());
    id.and_then(|id| applicable(definition, answers, &id)).map(crate::Value::items).unwrap_or_default()
}

/// Whether every ticked scope is given at the level that was chosen.
pub fn allowed(definition: &Definition, facts: &Facts) -> Result<(), Shortfall> {
    let ticked = ticked(definition, facts);
    if ticked.is_empty() {
        return Err(Shortfall("No scope was ticked yet.".to_owned()));
    }
    let levels = levels::chosen(definition, facts);
    if definition.levels.is_some() && levels.is_empty() {
        return Err(Shortfall("The vectors of trust have to be chosen first.".to_owned()));
    }
    let verdicts = judge(definition, &ticked, &levels);
    let refused: Vec<String> = verdicts
        .iter()
        .filter(|one| one.verdict == Verdict::Refused)
        .map(|one| format!("{}: {}", one.scope, one.because))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(Shortfall(refused.join(" "))) }
}

#[cfg(test)]
mod tests;
