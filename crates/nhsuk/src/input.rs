//! A box for one line of text.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component, from_text};
use crate::error_message::ErrorMessage;
use crate::form_group::{FormGroup, Help, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// Fixed words inside the box's edge, such as a unit. Hidden from assistive technology: say it in the label too.
#[derive(Clone, Debug, Default)]
pub struct Affix {
    pub text: Content,
    pub classes: String,
    pub attributes: Attributes,
}

from_text!(Affix);

impl Affix {
    fn element_attributes(&self, side: &str) -> Attributes {
        let class = Classes::new(&format!("nhsuk-input-wrapper__{side}")).with(&self.classes);
        Attributes::new().with("class", class).with("aria-hidden", "true").with_all(&self.attributes)
    }
}

/// The box around input and affixes.
#[derive(Clone, Debug, Default)]
pub struct InputWrapper {
    pub classes: String,
    pub attributes: Attributes,
}

impl InputWrapper {
    pub(crate) fn is_present(&self) -> bool {
        !self.classes.is_empty() || !self.attributes.is_empty()
    }
}

/// A one-line text field with its label, hint and error.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- let help = self.help() -%}
<div{{ form_group.element_attributes(error_message) }}>
{{- label.targeting(self.control_id()) }}{{ help.hint }}{{ help.error -}}
{%- if self.has_wrapper() -%}
<div{{ self.wrapper_attributes() }}>
{{- form_group.before -}}
{%- if !prefix.text.is_empty() %}<div{{ prefix.element_attributes("prefix") }}>{{ prefix.text }}</div>{% endif -%}
<input{{ self.control_attributes(help.described_by) }}>
{%- if !suffix.text.is_empty() %}<div{{ suffix.element_attributes("suffix") }}>{{ suffix.text }}</div>{% endif -%}
{{- form_group.after -}}
</div>
{%- else -%}
<input{{ self.control_attributes(help.described_by) }}>
{%- endif -%}
</div>"#
)]
pub struct Input {
    pub label: Label,
    pub hint: Hint,
    pub error_message: ErrorMessage,
    pub name: String,
    /// The name when empty.
    pub id: String,
    pub value: String,
    /// `text` when empty; also `email`, `tel`, `url`.
    pub input_type: String,
    pub inputmode: String,
    pub autocomplete: String,
    pub autocapitalize: String,
    pub spellcheck: Option<bool>,
    pub pattern: String,
    pub placeholder: String,
    pub prefix: Affix,
    pub suffix: Affix,
    /// In characters: 2, 3, 4, 5, 10, 20 or 30.
    pub width: Option<u8>,
    pub large: bool,
    /// Letters and figures easy to tell apart, for codes.
    pub code: bool,
    pub disabled: bool,
    /// Ids of what describes the field, besides its own hint and error.
    pub described_by: String,
    pub input_wrapper: InputWrapper,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

impl Input {
    fn control_id(&self) -> &str {
        id_or_name(&self.id, &self.name)
    }

    fn help(&self) -> Help {
        Help::new(&self.described_by, self.control_id(), &self.hint, &self.error_message)
    }

    fn has_wrapper(&self) -> bool {
        !self.prefix.text.is_empty()
            || !self.suffix.text.is_empty()
            || !self.form_group.before.is_empty()
            || !self.form_group.after.is_empty()
            || self.input_wrapper.is_present()
    }

    fn wrapper_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-input-wrapper")
            .with_if(self.large, "nhsuk-input-wrapper--large")
            .with(&self.input_wrapper.classes);
        Attributes::new().with("class", class).with_all(&self.input_wrapper.attributes)
    }

    fn class(&self) -> Classes {
        let width = self.width.filter(|width| [2, 3, 4, 5, 10, 20, 30].contains(width));
        Classes::new("nhsuk-input")
            .with_if(self.large, "nhsuk-input--large")
            .with_if(self.code, "nhsuk-input--code")
            .with_if(self.error_message.is_present(), "nhsuk-input--error")
            .with_modifier("nhsuk-input--width-", width.map(|width| width.to_string()).as_deref())
            .with(&self.classes)
    }

    fn control_attributes(&self, described_by: &str) -> Attributes {
        Attributes::new()
            .with("class", self.class())
            .with("id", self.control_id())
            .with("name", &self.name)
            .with("type", if self.input_type.is_empty() { "text" } else { &self.input_type })
            .with_some("spellcheck", self.spellcheck)
            .with_non_empty("value", &self.value)
            .with_flag("disabled", self.disabled)
            .with_non_empty("aria-describedby", described_by)
            .with_non_empty("autocomplete", &self.autocomplete)
            .with_non_empty("autocapitalize", &self.autocapitalize)
            .with_non_empty("pattern", &self.pattern)
            .with_non_empty("placeholder", &self.placeholder)
            .with_non_empty("inputmode", &self.inputmode)
            .with_all(&self.attributes)
    }
}

component!(Input);
