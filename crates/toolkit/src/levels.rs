//! From what people do in a service to the level of identity that it needs, and to vectors of trust to ask for.

use serde::Serialize;
use thiserror::Error;

use crate::{
    Definition, Facts,
    answers::{Answers, applicable, holds},
    definition::{Levels, VectorProposal},
};

/// What to ask for, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Levels that occur, lowest first. Empty while nothing is ticked and no rule asks for one.
    pub levels: Vec<String>,
    /// The highest of them.
    pub overall: Option<String>,
    /// The vectors of each request: one, or more where people start low and step up.
    pub requests: Vec<Vec<String>>,
    pub explanation: String,
    /// How the levels came about: each ticked use case, and each rule that asks for a level.
    pub steps: Vec<Step>,
    /// What cannot be done at all.
    pub refusals: Vec<Step>,
    /// What to know besides.
    pub notes: Vec<Step>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// A use case or a rule.
    pub id: String,
    pub because: String,
    pub level: Option<String>,
    /// Of a rule: where it stands. Empty for a use case.
    pub requirement: String,
}

/// Proposes vectors for what was answered. None where the edition has no levels.
///
/// The use cases say which levels occur. A rule that asks for more than all of them do lifts the whole service: which part it is
/// about, nobody said. One that asks for what some use case needs anyway changes nothing.
pub fn propose(definition: &Definition, answers: &dyn Answers) -> Option<Proposal> {
    let levels = definition.levels.as_ref()?;
    let mut proposal = Proposal::default();
    let mut occurring = use_cases(definition, levels, answers, &mut proposal);
    let lifted_to = rules(definition, levels, answers, &mut proposal);
    if lifted_to > occurring.last().copied() {
        occurring = lifted_to.into_iter().collect();
    }
    proposal.levels = occurring.iter().map(|rank| levels.levels[*rank].id.clone()).collect();
    proposal.overall = proposal.levels.last().cloned();
    if let Some(found) = vectors(levels, &proposal.levels) {
        proposal.requests.clone_from(&found.requests);
        proposal.explanation.clone_from(&found.explanation);
    }
    Some(proposal)
}

// Ranks of the levels that the ticked use cases need, ascending.
fn use_cases(
    definition: &Definition,
    levels: &Levels,
    answers: &dyn Answers,
    proposal: &mut Proposal,
) -> Vec<usize> {
    let ticked = applicable(definition, answers, &levels.use_cases_field);
    let mut ranks = Vec::new();
    for case in levels.use_cases.iter().filter(|case| ticked.is_some_and(|ticked| ticked.includes(&case.id)))
    {
        ranks.extend(rank(levels, &case.level));
        proposal.steps.push(Step {
            id: case.id.clone(),
            because: case.title.clone(),
            level: Some(case.level.clone()),
            requirement: String::new(),
        });
    }
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}

// The rank of the highest level that a rule asks for.
fn rules(
    definition: &Definition,
    levels: &Levels,
    answers: &dyn Answers,
    proposal: &mut Proposal,
) -> Option<usize> {
    let mut highest = None;
    for rule in levels.rules.iter().filter(|rule| holds(definition, answers, &rule.when)) {
        let step = Step {
            id: rule.id.clone(),
            because: rule.reason.clone(),
            level: rule.level.clone(),
            requirement: rule.requirement.clone(),
        };
        highest = highest.max(rule.level.as_ref().and_then(|level| rank(levels, level)));
        match (rule.refuses, &rule.level) {
            (true, _) => proposal.refusals.push(step),
            (false, Some(_)) => proposal.steps.push(step),
            (false, None) => proposal.notes.push(step),
        }
    }
    highest
}

// For exactly these levels; for the highest alone where nobody wrote one down for the mixture.
fn vectors<'l>(levels: &'l Levels, wanted: &[String]) -> Option<&'l VectorProposal> {
    let same = |proposal: &&VectorProposal, wanted: &[String]| {
        proposal.levels.len() == wanted.len() && proposal.levels.iter().all(|level| wanted.contains(level))
    };
    let exact = levels.proposals.iter().find(|proposal| same(proposal, wanted));
    exact.or_else(|| {
        let highest = wanted.get(wanted.len().checked_sub(1)?..)?;
        levels.proposals.iter().find(|proposal| same(proposal, highest))
    })
}

fn rank(levels: &Levels, id: &str) -> Option<usize> {
    levels.levels.iter().position(|level| level.id == id)
}

/// The level that a vector stands for: the one that proposes it alone, or that it names.
fn level_of(levels: &Levels, vector: &str) -> Option<usize> {
    let alone = levels.proposals.iter().filter(|proposal| proposal.levels.len() == 1);
    let proposed = alone
        .filter(|proposal| proposal.requests.iter().flatten().any(|one| one == vector))
        .find_map(|proposal| rank(levels, proposal.levels.first()?));
    proposed.or_else(|| vector.split('.').find_map(|part| rank(levels, part)))
}

/// Why what was chosen will not do, in a sentence or two.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Shortfall(pub String);

/// The levels of the chosen vectors, lowest first.
pub fn chosen<'d>(definition: &'d Definition, answers: &dyn Answers) -> Vec<&'d str> {
    let Some(levels) = &definition.levels else { return Vec::new() };
    let mut ranks: Vec<usize> = chosen_vectors(definition, levels, answers)
        .iter()
        .filter_map(|vector| level_of(levels, vector))
        .collect();
    ranks.sort_unstable();
    ranks.dedup();
    ranks.into_iter().map(|rank| levels.levels[rank].id.as_str()).collect()
}

fn chosen_vectors<'a>(definition: &Definition, levels: &Levels, answers: &'a dyn Answers) -> Vec<&'a str> {
    applicable(definition, answers, &levels.vectors_field).map(crate::Value::items).unwrap_or_default()
}

/// Whether the chosen vectors are enough for what people do, and let nobody in below it.
pub fn covers(definition: &Definition, facts: &Facts) -> Result<(), Shortfall> {
    let (Some(levels), Some(proposal)) = (&definition.levels, propose(definition, facts)) else {
        return Ok(());
    };
    let is_use_case = |step: &Step| levels.use_cases.iter().any(|case| case.id == step.id);
    let vectors = chosen_vectors(definition, levels, facts);
    let shortfall = if let Some(refusal) = proposal.refusals.first() {
        Some(refusal.because.clone())
    } else if !proposal.steps.iter().any(is_use_case) {
        Some("No use case was ticked yet.".to_owned())
    } else if vectors.is_empty() {
        Some("No vector of trust was chosen yet.".to_owned())
    } else {
        too_high_or_low(levels, &proposal, &vectors)
    };
    shortfall.map_or(Ok(()), |words| Err(Shortfall(words)))
}

fn too_high_or_low(levels: &Levels, proposal: &Proposal, vectors: &[&str]) -> Option<String> {
    let id = |rank: usize| levels.levels[rank].id.as_str();
    let needed = proposal.levels.iter().filter_map(|level| rank(levels, level));
    let (lowest, highest) = (needed.clone().min()?, needed.max()?);
    let mut reached = 0;
    for vector in vectors {
        let Some(level) = level_of(levels, vector) else {
            return Some(format!("The vector {vector} belongs to no level of this edition."));
        };
        if level < lowest {
            let lowest = id(lowest);
            return Some(format!(
                "Everything that people do needs {lowest} or more; {vector} lets them in below that."
            ));
        }
        reached = reached.max(level);
    }
    let (needs, has) = (id(highest), id(reached));
    (reached < highest).then(|| format!("What people do needs {needs}; the chosen vectors reach {has} only."))
}

#[cfg(test)]
mod tests;
