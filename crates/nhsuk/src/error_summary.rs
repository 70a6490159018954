//! What is wrong with a form, at the top of its page, each line a link to the field.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};
use crate::heading::Titled;

/// One line of the summary.
#[derive(Clone, Debug, Default)]
pub struct ErrorLink {
    pub text: Content,
    /// `#` and the field's id; plain words when empty.
    pub href: String,
    pub attributes: Attributes,
}

impl ErrorLink {
    /// The same words as beside the field, and the field's id.
    pub fn to_field(text: impl Into<Content>, field_id: &str) -> Self {
        Self { text: text.into(), href: format!("#{field_id}"), attributes: Attributes::new() }
    }
}

/// Gets the focus when the page is loaded. "There is a problem", unless said otherwise.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<div{{ self.element_attributes() }}>
<div role="alert">
{{ self.titled() }}
<div class="nhsuk-error-summary__body">
{%- if !description.is_empty() %}<p>{{ description }}</p>{% endif -%}
{%- if !errors.is_empty() -%}
<ul class="nhsuk-list nhsuk-error-summary__list">
{%- for error in errors %}
<li>{% if error.href.is_empty() %}{{ error.text }}{% else %}<a href="{{ error.href }}"{{ error.attributes }}>{{ error.text }}</a>{% endif %}</li>
{%- endfor %}
</ul>
{%- endif -%}
</div>
</div>
</div>"#
)]
pub struct ErrorSummary {
    /// "There is a problem" when absent; no heading when empty.
    pub heading: Option<Content>,
    pub heading_id: String,
    pub description: Content,
    pub errors: Vec<ErrorLink>,
    pub disable_auto_focus: Option<bool>,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl ErrorSummary {
    /// The usual summary. Print it only when there are errors.
    pub fn of(errors: Vec<ErrorLink>) -> Self {
        Self { errors, ..Self::default() }
    }

    fn titled(&self) -> Titled {
        Titled {
            element: "h2",
            attributes: Attributes::new()
                .with("class", "nhsuk-error-summary__heading")
                .with_non_empty("id", &self.heading_id),
            text: self.heading.clone().unwrap_or_else(|| "There is a problem".into()),
            ..Titled::default()
        }
    }

    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-error-summary").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-error-summary")
            .with_some("data-disable-auto-focus", self.disable_auto_focus)
            .with_all(&self.attributes)
    }
}

component!(ErrorSummary);
