//! Answers, wherever they come from: an integration's facts, or a public page that keeps none.

use std::collections::BTreeMap;

use crate::{Definition, Facts, FieldId, Value, definition::Condition};

/// Something that knows answers.
pub trait Answers {
    fn answer(&self, field: &FieldId) -> Option<&Value>;
}

impl Answers for Facts {
    fn answer(&self, field: &FieldId) -> Option<&Value> {
        Facts::answer(self, field)
    }
}

impl Answers for BTreeMap<FieldId, Value> {
    fn answer(&self, field: &FieldId) -> Option<&Value> {
        self.get(field)
    }
}

/// How deep questions may hang on questions.
const DEPTH: u32 = 8;

/// An answer, if its question still applies: what was answered before an earlier answer changed no longer counts.
pub(crate) fn applicable<'a>(
    definition: &Definition,
    answers: &'a dyn Answers,
    field: &FieldId,
) -> Option<&'a Value> {
    to_depth(definition, answers, field, DEPTH)
}

pub(crate) fn holds(definition: &Definition, answers: &dyn Answers, condition: &Condition) -> bool {
    condition.holds_for(&|field| applicable(definition, answers, field))
}

fn to_depth<'a>(
    definition: &Definition,
    answers: &'a dyn Answers,
    field: &FieldId,
    depth: u32,
) -> Option<&'a Value> {
    let value = answers.answer(field)?;
    let when = definition.field(field).and_then(|field| field.when.as_ref()).filter(|_| depth > 0);
    let applies =
        when.is_none_or(|when| when.holds_for(&|asked| to_depth(definition, answers, asked, depth - 1)));
    applies.then_some(value)
}
