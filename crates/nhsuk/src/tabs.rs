//! Several views of one thing, for people who come often. Without JavaScript they follow each other.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};

/// One view. Text content is put into a paragraph; start markup with a heading.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    pub label: String,
    pub content: Content,
    /// Made of the set's prefix and the number when empty.
    pub id: String,
    pub attributes: Attributes,
    pub panel_attributes: Attributes,
}

impl Tab {
    pub fn new(id: impl Into<String>, label: impl Into<String>, content: impl Into<Content>) -> Self {
        Self { id: id.into(), label: label.into(), content: content.into(), ..Self::default() }
    }
}

/// The set.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r##"
<div{{ self.element_attributes() }}>
<h2 class="nhsuk-tabs__heading">{% if heading.is_empty() %}Contents{% else %}{{ heading }}{% endif %}</h2>
{%- if !items.is_empty() %}
<ul class="nhsuk-tabs__list">
{%- for item in items %}
<li class="nhsuk-tabs__list-item{% if loop.first %} nhsuk-tabs__list-item--selected{% endif %}"><a class="nhsuk-tabs__tab" href="#{{ self.panel_id(*loop.index0) }}"{{ item.attributes }}>{{ item.label }}</a></li>
{%- endfor %}
</ul>
{%- endif %}
{%- for item in items %}
<div class="nhsuk-tabs__panel{% if !loop.first %} nhsuk-tabs__panel--hidden{% endif %}" id="{{ self.panel_id(*loop.index0) }}"{{ item.panel_attributes }}>
{% if item.content.is_html() %}{{ item.content }}{% else if !item.content.is_empty() %}<p>{{ item.content }}</p>{% endif %}
</div>
{%- endfor %}
</div>"##
)]
pub struct Tabs {
    pub items: Vec<Tab>,
    /// "Contents" when empty; seen only without JavaScript.
    pub heading: String,
    /// The id when empty.
    pub id_prefix: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Tabs {
    pub fn new(items: Vec<Tab>) -> Self {
        Self { items, ..Self::default() }
    }

    fn panel_id(&self, index: usize) -> String {
        let prefix = if self.id_prefix.is_empty() { &self.id } else { &self.id_prefix };
        match self.items[index].id.as_str() {
            "" => format!("{prefix}-{}", index + 1),
            own => own.to_owned(),
        }
    }

    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-tabs").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-tabs")
            .with_all(&self.attributes)
    }
}

component!(Tabs);
