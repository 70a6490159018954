//! What to do, or what not to do, in a list.

use std::fmt;

use crate::attributes::Attributes;
use crate::card::{Card, CardVariant};
use crate::content::{Content, Html, component};
use crate::heading::Heading;
use crate::icon::Icon;

/// Which of the two lists it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Advice {
    #[default]
    Do,
    /// Every item starts with "do not".
    Dont,
}

/// A list with ticks or crosses.
#[derive(Clone, Debug, Default)]
pub struct DoAndDontList {
    /// Level 0 means 3.
    pub heading: Heading,
    pub advice: Advice,
    pub items: Vec<Content>,
    /// Starts every item; "do not" for crosses when absent, nothing when empty.
    pub prefix: Option<String>,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl DoAndDontList {
    fn list(&self) -> Html {
        let (icon, usual_prefix) = match self.advice {
            Advice::Do => (Icon::Tick, ""),
            Advice::Dont => (Icon::Cross, "do not"),
        };
        let prefix = Content::from(self.prefix.as_deref().unwrap_or(usual_prefix));
        let space = if prefix.is_empty() { "" } else { " " };
        let entry = |item| Html::trusted(format!("<li>{icon} {prefix}{space}{item}</li>"));
        let items: Html = self.items.iter().map(entry).collect();
        Html::trusted(format!(
            r#"<ul class="nhsuk-list nhsuk-list--{}" role="list">{items}</ul>"#,
            icon.name()
        ))
    }
}

impl fmt::Display for DoAndDontList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut heading = self.heading.clone();
        if heading.level == 0 {
            heading.level = 3;
        }
        Card {
            heading,
            content: self.list().into(),
            variant: CardVariant::Feature,
            id: self.id.clone(),
            classes: self.classes.clone(),
            attributes: self.attributes.clone(),
            ..Card::default()
        }
        .fmt(formatter)
    }
}

component!(DoAndDontList);
