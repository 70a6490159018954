//! One choice out of a long list. Prefer radios.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::component;
use crate::error_message::ErrorMessage;
use crate::form_group::{FormGroup, Help, id_or_name};
use crate::hint::Hint;
use crate::input::InputWrapper;
use crate::label::Label;

/// One option, or a line between options.
#[derive(Clone, Debug, Default)]
pub struct SelectItem {
    pub text: String,
    /// The words themselves when absent.
    pub value: Option<String>,
    /// Decides over the list's `value` when given.
    pub selected: Option<bool>,
    pub disabled: bool,
    /// Everything else of the item is ignored.
    pub divider: bool,
    pub attributes: Attributes,
}

impl SelectItem {
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { text: text.into(), value: Some(value.into()), ..Self::default() }
    }

    fn element_attributes(&self, chosen: &str) -> Attributes {
        let value = self.value.as_ref().unwrap_or(&self.text);
        let is_chosen = !chosen.is_empty() && value == chosen;
        Attributes::new()
            .with_some("value", self.value.as_ref())
            .with_flag("selected", self.selected.unwrap_or(is_chosen))
            .with_flag("disabled", self.disabled)
            .with_all(&self.attributes)
    }
}

/// A drop-down list.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- macro control(described_by) -%}
<select{{ self.control_attributes(described_by) }}>
{%- for item in items %}
{% if item.divider %}<hr>{% else %}<option{{ item.element_attributes(value) }}>{{ item.text }}</option>{% endif %}
{%- endfor %}
</select>
{%- endmacro -%}
{%- let help = self.help() -%}
<div{{ form_group.element_attributes(error_message) }}>
{{- label.targeting(self.control_id()) }}{{ help.hint }}{{ help.error -}}
{%- if self.has_wrapper() -%}
<div{{ self.wrapper_attributes() }}>{{ form_group.before }}{% call control(help.described_by) %}{% endcall %}{{ form_group.after }}</div>
{%- else -%}
{%- call control(help.described_by) %}{% endcall -%}
{%- endif -%}
</div>"#
)]
pub struct Select {
    pub label: Label,
    pub hint: Hint,
    pub error_message: ErrorMessage,
    pub name: String,
    /// The name when empty.
    pub id: String,
    /// The value chosen.
    pub value: String,
    pub items: Vec<SelectItem>,
    pub disabled: bool,
    pub described_by: String,
    pub input_wrapper: InputWrapper,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

impl Select {
    fn control_id(&self) -> &str {
        id_or_name(&self.id, &self.name)
    }

    fn help(&self) -> Help {
        Help::new(&self.described_by, self.control_id(), &self.hint, &self.error_message)
    }

    fn has_wrapper(&self) -> bool {
        !self.form_group.before.is_empty()
            || !self.form_group.after.is_empty()
            || self.input_wrapper.is_present()
    }

    fn wrapper_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-input-wrapper").with(&self.input_wrapper.classes))
            .with_all(&self.input_wrapper.attributes)
    }

    fn control_attributes(&self, described_by: &str) -> Attributes {
        let class = Classes::new("nhsuk-select")
            .with_if(self.error_message.is_present(), "nhsuk-select--error")
            .with(&self.classes);
        Attributes::new()
            .with("class", class)
            .with("id", self.control_id())
            .with("name", &self.name)
            .with_flag("disabled", self.disabled)
            .with_non_empty("aria-describedby", described_by)
            .with_all(&self.attributes)
    }
}

component!(Select);
