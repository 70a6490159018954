//! The foot of every page.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};
use crate::heading::{Heading, Size, Titled};

/// One link.
#[derive(Clone, Debug, Default)]
pub struct FooterLink {
    pub text: Content,
    pub href: String,
    pub attributes: Attributes,
}

impl FooterLink {
    pub fn new(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), attributes: Attributes::new() }
    }
}

/// A column of links. Text content is put into a small paragraph.
#[derive(Clone, Debug, Default)]
pub struct FooterColumn {
    pub heading: Heading,
    pub content: Content,
    pub links: Vec<FooterLink>,
    /// Such as `one-half`; by the number of columns when empty.
    pub width: String,
}

impl FooterColumn {
    fn titled(&self) -> Titled {
        let class = Classes::new("nhsuk-footer__heading").with("nhsuk-heading-s").with(&self.heading.classes);
        Heading { size: Some(Size::S), ..self.heading.clone() }.titled("h2", class)
    }
}

/// Links, and whose the page is.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- macro links(items) -%}
<ul class="nhsuk-footer__list">
{%- for item in items.iter() %}
<li class="nhsuk-footer__list-item"><a class="nhsuk-footer__list-item-link" href="{{ item.href }}"{{ item.attributes }}>{{ item.text }}</a></li>
{%- endfor %}
</ul>
{%- endmacro -%}
<footer{{ self.element_attributes() }}>
<div class="nhsuk-width-container{% if !container_classes.is_empty() %} {{ container_classes }}{% endif %}">
{%- for row in self.rows() -%}
<div class="nhsuk-footer__navigation nhsuk-grid-row">
{%- for column in row -%}
<div class="nhsuk-grid-column-{{ self.width(column) }}">
{{ column.titled() }}
{% if column.content.is_html() %}{{ column.content }}{% else if !column.content.is_empty() %}<p class="nhsuk-body-s">{{ column.content }}</p>{% endif %}
{% if !column.links.is_empty() %}{% call links(column.links) %}{% endcall %}{% endif %}
</div>
{%- endfor -%}
</div>
{%- endfor -%}
<div class="nhsuk-footer__meta">
{%- if !links.is_empty() -%}
<h2 class="nhsuk-u-visually-hidden">Support links</h2>
{%- call links(links) %}{% endcall -%}
{%- endif -%}
{%- if content.is_html() %}{{ content }}{% else if !content.is_empty() %}<p class="nhsuk-body-s">{{ content }}</p>{% endif -%}
{%- if let Some(words) = self.copyright_words() -%}
{%- if words.is_html() %}{{ words }}{% else %}<p class="nhsuk-body-s">{{ words }}</p>{% endif -%}
{%- endif -%}
</div>
</div>
</footer>"#
)]
pub struct Footer {
    /// Columns above the line.
    pub columns: Vec<FooterColumn>,
    /// How many columns fit into a row: 1 to 4; 0 means 4.
    pub columns_in_row: u8,
    /// Links below the line: accessibility statement, privacy, cookies.
    pub links: Vec<FooterLink>,
    /// Shown below the links.
    pub content: Content,
    /// "© NHS England" when absent, nothing when empty.
    pub copyright: Option<Content>,
    pub container_classes: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Footer {
    fn rows(&self) -> impl Iterator<Item = &[FooterColumn]> {
        let size = if (1..=4).contains(&self.columns_in_row) { self.columns_in_row } else { 4 };
        self.columns.chunks(usize::from(size))
    }

    fn width<'a>(&self, column: &'a FooterColumn) -> &'a str {
        match (column.width.as_str(), self.columns_in_row) {
            ("", 1) => "full",
            ("", 2) => "one-half",
            ("", 3) => "one-third",
            ("", _) => "one-quarter",
            (own, _) => own,
        }
    }

    fn copyright_words(&self) -> Option<Content> {
        let words = self.copyright.clone().unwrap_or_else(|| "© NHS England".into());
        Some(words).filter(|words| !words.is_empty())
    }

    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-footer").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with("role", "contentinfo")
            .with_all(&self.attributes)
    }
}

component!(Footer);
