//! Answers as people read them, and what changed in them.

use app::forms::{self, Changed};
use nhsuk::{Content, Html, Table};
use toolkit::{Definition, Value, definition::Field};

use crate::pages::parts::{broken_lines, caption};

/// What stands where there is no answer.
pub const NOT_PROVIDED: &str = "Not provided";

/// An answer in words.
pub fn value(definition: &Definition, field: &Field, value: Option<&Value>) -> Content {
    match forms::in_words(definition, field, value) {
        lines if lines.is_empty() => NOT_PROVIDED.into(),
        lines => broken_lines(lines).into(),
    }
}

/// Only what changed since a form was submitted: for whoever looks at it again.
pub fn changes(definition: &Definition, changed: &[Changed<'_>]) -> Option<Table> {
    let row = |one: &Changed<'_>| {
        vec![
            one.field.label.as_str().into(),
            value(definition, one.field, one.before.as_ref()).into(),
            value(definition, one.field, one.after.as_ref()).into(),
        ]
    };
    (!changed.is_empty()).then(|| Table {
        caption: caption("What changed since it was submitted"),
        head: vec!["Question".into(), "Before".into(), "Now".into()],
        rows: changed.iter().map(row).collect(),
        first_cell_is_header: true,
        scroll: true,
        ..Table::default()
    })
}

/// Words in paragraphs.
pub(super) fn paragraphs<'t>(texts: impl IntoIterator<Item = &'t String>) -> Html {
    texts.into_iter().map(|text| Html::trusted(format!("<p>{}</p>", Content::from(text)))).collect()
}
