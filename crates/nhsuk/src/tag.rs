//! A status in one or two words.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component, from_text};

/// The colours the design system has; any other name would silently turn solid blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagColour {
    /// Solid blue, the style sheet's default.
    #[default]
    Default,
    /// Black words on nothing.
    None,
    White,
    Grey,
    Green,
    AquaGreen,
    Blue,
    Purple,
    Pink,
    Red,
    Orange,
    Yellow,
}

impl TagColour {
    fn modifier(self) -> Option<&'static str> {
        match self {
            Self::Default => None,
            Self::None => Some("no-colour"),
            Self::White => Some("white"),
            Self::Grey => Some("grey"),
            Self::Green => Some("green"),
            Self::AquaGreen => Some("aqua-green"),
            Self::Blue => Some("blue"),
            Self::Purple => Some("purple"),
            Self::Pink => Some("pink"),
            Self::Red => Some("red"),
            Self::Orange => Some("orange"),
            Self::Yellow => Some("yellow"),
        }
    }
}

/// A status. The words say it; the colour only helps.
#[derive(Clone, Debug, Default, Template)]
#[template(ext = "html", source = "<strong{{ self.element_attributes() }}>{{ text }}</strong>")]
pub struct Tag {
    pub text: Content,
    pub colour: TagColour,
    pub without_border: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Tag {
    pub fn new(text: impl Into<Content>, colour: TagColour) -> Self {
        Self { text: text.into(), colour, ..Self::default() }
    }

    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-tag")
            .with_modifier("nhsuk-tag--", self.colour.modifier())
            .with_if(self.without_border, "nhsuk-tag--no-border")
            .with(&self.classes);
        Attributes::new().with("class", class).with_non_empty("id", &self.id).with_all(&self.attributes)
    }
}

component!(Tag);
from_text!(Tag);
