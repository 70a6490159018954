//! The green box that says it is done, and the blue one that interrupts.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};
use crate::heading::{Heading, Size, Titled, heading_element};

/// A confirmation, or an interruption before something that cannot be undone.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<div{{ self.element_attributes() }}>
{{ self.titled() }}
{% if !content.is_empty() %}<div class="nhsuk-panel__body">{{ content }}</div>{% endif %}
</div>"#
)]
pub struct Panel {
    /// Usually the page's only level 1 heading. Sizes M, L and XL.
    pub heading: Heading,
    pub content: Content,
    pub interruption: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Panel {
    fn titled(&self) -> Titled {
        let size = self.heading.size.filter(|size| matches!(size, Size::M | Size::L | Size::Xl));
        let class = Classes::new("nhsuk-panel__heading")
            .with_modifier("nhsuk-panel__heading--", size.map(Size::as_str))
            .with(&self.heading.classes);
        self.heading.titled(heading_element(self.heading.level), class)
    }

    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-panel")
            .with_if(self.interruption, "nhsuk-panel--interruption")
            .with(&self.classes);
        Attributes::new().with("class", class).with_non_empty("id", &self.id).with_all(&self.attributes)
    }
}

component!(Panel);
