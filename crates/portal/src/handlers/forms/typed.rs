//! From what a page sent to what was typed, and from there to an answer.

use toolkit::{
    Definition, Value,
    answer::{self, Typed},
    definition::{Field, FieldKind},
};
use web_kit::FormData;

/// What was sent for a question under this name.
pub fn read(field: &Field, name: &str, sent: &FormData) -> Typed {
    let part = |part: &str| sent.text(&format!("{name}[{part}]")).to_owned();
    match field.kind {
        FieldKind::Date => Typed::Date { day: part("day"), month: part("month"), year: part("year") },
        FieldKind::Choices | FieldKind::UseCases | FieldKind::Vectors | FieldKind::Scopes => {
            Typed::Many(sent.all(name).map(ToOwned::to_owned).collect())
        }
        _ => Typed::Text(sent.text(name).to_owned()),
    }
}

/// The answer, or what is wrong with it, in words for beside the question. A required answer has to be there unless somebody
/// comes back for it later.
pub fn parse(
    definition: &Definition,
    field: &Field,
    typed: &Typed,
    later: bool,
) -> Result<Option<Value>, String> {
    let value = answer::parse(definition, field, typed).map_err(|problem| problem.0)?;
    if value.is_none() && field.required && !later { Err(missing(field)) } else { Ok(value) }
}

fn missing(field: &Field) -> String {
    match field.kind {
        FieldKind::YesNo => "Select yes or no".to_owned(),
        FieldKind::Choice => "Select one of the answers".to_owned(),
        FieldKind::Choices | FieldKind::UseCases | FieldKind::Vectors | FieldKind::Scopes => {
            "Select at least one of the answers".to_owned()
        }
        _ => format!("{}: enter an answer", field.label),
    }
}
