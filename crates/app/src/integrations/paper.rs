//! The paper upon which something is decided, built from the record: what is asked, how the gate before it stands, what was
//! answered, what was said at calls, and what was recommended. The page, the Board's pack and its hash are all made of this value.

use serde::{Deserialize, Serialize};
use toolkit::{
    DecisionId, FieldId,
    definition::{Decision, Outcome},
    facts::{About, EvidenceVersion, Held, Question},
    standing::{Why, day, lower_first, moment, sentence},
};

use super::{Opened, People};
use crate::forms;

/// A paper as it stood at one position of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub title: String,
    pub decision: DecisionId,
    /// Who is asked for what, in a sentence.
    pub asked: String,
    pub reference: String,
    pub product: String,
    pub organisation: String,
    /// The edition, and the digest of its files.
    pub edition: String,
    pub definition: String,
    /// The last event that the paper knows of.
    pub position: u64,
    pub recommendation: Option<Recommendation>,
    /// Why the gate before the decision is or is not met; none where nothing comes before it.
    pub gate: Option<Why>,
    pub waivers: Vec<Waived>,
    pub sections: Vec<Section>,
}

/// What whoever wrote the report recommends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// The id of an outcome, and its title.
    pub outcome: String,
    pub title: String,
    pub text: String,
    /// When it was written, in words.
    pub written: String,
}

/// A check of the gate that is waived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    pub check: String,
    pub reason: String,
    pub control: String,
    pub until: String,
}

/// Lines under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub lines: Vec<Line>,
}

/// Something with a name, in lines of plain words; none where nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub label: String,
    pub words: Vec<String>,
}

impl Paper {
    /// The one JSON of this paper: its keys always come in the same order, so equal papers have equal letters and one hash.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// SHA-256 of that JSON, in hexadecimal.
    pub fn sha256(&self) -> String {
        jose::sha256_hex(self.json().as_bytes())
    }
}

/// Builds the paper for a decision. It names those who asked about it as `people` are seen.
pub fn build(opened: &Opened, decision: &Decision, people: &People) -> Paper {
    let standing = opened.standing();
    let definition = &opened.definition;
    let gate = decision.after.as_ref().and_then(|gate| standing.why(gate));
    Paper {
        title: format!("{}: {}", decision.title, opened.product.name),
        decision: decision.id.clone(),
        asked: asked(opened, decision),
        reference: opened.reference.clone(),
        product: opened.product.name.clone(),
        organisation: opened.organisation.name.clone(),
        edition: opened.facts.edition.to_string(),
        definition: definition.digest.clone(),
        position: opened.facts.touched.position,
        recommendation: recommendation(opened, decision),
        waivers: gate.as_ref().map(|gate| waivers(opened, gate)).unwrap_or_default(),
        gate,
        sections: sections(opened, decision, people),
    }
}

fn asked(opened: &Opened, decision: &Decision) -> String {
    let outcomes: Vec<&str> = decision.outcomes.iter().map(|outcome| outcome.title.as_str()).collect();
    let body = opened.definition.role_title(&decision.by);
    format!("{body} is asked to decide on “{}”. It can end with: {}.", decision.title, outcomes.join("; "))
}

fn title_of(outcomes: &[Outcome], id: &str) -> String {
    outcomes.iter().find(|outcome| outcome.id == id).map_or(id, |outcome| &outcome.title).to_owned()
}

fn recommendation(opened: &Opened, decision: &Decision) -> Option<Recommendation> {
    let report = opened.facts.reports.get(&decision.id)?;
    Some(Recommendation {
        outcome: report.recommendation.clone(),
        title: title_of(&decision.outcomes, &report.recommendation),
        text: report.text.clone(),
        written: moment(report.mark.at),
    })
}

// The newest waiver of a check decides how it stands; one that has run out does not count.
fn waivers(opened: &Opened, gate: &Why) -> Vec<Waived> {
    let passed_over =
        gate.reasons.iter().filter(|reason| reason.state == toolkit::standing::CheckState::Waived);
    passed_over
        .filter_map(|reason| {
            let waiver = opened.facts.waivers.get(&reason.check)?;
            Some(Waived {
                check: reason.title.clone(),
                reason: waiver.reason.clone(),
                control: waiver.control.clone(),
                until: day(waiver.until),
            })
        })
        .collect()
}

fn sections(opened: &Opened, decision: &Decision, people: &People) -> Vec<Section> {
    let answered = decision.paper.iter().filter_map(|form| answers(opened, form));
    let last = [evidence(opened), questions(opened, decision, people), earlier(opened, decision)];
    let all = answered.chain(calls(opened)).chain(last);
    all.filter(|section| !section.lines.is_empty()).collect()
}

