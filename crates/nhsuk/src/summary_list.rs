//! Names and values, with what can be changed. *Check answers* pages are made of these.

use std::fmt;

use askama::Template;

use crate::action::Action;
use crate::attributes::{Attributes, Classes};
use crate::card::Card;
use crate::content::{Content, component};

/// One name and its value.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    pub key: Content,
    pub value: Content,
    pub actions: Vec<Action>,
    /// Such as `one-half`.
    pub key_width: String,
    pub without_border: bool,
    pub id: String,
    pub classes: String,
    pub key_classes: String,
    pub value_classes: String,
    pub attributes: Attributes,
}

impl SummaryRow {
    pub fn new(key: impl Into<Content>, value: impl Into<Content>) -> Self {
        Self { key: key.into(), value: value.into(), ..Self::default() }
    }

    /// The row with a link at its end.
    #[must_use]
    pub fn with_action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    fn element_attributes(&self, list: &SummaryList, is_last: bool) -> Attributes {
        let lacks_actions = self.actions.is_empty() && list.rows.iter().any(|row| !row.actions.is_empty());
        // The list's own class already takes the line away from its last row.
        let without_border = self.without_border && !(is_last && list.without_last_row_border);
        let class = Classes::new("nhsuk-summary-list__row")
            .with_if(lacks_actions, "nhsuk-summary-list__row--no-actions")
            .with_if(without_border, "nhsuk-summary-list__row--no-border")
            .with(&self.classes);
        Attributes::new().with("class", class).with_non_empty("id", &self.id).with_all(&self.attributes)
    }

    fn key_class(&self) -> Classes {
        let width = Some(self.key_width.as_str()).filter(|width| !width.is_empty());
        Classes::new("nhsuk-summary-list__key").with_modifier("nhsuk-u-width-", width).with(&self.key_classes)
    }
}

/// A list of names and values; inside a card when it has one.
#[derive(Clone, Debug, Default)]
pub struct SummaryList {
    pub rows: Vec<SummaryRow>,
    /// Its title is added to every action's hidden words. Its own content is ignored.
    pub card: Option<Card>,
    pub without_border: bool,
    pub without_last_row_border: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl SummaryList {
    pub fn new(rows: Vec<SummaryRow>) -> Self {
        Self { rows, ..Self::default() }
    }

    fn card_heading(&self) -> Content {
        self.card.as_ref().map(|card| card.heading.text.clone()).unwrap_or_default()
    }

    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-summary-list")
            .with_if(self.without_border, "nhsuk-summary-list--no-border")
            .with_if(
                self.without_last_row_border && !self.without_border,
                "nhsuk-summary-list--no-last-row-border",
            )
            .with(&self.classes);
        Attributes::new().with("class", class).with_non_empty("id", &self.id).with_all(&self.attributes)
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"
<dl{{ list.element_attributes() }}>
{%- for row in list.rows %}
<div{{ row.element_attributes(list, *loop.last) }}>
<dt class="{{ row.key_class() }}">{{ row.key }}</dt>
<dd class="nhsuk-summary-list__value{% if !row.value_classes.is_empty() %} {{ row.value_classes }}{% endif %}">{{ row.value }}</dd>
{%- if row.actions.len() == 1 -%}
<dd class="nhsuk-summary-list__actions">{% for action in row.actions %}{{ action.about(about) }}{% endfor %}</dd>
{%- else if !row.actions.is_empty() -%}
<dd class="nhsuk-summary-list__actions"><ul class="nhsuk-summary-list__actions-list">
{%- for action in row.actions %}<li class="nhsuk-summary-list__actions-list-item">{{ action.about(about) }}</li>{% endfor -%}
</ul></dd>
{%- endif -%}
</div>
{%- endfor %}
</dl>"#
)]
struct Rows<'a> {
    list: &'a SummaryList,
    about: &'a Content,
}

impl fmt::Display for SummaryList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = self.card_heading();
        let rows = Rows { list: self, about: &about };
        match &self.card {
            Some(card) => {
                let content = crate::Html::from_template(&rows).into();
                Card { content, ..card.clone() }.fmt(formatter)
            }
            None => rows.fmt(formatter),
        }
    }
}

component!(SummaryList);
