//! A box for several lines of text.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::component;
use crate::error_message::ErrorMessage;
use crate::form_group::{FormGroup, Help, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// A box for several lines, with its label, hint and error.
// The line break after the opening tag is not part of the value; without it a value's own first one would be lost.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- let help = self.help() -%}
<div{{ form_group.element_attributes(error_message) }}>
{{- label.targeting(self.control_id()) }}{{ help.hint }}{{ help.error }}{{ form_group.before -}}
<textarea{{ self.control_attributes(help.described_by) }}>{{ "\n" }}{{ value }}</textarea>
{{- form_group.after -}}
</div>"#
)]
pub struct Textarea {
    pub label: Label,
    pub hint: Hint,
    pub error_message: ErrorMessage,
    pub name: String,
    /// The name when empty.
    pub id: String,
    pub value: String,
    /// 5 when 0.
    pub rows: u16,
    pub spellcheck: Option<bool>,
    pub autocomplete: String,
    pub disabled: bool,
    /// Ids of what describes the field, besides its own hint and error.
    pub described_by: String,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

impl Textarea {
    fn control_id(&self) -> &str {
        id_or_name(&self.id, &self.name)
    }

    fn help(&self) -> Help {
        Help::new(&self.described_by, self.control_id(), &self.hint, &self.error_message)
    }

    fn control_attributes(&self, described_by: &str) -> Attributes {
        let class = Classes::new("nhsuk-textarea")
            .with_if(self.error_message.is_present(), "nhsuk-textarea--error")
            .with(&self.classes);
        Attributes::new()
            .with("class", class)
            .with("id", self.control_id())
            .with("name", &self.name)
            .with("rows", if self.rows == 0 { 5 } else { self.rows })
            .with_some("spellcheck", self.spellcheck)
            .with_flag("disabled", self.disabled)
            .with_non_empty("aria-describedby", described_by)
            .with_non_empty("autocomplete", &self.autocomplete)
            .with_all(&self.attributes)
    }
}

component!(Textarea);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_first_line_break() {
        let textarea = Textarea { value: "\n-----BEGIN".into(), ..Textarea::default() };
        assert!(textarea.to_string().contains(">\n\n-----BEGIN</textarea>"));
    }
}
