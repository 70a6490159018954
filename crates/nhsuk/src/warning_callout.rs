//! The yellow box for what a reader must not miss.

use std::fmt;

use crate::action::Action;
use crate::attributes::Attributes;
use crate::card::{Card, CardVariant};
use crate::content::{Content, component};
use crate::heading::Heading;

/// A warning. Its title is introduced as "Important" unless it says so itself.
#[derive(Clone, Debug, Default)]
pub struct WarningCallout {
    /// Level 0 means 3.
    pub heading: Heading,
    pub content: Content,
    pub actions: Vec<Action>,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl WarningCallout {
    pub fn new(heading: impl Into<Heading>, content: impl Into<Content>) -> Self {
        Self { heading: heading.into(), content: content.into(), ..Self::default() }
    }

    fn card(&self) -> Card {
        let mut heading = self.heading.clone();
        if heading.level == 0 {
            heading.level = 3;
        }
        match &heading.text {
            Content::Text(text) if !text.is_empty() && !says_important(text) => {
                if heading.visually_hidden_text.is_empty() {
                    heading.visually_hidden_text = "Important".into();
                }
            }
            _ => heading.visually_hidden_text.clear(),
        }
        Card {
            heading,
            content: self.content.clone(),
            variant: CardVariant::Warning,
            actions: self.actions.clone(),
            id: self.id.clone(),
            classes: self.classes.clone(),
            attributes: self.attributes.clone(),
            ..Card::default()
        }
    }
}

fn says_important(text: &str) -> bool {
    text.contains("Important") || text.contains("important")
}

impl fmt::Display for WarningCallout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.card().fmt(formatter)
    }
}

component!(WarningCallout);
