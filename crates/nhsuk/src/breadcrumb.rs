//! Where a page stands in the site.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};
use crate::links::BackLink;

/// One step of the way.
#[derive(Clone, Debug, Default)]
pub struct BreadcrumbItem {
    pub text: Content,
    pub href: String,
    pub attributes: Attributes,
}

impl BreadcrumbItem {
    pub fn new(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), attributes: Attributes::new() }
    }
}

/// The way from the start to the page above this one. Small screens show only the last step.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<nav{{ self.element_attributes() }}>
<ol class="nhsuk-breadcrumb__list">
{%- for item in items %}
<li class="nhsuk-breadcrumb__list-item"><a class="nhsuk-breadcrumb__link" href="{{ item.href }}"{{ item.attributes }}>{{ item.text }}</a></li>
{%- endfor %}
</ol>
{{ self.last_step() }}
</nav>"#
)]
pub struct Breadcrumb {
    pub items: Vec<BreadcrumbItem>,
    /// Replaces parts of the link for small screens.
    pub back_link: BackLink,
    /// "Breadcrumb" when empty.
    pub aria_label: String,
    /// For dark backgrounds.
    pub reverse: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Breadcrumb {
    pub fn new(items: Vec<BreadcrumbItem>) -> Self {
        Self { items, ..Self::default() }
    }

    fn last_step(&self) -> BackLink {
        let mut link = self.back_link.clone();
        let last = self.items.last().cloned().unwrap_or_default();
        if link.visually_hidden_text.is_empty() {
            link.visually_hidden_text = "Back to".into();
        }
        if link.text.is_empty() {
            link.text = last.text;
        }
        if link.href.is_empty() && link.button_type.is_empty() {
            link.href = last.href;
        }
        if link.attributes.is_empty() {
            link.attributes = last.attributes;
        }
        link.reverse |= self.reverse;
        link
    }

    fn element_attributes(&self) -> Attributes {
        let label = if self.aria_label.is_empty() { "Breadcrumb" } else { &self.aria_label };
        let class = Classes::new("nhsuk-breadcrumb")
            .with_if(self.reverse, "nhsuk-breadcrumb--reverse")
            .with(&self.classes);
        Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with("aria-label", label)
            .with_all(&self.attributes)
    }
}

component!(Breadcrumb);
