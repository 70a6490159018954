//! More for those who want it, folded away.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};

/// A line that opens to show more. Works without JavaScript.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<details{{ self.element_attributes() }}>
<summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{{ summary }}</span></summary>
<div class="nhsuk-details__text">{{ content }}</div>
</details>"#
)]
pub struct Details {
    pub summary: Content,
    pub content: Content,
    pub open: bool,
    /// For dark backgrounds.
    pub reverse: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Details {
    pub fn new(summary: impl Into<Content>, content: impl Into<Content>) -> Self {
        Self { summary: summary.into(), content: content.into(), ..Self::default() }
    }

    fn element_attributes(&self) -> Attributes {
        let class =
            Classes::new("nhsuk-details").with_if(self.reverse, "nhsuk-details--reverse").with(&self.classes);
        Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with_all(&self.attributes)
            .with_flag("open", self.open)
    }
}

component!(Details);
