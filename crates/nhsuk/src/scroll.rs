//! A region that scrolls sideways where the page is too narrow.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};

/// Wide content. Text content is put into a paragraph.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<div{{ self.element_attributes() }}><div class="nhsuk-scroll__content" role="region"{{ self.label_attributes() }}>
{% if content.is_html() %}{{ content }}{% else if !content.is_empty() %}<p>{{ content }}</p>{% endif %}
</div></div>"#
)]
pub struct Scroll {
    pub content: Content,
    /// Id of what names the region.
    pub labelled_by: String,
    /// For dark backgrounds.
    pub reverse: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Scroll {
    fn label_attributes(&self) -> Attributes {
        Attributes::new().with_non_empty("aria-labelledby", &self.labelled_by)
    }

    fn element_attributes(&self) -> Attributes {
        let class =
            Classes::new("nhsuk-scroll").with_if(self.reverse, "nhsuk-scroll--reverse").with(&self.classes);
        Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-scroll")
            .with_all(&self.attributes)
    }
}

component!(Scroll);
