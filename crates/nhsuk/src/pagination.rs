//! The way through a list that is spread over pages, or through pages that follow each other.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};
use crate::icon::Icon;

/// The page before or after.
#[derive(Clone, Debug, Default)]
pub struct PaginationLink {
    pub href: String,
    /// "Previous" or "Next", with a hidden "page", when empty.
    pub text: Content,
    /// What that page is called; not for numbered pages.
    pub label: Content,
    pub attributes: Attributes,
}

impl PaginationLink {
    pub fn to(href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::default() }
    }
}

/// One numbered page, or a gap.
#[derive(Clone, Debug, Default)]
pub struct PaginationItem {
    pub number: u32,
    pub href: String,
    pub current: bool,
    /// Pages left out. Everything else of the item is ignored.
    pub ellipsis: bool,
    /// "Page 3" when empty.
    pub aria_label: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl PaginationItem {
    pub fn new(number: u32, href: impl Into<String>) -> Self {
        Self { number, href: href.into(), ..Self::default() }
    }

    fn item_class(&self) -> Classes {
        Classes::new("nhsuk-pagination__item")
            .with_if(self.current, "nhsuk-pagination__item--current")
            .with_if(self.ellipsis, "nhsuk-pagination__item--ellipsis")
            .with(&self.classes)
    }

    fn link_attributes(&self) -> Attributes {
        let label = if self.aria_label.is_empty() {
            format!("Page {}", self.number)
        } else {
            self.aria_label.clone()
        };
        Attributes::new()
            .with("class", "nhsuk-pagination__link")
            .with("href", &self.href)
            .with("aria-label", label)
            .with_some("aria-current", self.current.then_some("page"))
            .with_all(&self.attributes)
    }
}

/// Numbered when it has items; otherwise just the page before and the page after.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- macro words(link, word) -%}
<span class="nhsuk-pagination__title">{% if link.text.is_empty() %}{{ word }}<span class="nhsuk-u-visually-hidden"> page</span>{% else %}{{ link.text }}{% endif %}</span>
{%- endmacro -%}
{%- macro numbered(link, word, rel) -%}
<a href="{{ link.href }}" class="nhsuk-pagination__{{ word|lower }}" rel="{{ rel }}">
{%- if rel == "prev" %}{{ Icon::ArrowLeft }}{% endif -%}
{%- call words(link, word) %}{% endcall -%}
{%- if rel == "next" %}{{ Icon::ArrowRight }}{% endif -%}
</a>
{%- endmacro -%}
{%- macro named(link, word, rel, icon) -%}
<li class="nhsuk-pagination-item--{{ word|lower }}"><a class="nhsuk-pagination__link nhsuk-pagination__link--{{ rel }}" href="{{ link.href }}" rel="{{ rel }}"{{ link.attributes }}>
{%- call words(link, word) %}{% endcall -%}
{%- if !link.label.is_empty() %} <span class="nhsuk-u-visually-hidden">:</span> <span class="nhsuk-pagination__page">{{ link.label }}</span>{% endif -%}
{{- icon -}}
</a></li>
{%- endmacro -%}
<nav{{ self.element_attributes() }}>
{%- if items.is_empty() -%}
<ul class="nhsuk-list nhsuk-pagination__list">
{%- if !previous.href.is_empty() %}{% call named(previous, "Previous", "prev", Icon::ArrowLeft) %}{% endcall %}{% endif -%}
{%- if !next.href.is_empty() %}{% call named(next, "Next", "next", Icon::ArrowRight) %}{% endcall %}{% endif -%}
</ul>
{%- else -%}
{%- if !previous.href.is_empty() %}{% call numbered(previous, "Previous", "prev") %}{% endcall %}{% endif -%}
<ul class="nhsuk-pagination__list">
{%- for item in items %}
<li class="{{ item.item_class() }}">{% if item.ellipsis %}&ctdot;{% else %}<a{{ item.link_attributes() }}>{{ item.number }}</a>{% endif %}</li>
{%- endfor %}
</ul>
{%- if !next.href.is_empty() %}{% call numbered(next, "Next", "next") %}{% endcall %}{% endif -%}
{%- endif -%}
</nav>"#
)]
pub struct Pagination {
    pub previous: PaginationLink,
    pub next: PaginationLink,
    pub items: Vec<PaginationItem>,
    /// "Pagination" when empty.
    pub aria_label: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Pagination {
    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-pagination")
            .with_if(!self.items.is_empty(), "nhsuk-pagination--numbered")
            .with(&self.classes);
        let label = if self.aria_label.is_empty() { "Pagination" } else { &self.aria_label };
        Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with("role", "navigation")
            .with("aria-label", label)
            .with_all(&self.attributes)
    }
}

component!(Pagination);
