//! What every field has around its control: name, help, error, and the ids that tie them together.

use crate::attributes::{Attributes, Classes};
use crate::content::Content;
use crate::error_message::ErrorMessage;
use crate::hint::Hint;

/// The box around a field.
#[derive(Clone, Debug, Default)]
pub struct FormGroup {
    pub classes: String,
    pub attributes: Attributes,
    /// Printed before the control.
    pub before: Content,
    /// Printed after the control, such as a button that belongs to it.
    pub after: Content,
}

impl FormGroup {
    pub(crate) fn element_attributes(&self, error: &ErrorMessage) -> Attributes {
        let class = Classes::new("nhsuk-form-group")
            .with_if(error.is_present(), "nhsuk-form-group--error")
            .with(&self.classes);
        Attributes::new().with("class", class).with_all(&self.attributes)
    }
}

/// Hint and error of one field with their ids filled in, and the `aria-describedby` that lists them.
pub(crate) struct Help {
    pub hint: Hint,
    pub error: ErrorMessage,
    pub described_by: String,
}

impl Help {
    pub fn new(described_by: &str, id: &str, hint: &Hint, error: &ErrorMessage) -> Self {
        let mut help =
            Self { hint: hint.clone(), error: error.clone(), described_by: described_by.to_owned() };
        if !help.hint.text.is_empty() {
            fill(&mut help.hint.id, id, "hint");
            append(&mut help.described_by, &help.hint.id);
        }
        if !help.error.text.is_empty() {
            fill(&mut help.error.id, id, "error");
            append(&mut help.described_by, &help.error.id);
        }
        help
    }
}

fn fill(target: &mut String, id: &str, suffix: &str) {
    if target.is_empty() {
        *target = format!("{id}-{suffix}");
    }
}

fn append(ids: &mut String, id: &str) {
    if !ids.is_empty() {
        ids.push(' ');
    }
    ids.push_str(id);
}

/// The id, or the name where no id is given.
pub(crate) fn id_or_name<'a>(id: &'a str, name: &'a str) -> &'a str {
    if id.is_empty() { name } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hint_and_error_are_both_described_in_reading_order() {
        let help = Help::new("intro", "email", &"Work address".into(), &"Enter an email address".into());
        assert_eq!(help.described_by, "intro email-hint email-error");
        assert_eq!(help.error.id, "email-error");
    }

    #[test]
    fn a_field_without_help_is_described_by_nothing() {
        let help = Help::new("", "email", &Hint::default(), &ErrorMessage::default());
        assert_eq!(help.described_by, "");
    }
}
