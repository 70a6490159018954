//! The way through a form: which questions apply, which one comes next, and what of the answers changed since they were submitted.

mod words;

use std::collections::BTreeMap;

use toolkit::{
    FieldId, Standing, Value,
    answers::Answers,
    definition::{Does, Field, Form},
    standing::TaskStanding,
};

use crate::integrations::Opened;

pub use words::{cell, in_words, record};

/// The questions that apply to what was answered so far, in their order.
pub fn applicable<'d>(form: &'d Form, answers: &dyn Answers) -> Vec<&'d Field> {
    let applies = |field: &&Field| {
        field.when.as_ref().is_none_or(|when| when.holds_for(&|asked| answers.answer(asked)))
    };
    form.fields.iter().filter(applies).collect()
}

/// An answer to a question of this form, where there is one.
pub fn answer<'a>(form: &Form, field: &Field, answers: &'a dyn Answers) -> Option<&'a Value> {
    let id = FieldId::of(&form.id, &field.id).ok()?;
    answers.answer(&id).filter(|value| !value.is_empty())
}

/// Where somebody begins or goes on: the first question, and later the first that has to be answered and is not. None once
/// all are.
pub fn first<'d>(form: &'d Form, answers: &dyn Answers) -> Option<&'d Field> {
    let asked = applicable(form, answers);
    let is_open = |field: &Field| answer(form, field, answers).is_none();
    if asked.iter().all(|field| is_open(field)) {
        return asked.first().copied();
    }
    asked.into_iter().find(|field| field.required && is_open(field))
}

/// The next question after one that is not answered yet. None where the answers can be checked.
pub fn next<'d>(form: &'d Form, answers: &dyn Answers, after: &str) -> Option<&'d Field> {
    let asked = applicable(form, answers);
    let further = asked.into_iter().skip_while(|field| field.id != after).skip(1);
    further.into_iter().find(|field| answer(form, field, answers).is_none())
}

/// The question before one. None before the first.
pub fn previous<'d>(form: &'d Form, answers: &dyn Answers, before: &str) -> Option<&'d Field> {
    applicable(form, answers).into_iter().take_while(|field| field.id != before).last()
}

/// An answer that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<'d> {
    pub field: &'d Field,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// What changed in a form since it was submitted, in the order of its questions.
pub fn changed<'d>(
    form: &'d Form,
    submitted: &BTreeMap<FieldId, Value>,
    now: &dyn Answers,
) -> Vec<Changed<'d>> {
    let change = |field: &'d Field| {
        let (before, after) = (answer(form, field, submitted).cloned(), answer(form, field, now).cloned());
        (before != after).then_some(Changed { field, before, after })
    };
    form.fields.iter().filter_map(change).collect()
}

/// Why a form cannot be answered yet: the gate that its task waits for, in words.
pub fn why_locked(opened: &Opened, form: &Form) -> Option<String> {
    let standing = opened.standing();
    let task = standing.tasks.iter().find(|task| {
        matches!(&task.task.does, Does::Form(id) | Does::Levels(id) | Does::Scopes(id) if *id == form.id)
    })?;
    why_task_locked(&standing, task)
}

/// Why a task cannot be started yet: the first gate that it waits for, in words.
pub fn why_task_locked(standing: &Standing<'_>, task: &TaskStanding<'_>) -> Option<String> {
    let why = standing.why(task.locked_by.first()?)?;
    let first = why.unmet().next().map(|reason| reason.because.clone()).unwrap_or_default();
    Some(format!("{} {first}", why.headline()).trim_end().to_owned())
}

/// How a form stands, in the words of the checks of the tasks that it is filled in for.
pub fn standing(opened: &Opened, form: &Form) -> Vec<String> {
    let standing = opened.standing();
    let tasks = standing.tasks.iter().filter(|task| match &task.task.does {
        Does::Form(id) | Does::Levels(id) | Does::Scopes(id) => *id == form.id,
        _ => false,
    });
    tasks.flat_map(|task| &task.findings).map(|finding| finding.because.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Three questions that must be answered, the second only after a yes, and one that can be left out.
    fn form() -> Form {
        serde_json::from_value(serde_json::json!({
            "id": "f", "title": "F", "role": "owner",
            "field": [
                { "id": "a", "question": "A?", "label": "A", "kind": "yes-no" },
                { "id": "b", "question": "B?", "label": "B", "kind": "text", "when": { "field": "f.a", "is": "yes" } },
                { "id": "c", "question": "C?", "label": "C", "kind": "text", "required": false },
                { "id": "d", "question": "D?", "label": "D", "kind": "text" },
            ],
        }))
        .unwrap()
    }

    fn answers(given: &[(&str, &str)]) -> BTreeMap<FieldId, Value> {
        given.iter().map(|(id, text)| (FieldId::new(id), Value::text(text))).collect()
    }

    fn id(field: Option<&Field>) -> Option<&str> {
        field.map(|field| field.id.as_str())
    }

    #[test]
    fn the_way_leads_through_what_applies_and_is_open() {
        let form = form();
        assert_eq!(id(first(&form, &answers(&[]))), Some("a"));
        assert_eq!(id(next(&form, &answers(&[("f.a", "yes")]), "a")), Some("b"));
        assert_eq!(id(next(&form, &answers(&[("f.a", "no")]), "a")), Some("c"));
        assert_eq!(id(next(&form, &answers(&[("f.a", "no")]), "c")), Some("d"));
        assert_eq!(id(next(&form, &answers(&[("f.a", "no"), ("f.d", "x")]), "c")), None);
    }

    #[test]
    fn who_comes_back_goes_on_with_what_must_be_answered() {
        let form = form();
        assert_eq!(id(first(&form, &answers(&[("f.a", "no")]))), Some("d"));
        assert_eq!(id(first(&form, &answers(&[("f.a", "yes"), ("f.d", "x")]))), Some("b"));
        assert_eq!(id(first(&form, &answers(&[("f.a", "no"), ("f.d", "x")]))), None);
    }

    #[test]
    fn the_way_back_skips_what_does_not_apply() {
        let form = form();
        assert_eq!(id(previous(&form, &answers(&[("f.a", "no")]), "c")), Some("a"));
        assert_eq!(id(previous(&form, &answers(&[("f.a", "yes")]), "c")), Some("b"));
        assert_eq!(id(previous(&form, &answers(&[]), "a")), None);
    }

    #[test]
    fn a_change_shows_both_values_and_an_answer_taken_away_is_one() {
        let form = form();
        let (then, now) = (answers(&[("f.a", "yes"), ("f.b", "x")]), answers(&[("f.a", "no"), ("f.d", "y")]));
        let found = changed(&form, &then, &now);
        let told: Vec<_> = found.iter().map(|one| (one.field.id.as_str(), &one.before, &one.after)).collect();
        let text = |text| Some(Value::text(text));
        assert_eq!(
            told,
            [("a", &text("yes"), &text("no")), ("b", &text("x"), &None), ("d", &None, &text("y"))]
        );
        assert!(changed(&form, &now, &now).is_empty());
    }
}