fn answers(opened: &Opened, form: &toolkit::FormId) -> Option<Section> {
    let form = opened.definition.form(form)?;
    let line = |field: &&toolkit::definition::Field| {
        let answer = opened.facts.answer(&FieldId::of(&form.id, &field.id).ok()?);
        let words = forms::in_words(&opened.definition, field, answer);
        Some(Line { label: field.label.clone(), words })
    };
    let lines = forms::applicable(form, &opened.facts).iter().filter_map(line).collect();
    Some(Section { title: form.title.clone(), lines })
}

// Only calls that were held have something to say.
fn calls(opened: &Opened) -> impl Iterator<Item = Section> {
    opened.definition.calls.iter().flat_map(|call| {
        let held = opened.facts.calls.get(&call.id).map(|record| record.held.as_slice()).unwrap_or_default();
        held.iter().map(|held| Section {
            title: format!("{}, {}", call.title, day_of(held)),
            lines: call_lines(&title_of(&call.outcomes, &held.outcome), held),
        })
    })
}

fn day_of(held: &Held) -> String {
    day(held.started_at.to_zoned(toolkit::standing::london()).date())
}

fn call_lines(outcome: &str, held: &Held) -> Vec<Line> {
    let line = |label: &str, words: Vec<String>| Line { label: label.to_owned(), words };
    let mut lines = vec![line("Outcome", vec![outcome.to_owned()])];
    lines.extend(held.reason.clone().map(|reason| line("Reason", vec![reason])));
    lines.push(line("Notes", held.notes.lines().map(ToOwned::to_owned).collect()));
    lines.extend((!held.actions.is_empty()).then(|| line("Actions", held.actions.clone())));
    lines.extend((!held.attended.is_empty()).then(|| line("Attended", held.attended.clone())));
    lines
}

fn evidence(opened: &Opened) -> Section {
    let newest = opened.definition.evidence.iter().filter_map(|slot| {
        let version = opened.facts.evidence.get(&slot.id)?.last()?;
        Some(Line { label: slot.title.clone(), words: vec![file(version)] })
    });
    Section { title: "Evidence".to_owned(), lines: newest.collect() }
}

fn file(version: &EvidenceVersion) -> String {
    let state = match (&version.accepted, &version.refused) {
        (Some(mark), _) => format!("accepted on {}", moment(mark.at)),
        (None, Some((reason, _))) => format!("not accepted: {}", reason.trim_end_matches('.')),
        (None, None) => format!("added on {}", moment(version.added.at)),
    };
    format!("{}, {state}. SHA-256 {}", version.name, version.sha256)
}

/// What those who decide asked about it, and what they were told.
fn questions(opened: &Opened, decision: &Decision, people: &People) -> Section {
    let about = About::Decision(decision.id.clone());
    let asked = opened.facts.questions.iter().filter(|question| question.about == about);
    let line = |question: &Question| {
        let whom = question.to.as_deref().unwrap_or_default();
        let whom = lower_first(opened.definition.role_title(whom));
        let who = people.name(&question.asked.by);
        let answer = match &question.reply {
            Some((text, mark)) => {
                let head = format!("{} answered on {}:", people.name(&mark.by), moment(mark.at));
                [head].into_iter().chain(text.lines().map(ToOwned::to_owned)).collect()
            }
            None => vec!["Not answered yet.".to_owned()],
        };
        let label = format!("{who} asked the {whom} on {}", moment(question.asked.at));
        Line { label, words: question.text.lines().map(ToOwned::to_owned).chain(answer).collect() }
    };
    Section { title: "Questions before the meeting".to_owned(), lines: asked.map(line).collect() }
}

fn earlier(opened: &Opened, decision: &Decision) -> Section {
    let decided = opened.facts.decisions.get(&decision.id).map(Vec::as_slice).unwrap_or_default();
    let line = |one: &toolkit::facts::Decided| {
        let outcome = sentence(&title_of(&decision.outcomes, &one.outcome));
        let missing = one.missing.as_deref().map(|missing| format!("Missing: {}", sentence(missing)));
        let words = [Some(outcome), Some(sentence(&one.reason)), missing].into_iter().flatten();
        Line { label: moment(one.mark.at), words: words.filter(|words| !words.is_empty()).collect() }
    };
    Section { title: "Decided before".to_owned(), lines: decided.iter().map(line).collect() }
}

#[cfg(test)]
mod tests;
