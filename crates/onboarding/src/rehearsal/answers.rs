//! Answers as somebody would give them whose service is eligible, safe and ready.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use toolkit::{
    Definition, Facts, FieldId, Value,
    answer::choices,
    definition::{Eligible, Evidence, Field, FieldKind, Test},
    levels,
    standing::lower_first,
};

/// The words and names of a rehearsal: the caller's, so that they can be believable or plain.
pub trait Words {
    fn text(&self, field: &FieldId, label: &str) -> String;
    fn reply(&self, question: &str) -> String;
    fn notes(&self, title: &str) -> String;
    fn reason(&self, title: &str) -> String;
    /// A name and an e-mail address.
    fn person(&self, need: &str) -> (String, String);
    fn file(&self, slot: &Evidence) -> File;
    /// The reference of an exchange.
    fn reference(&self) -> String;
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub document: String,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub sha256: String,
}

/// A good answer to a question.
pub fn plausible(
    definition: &Definition,
    id: &FieldId,
    facts: &Facts,
    today: Date,
    words: &dyn Words,
) -> Option<Value> {
    let field = definition.field(id)?;
    if let Some(wanted) = wanted(definition, id) {
        return Some(if is_list(field.kind) { Value::Many(vec![wanted]) } else { Value::Text(wanted) });
    }
    match field.kind {
        FieldKind::YesNo | FieldKind::Choice | FieldKind::Choices => chosen(definition, id, field, facts),
        FieldKind::UseCases => {
            choices(definition, field).first().map(|one| Value::Many(vec![one.value.clone()]))
        }
        FieldKind::Vectors => vectors(definition, facts),
        FieldKind::Scopes => {
            let scopes = definition.scopes.iter().filter(|scope| scope.mandatory || scope.id == "email");
            Some(Value::Many(scopes.map(|scope| scope.id.clone()).collect()))
        }
        FieldKind::Records => Some(Value::Records(vec![row(id, field, today, words)])),
        kind => Some(Value::Text(typed(kind, id, &field.label, definition, today, words))),
    }
}

fn is_list(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Choices | FieldKind::UseCases | FieldKind::Vectors | FieldKind::Scopes)
}

// What a check asks for is what is answered.
fn wanted(definition: &Definition, id: &FieldId) -> Option<String> {
    definition.checks.iter().find_map(|check| match &check.test {
        Test::AnswerIs { field, any_of } if field == id => any_of.first().cloned(),
        _ => None,
    })
}

// The first choice that makes nobody ask: no rule of eligibility or level against it, and no flag.
fn chosen(definition: &Definition, id: &FieldId, field: &Field, facts: &Facts) -> Option<Value> {
    let options = choices(definition, field);
    let value = |choice: &str| {
        if is_list(field.kind) {
            Value::Many(vec![choice.to_owned()])
        } else {
            Value::Text(choice.to_owned())
        }
    };
    let is_quiet = |candidate: &Value| {
        let answer = |asked: &FieldId| if asked == id { Some(candidate) } else { facts.answer(asked) };
        let rules = definition.eligibility.iter().flat_map(|eligibility| &eligibility.rules);
        let stops =
            rules.filter(|rule| rule.outcome > Eligible::Meets).any(|rule| rule.when.holds_for(&answer));
        let levels = definition.levels.iter().flat_map(|levels| &levels.rules);
        let refuses = levels.filter(|rule| rule.refuses).any(|rule| rule.when.holds_for(&answer));
        !stops && !refuses && !field.flags.iter().any(|flag| flag.when.holds_for(&answer))
    };
    let candidates: Vec<Value> = options.iter().map(|option| value(&option.value)).collect();
    candidates.iter().find(|candidate| is_quiet(candidate)).or(candidates.first()).cloned()
}

fn vectors(definition: &Definition, facts: &Facts) -> Option<Value> {
    let proposal = levels::propose(definition, facts)?;
    let mut all: Vec<String> = proposal.requests.into_iter().flatten().collect();
    all.sort();
    all.dedup();
    Some(Value::Many(all))
}

fn row(id: &FieldId, field: &Field, today: Date, words: &dyn Words) -> BTreeMap<String, String> {
    let cell = |column: &toolkit::definition::Column| {
        let text = match (column.kind, column.options.first()) {
            (FieldKind::Choice, Some(option)) => option.value.clone(),
            (FieldKind::YesNo, _) => "yes".to_owned(),
            (FieldKind::Date, _) => today.saturating_add(2.years()).to_string(),
            (kind, _) => simple(kind, id, &column.label, words),
        };
        (column.id.clone(), text)
    };
    field.columns.iter().map(cell).collect()
}

fn typed(
    kind: FieldKind,
    id: &FieldId,
    label: &str,
    definition: &Definition,
    today: Date,
    words: &dyn Words,
) -> String {
    if kind == FieldKind::Date {
        let date = today.saturating_add(120.days());
        return definition.calendar.next_allowed(date).unwrap_or(date).to_string();
    }
    simple(kind, id, label, words)
}

fn simple(kind: FieldKind, id: &FieldId, label: &str, words: &dyn Words) -> String {
    match kind {
        FieldKind::Number => "1200".to_owned(),
        FieldKind::Email => words.person(id.name()).1,
        FieldKind::Phone => "01632 960 001".to_owned(),
        FieldKind::Url => "https://harbour.example/privacy".to_owned(),
        FieldKind::OdsCode => "A1B2C".to_owned(),
        _ => words.text(id, label),
    }
}

/// Plain words, for tests and for checking an edition.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Words for Plain {
    fn text(&self, _: &FieldId, label: &str) -> String {
        format!("What there is to say about {}", lower_first(label))
    }

    fn reply(&self, _: &str) -> String {
        "Here is what was missing.".to_owned()
    }

    fn notes(&self, title: &str) -> String {
        format!("What was said about {}.", lower_first(title))
    }

    fn reason(&self, _: &str) -> String {
        String::new()
    }

    fn person(&self, need: &str) -> (String, String) {
        ("Ada Marsh".to_owned(), format!("{}@harbour.example", need.replace('.', "-")))
    }

    fn file(&self, slot: &Evidence) -> File {
        let accepted = slot.accepts.first().map_or("pdf", String::as_str);
        File {
            document: format!("document of {}", slot.id),
            name: format!("{}.{accepted}", slot.id),
            media_type: "application/octet-stream".to_owned(),
            bytes: 2_048,
            sha256: "0".repeat(64),
        }
    }

    fn reference(&self) -> String {
        "7KQ-M2D-4RT".to_owned()
    }
}
