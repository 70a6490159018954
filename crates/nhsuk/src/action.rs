//! A small link or button at the edge of a card or a summary row, such as "Change".

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};

/// What can be done with a row or a card. Its hidden words say to which.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- let element = self.element() -%}
<{{ element }}{{ self.element_attributes() }}>{{ text }}
{%- if !visually_hidden_text.is_empty() || !about.is_empty() -%}
<span class="nhsuk-u-visually-hidden">
{%- if !visually_hidden_text.is_empty() %} {{ visually_hidden_text }}{% endif -%}
{%- if !about.is_empty() %} ({{ about }}){% endif -%}
</span>
{%- endif -%}
</{{ element }}>"#
)]
pub struct Action {
    pub text: Content,
    /// Where to; a form button when empty.
    pub href: String,
    /// The name of the thing, so that "Change" makes sense on its own.
    pub visually_hidden_text: String,
    /// The card's title; filled in by the card.
    pub about: Content,
    /// Only for the form button.
    pub name: String,
    /// Only for the form button.
    pub value: String,
    /// `submit` when empty; only for the form button.
    pub button_type: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Action {
    /// "Change", saying what to those who only hear the link.
    pub fn change(href: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new("Change", href, what)
    }

    pub fn new(text: impl Into<Content>, href: impl Into<String>, what: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), visually_hidden_text: what.into(), ..Self::default() }
    }

    pub(crate) fn about(&self, about: &Content) -> Self {
        Self { about: about.clone(), ..self.clone() }
    }

    fn element(&self) -> &'static str {
        if self.href.is_empty() { "button" } else { "a" }
    }

    fn element_attributes(&self) -> Attributes {
        let common = Attributes::new()
            .with("class", Classes::new("nhsuk-link").with(&self.classes))
            .with_non_empty("id", &self.id);
        let own = if self.href.is_empty() {
            Attributes::new()
                .with_non_empty("name", &self.name)
                .with("type", if self.button_type.is_empty() { "submit" } else { &self.button_type })
                .with_non_empty("value", &self.value)
        } else {
            Attributes::new().with("href", &self.href)
        };
        common.with_all(&own).with_all(&self.attributes)
    }
}

component!(Action);
