//! The words that name a field.

use std::fmt;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component, from_text};
use crate::heading::{Caption, CaptionPlacement, Size, Titled, heading_element};

/// Names one control. Components fill in what it is for.
#[derive(Clone, Debug, Default)]
pub struct Label {
    pub text: Content,
    pub size: Option<Size>,
    /// Puts the label inside the page's heading, when the page asks only this.
    pub is_page_heading: bool,
    /// Level of that heading; 0 means 1.
    pub heading_level: u8,
    pub heading_id: String,
    pub caption: Caption,
    pub visually_hidden_text: String,
    /// The control's id; filled in by the component that holds the label.
    pub target: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Label {
    /// A label that is also the heading of a page with one question.
    pub fn page_heading(text: impl Into<Content>) -> Self {
        Self { text: text.into(), size: Some(Size::L), is_page_heading: true, ..Self::default() }
    }

    pub(crate) fn targeting(&self, target: &str) -> Self {
        let mut label = self.clone();
        if label.target.is_empty() {
            target.clone_into(&mut label.target);
        }
        label
    }

    fn class(&self) -> Classes {
        let size = self.size.filter(|size| matches!(size, Size::S | Size::M | Size::L | Size::Xl));
        Classes::new("nhsuk-label").with_modifier("nhsuk-label--", size.map(Size::as_str)).with(&self.classes)
    }

    fn element(&self, caption: Caption) -> Titled {
        Titled {
            element: "label",
            attributes: Attributes::new()
                .with("class", self.class())
                .with_non_empty("id", &self.id)
                .with_non_empty("for", &self.target)
                .with_all(&self.attributes),
            text: self.text.clone(),
            visually_hidden_text: self.visually_hidden_text.clone(),
            caption,
            ..Titled::default()
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.is_empty() {
            return Ok(());
        }
        let caption = self.caption.clone().or_size(self.size);
        // A caption outside stands beside the heading, not between heading and label.
        let (before, inside, after) = match caption.placement {
            CaptionPlacement::Before => (caption, Caption::default(), Caption::default()),
            CaptionPlacement::After => (Caption::default(), Caption::default(), caption),
            _ => (Caption::default(), caption, Caption::default()),
        };
        let label = self.element(inside);
        if self.is_page_heading {
            let element = heading_element(self.heading_level);
            let attributes =
                Attributes::new().with("class", "nhsuk-label-wrapper").with_non_empty("id", &self.heading_id);
            write!(formatter, "{before}<{element}{attributes}>{label}</{element}>{after}")
        } else {
            write!(formatter, "{before}{label}{after}")
        }
    }
}

component!(Label);
from_text!(Label);
