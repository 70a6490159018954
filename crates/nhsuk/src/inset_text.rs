//! Words set apart from the rest of the page.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};

/// An aside. Text is put into a paragraph.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<div{{ self.element_attributes() }}>
<span class="nhsuk-u-visually-hidden">{% if visually_hidden_text.is_empty() %}Information{% else %}{{ visually_hidden_text }}{% endif %}: </span>
{% if content.is_html() %}{{ content }}{% else if !content.is_empty() %}<p>{{ content }}</p>{% endif -%}
</div>"#
)]
pub struct InsetText {
    pub content: Content,
    /// "Information" when empty.
    pub visually_hidden_text: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl InsetText {
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-inset-text").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with_all(&self.attributes)
    }
}

component!(InsetText);
