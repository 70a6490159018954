//! A box with a title, and what the care cards and the warning callout are made of.

use askama::Template;

use crate::action::Action;
use crate::attributes::{Attributes, Classes};
use crate::content::{Content, Html, component};
use crate::heading::{Heading, Size, Titled, heading_element};
use crate::icon::Icon;

/// How a card looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardVariant {
    #[default]
    Plain,
    Feature,
    Primary,
    Secondary,
    Warning,
    /// Care cards; only with a heading.
    NonUrgent,
    Urgent,
    Emergency,
}

impl CardVariant {
    fn modifier(self) -> Option<&'static str> {
        match self {
            Self::Plain | Self::NonUrgent | Self::Urgent | Self::Emergency => None,
            Self::Feature => Some("feature"),
            Self::Primary => Some("primary"),
            Self::Secondary => Some("secondary"),
            Self::Warning => Some("warning"),
        }
    }

    /// The modifier of a care card, and how its title is introduced to those who cannot see its colour.
    fn care(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::NonUrgent => Some(("non-urgent", "Non-urgent advice")),
            Self::Urgent => Some(("urgent", "Urgent advice")),
            Self::Emergency => Some(("emergency", "Immediate action required")),
            _ => None,
        }
    }
}

/// A box. Text content is put into a paragraph.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<div{{ self.element_attributes() }}>
{%- if !image.is_empty() %}{{ image }}{% endif -%}
{%- if self.has_heading_container() -%}
<div class="nhsuk-card__heading-container">
{{ self.title() }}
{%- if actions.len() == 1 -%}
<div class="nhsuk-card__actions">{% for action in actions %}{{ action.about(heading.text) }}{% endfor %}</div>
{%- else if !actions.is_empty() -%}
<ul class="nhsuk-card__actions">{% for action in actions %}<li class="nhsuk-card__action">{{ action.about(heading.text) }}</li>{% endfor %}</ul>
{%- endif -%}
</div>
{%- endif -%}
<div class="nhsuk-card__content">
{%- if !self.has_heading_container() %}{{ self.title() }}{% endif -%}
{%- if content.is_html() %}{{ content }}
{%- else if !content.is_empty() %}<p class="nhsuk-card__description">{{ content }}</p>
{%- endif -%}
{%- if variant == CardVariant::Primary %}{{ Icon::ChevronRightCircle }}{% endif -%}
</div>
</div>"#
)]
pub struct Card {
    /// Level 0 means 2. A heading given as markup is printed as it is, without an element of its own.
    pub heading: Heading,
    pub content: Content,
    /// Makes the heading a link.
    pub href: String,
    /// Makes the whole card follow the link.
    pub clickable: bool,
    pub variant: CardVariant,
    pub actions: Vec<Action>,
    /// An `img` or `svg` above the words.
    pub image: Html,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Card {
    fn care(&self) -> Option<(&'static str, &'static str)> {
        self.variant.care().filter(|_| !self.heading.text.is_empty())
    }

    fn has_heading_container(&self) -> bool {
        self.care().is_some() || !self.actions.is_empty()
    }

    /// The title with what introduces it and, on care cards, the arrow below.
    fn title(&self) -> Html {
        if self.heading.text.is_empty() {
            return Html::default();
        }
        let arrow = match self.care() {
            Some(_) => r#"<span class="nhsuk-card--care__arrow" aria-hidden="true"></span>"#,
            None => "",
        };
        if let Content::Html(html) = &self.heading.text {
            return Html::trusted(format!("{html}{arrow}"));
        }
        Html::trusted(format!("{}{arrow}", self.titled()))
    }

    fn titled(&self) -> Titled {
        let size = self.heading.size.filter(|size| *size != Size::Xxl);
        let class = Classes::new("nhsuk-card__heading")
            .with_modifier("nhsuk-heading-", size.map(Size::as_str))
            .with(&self.heading.classes);
        let level = if self.heading.level == 0 { 2 } else { self.heading.level };
        let mut titled = self.heading.titled(heading_element(level), class);
        titled.text = self.title_words().into();
        titled.href.clear();
        titled.visually_hidden_text.clear();
        titled
    }

    fn title_words(&self) -> Html {
        let words = &self.heading.text;
        let introduction = match (self.heading.visually_hidden_text.as_str(), self.care()) {
            ("", Some((_, introduction))) => introduction,
            (own, _) => own,
        };
        let hidden = Content::from(introduction);
        Html::trusted(if !self.href.is_empty() && self.variant != CardVariant::Feature {
            let href = Attributes::new().with("href", &self.href);
            format!(r#"<a class="nhsuk-card__link"{href}>{words}</a>"#)
        } else if introduction.is_empty() {
            words.to_string()
        } else {
            format!(
                r#"<span role="text"><span class="nhsuk-u-visually-hidden">{hidden}: </span>{words}</span>"#
            )
        })
    }

    fn element_attributes(&self) -> Attributes {
        let care = self.care().map(|(modifier, _)| modifier);
        let class = Classes::new("nhsuk-card")
            .with_if(self.clickable, "nhsuk-card--clickable")
            .with_modifier("nhsuk-card--", self.variant.modifier())
            .with_if(care.is_some(), "nhsuk-card--care")
            .with_modifier("nhsuk-card--care--", care)
            .with(&self.classes);
        Attributes::new().with("class", class).with_non_empty("id", &self.id).with_all(&self.attributes)
    }
}

component!(Card);
