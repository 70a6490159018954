//! Radios and checkboxes: what an item of either has, and how the set around them is put together.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, Html};
use crate::error_message::ErrorMessage;
use crate::fieldset::Fieldset;
use crate::form_group::{FormGroup, Help};
use crate::hint::Hint;
use crate::label::Label;

/// One choice as it will be printed, of either kind.
#[derive(Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<div class="nhsuk-{{ kind }}__item{% if script_only %} nhsuk-u-frontend-not-supported-hidden{% endif %}">
<input{{ self.control_attributes() }}>
{{ label.targeting(id) }} {{ hint }}
</div>
{%- if !conditional.is_empty() %}
<div class="nhsuk-{{ kind }}__conditional{% if !checked %} nhsuk-{{ kind }}__conditional--hidden{% endif %}" id="conditional-{{ id }}">{{ conditional }}</div>
{%- endif -%}
"#
)]
pub(crate) struct Choice {
    /// `radios` or `checkboxes`.
    pub kind: &'static str,
    pub input_type: &'static str,
    pub id: String,
    pub name: String,
    pub value: String,
    pub label: Label,
    pub hint: Hint,
    pub checked: bool,
    pub disabled: bool,
    pub script_only: bool,
    pub described_by: String,
    pub conditional: Content,
    pub classes: String,
    pub attributes: Attributes,
}

impl Choice {
    /// Dresses label and hint for their place and ties the hint to the control.
    pub fn dressed(mut self) -> Self {
        let kind = self.kind;
        self.label.classes =
            Classes::new(&format!("nhsuk-{kind}__label")).with(&self.label.classes).to_string();
        if !self.hint.text.is_empty() {
            self.hint.classes =
                Classes::new(&format!("nhsuk-{kind}__hint")).with(&self.hint.classes).to_string();
            if self.hint.id.is_empty() {
                self.hint.id = format!("{}-item-hint", self.id);
            }
            self.described_by = Classes::new(&self.described_by).with(&self.hint.id).to_string();
        }
        self
    }

    fn control_attributes(&self) -> Attributes {
        let controls = (!self.conditional.is_empty()).then(|| format!("conditional-{}", self.id));
        Attributes::new()
            .with("class", Classes::new(&format!("nhsuk-{}__input", self.kind)).with(&self.classes))
            .with("id", &self.id)
            .with("name", &self.name)
            .with("type", self.input_type)
            .with("value", &self.value)
            .with_flag("checked", self.checked)
            .with_flag("disabled", self.disabled)
            .with_some("data-aria-controls", controls)
            .with_non_empty("aria-describedby", &self.described_by)
            .with_all(&self.attributes)
    }
}

/// The id of an item: its own, or the prefix, numbered from the second on so that an error summary can link
/// to the first by the plain prefix.
pub(crate) fn item_id(own: &str, prefix: &str, index: usize) -> String {
    match (own.is_empty(), index) {
        (false, _) => own.to_owned(),
        (true, 0) => prefix.to_owned(),
        (true, index) => format!("{prefix}-{}", index + 1),
    }
}

/// The set around the items: form group, fieldset if any, hint, error.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div{{ form_group.element_attributes(error_message) }}>{{ self.inner() }}</div>"#
)]
pub(crate) struct ChoiceSet<'a> {
    pub fieldset: Option<&'a Fieldset>,
    pub help: Help,
    pub error_message: &'a ErrorMessage,
    pub form_group: &'a FormGroup,
    /// The items in their own element.
    pub items: Html,
}

impl ChoiceSet<'_> {
    fn inner(&self) -> Html {
        let content = Html::trusted(format!("{}{}{}", self.help.hint, self.help.error, self.items));
        match self.fieldset {
            Some(fieldset) => {
                Fieldset { content, described_by: self.help.described_by.clone(), ..fieldset.clone() }.into()
            }
            None => content,
        }
    }
}
