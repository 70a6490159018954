//! A group of controls with one name.

use std::fmt;

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, Html, component, from_text};
use crate::heading::{Caption, CaptionPlacement, Size, Titled, heading_element};

/// Names the group.
#[derive(Clone, Debug, Default)]
pub struct Legend {
    pub text: Content,
    pub size: Option<Size>,
    /// Puts the page's heading inside the legend, when the page asks only this.
    pub is_page_heading: bool,
    /// Level of that heading; 0 means 1.
    pub heading_level: u8,
    pub heading_id: String,
    pub caption: Caption,
    pub visually_hidden_text: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Legend {
    /// A legend that is also the heading of a page with one question.
    pub fn page_heading(text: impl Into<Content>) -> Self {
        Self { text: text.into(), size: Some(Size::L), is_page_heading: true, ..Self::default() }
    }

    fn outer_attributes(&self) -> Attributes {
        let size = self.size.filter(|size| matches!(size, Size::S | Size::M | Size::L | Size::Xl));
        let class = Classes::new("nhsuk-fieldset__legend")
            .with_modifier("nhsuk-fieldset__legend--", size.map(Size::as_str))
            .with(&self.classes);
        Attributes::new().with("class", class).with_non_empty("id", &self.id).with_all(&self.attributes)
    }

    /// The element that holds the words: the legend itself, or the heading inside it.
    fn titled(&self, element: &'static str, attributes: Attributes, caption: Caption) -> Titled {
        Titled {
            element,
            attributes,
            text: self.text.clone(),
            visually_hidden_text: self.visually_hidden_text.clone(),
            caption,
            ..Titled::default()
        }
    }
}

impl fmt::Display for Legend {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.is_empty() {
            return Ok(());
        }
        let mut caption = self.caption.clone().or_size(self.size);
        let mut after = Caption::default();
        // A legend must come first in its fieldset, so nothing can stand before it.
        match caption.placement {
            CaptionPlacement::Before => caption.placement = CaptionPlacement::Start,
            CaptionPlacement::After => after = std::mem::take(&mut caption),
            CaptionPlacement::Start | CaptionPlacement::End => {}
        }
        if self.is_page_heading {
            let inner = Attributes::new()
                .with("class", "nhsuk-fieldset__heading")
                .with_non_empty("id", &self.heading_id);
            let heading = self.titled(heading_element(self.heading_level), inner, caption);
            write!(formatter, "<legend{}>{heading}</legend>{after}", self.outer_attributes())
        } else {
            write!(formatter, "{}{after}", self.titled("legend", self.outer_attributes(), caption))
        }
    }
}

component!(Legend);
from_text!(Legend);

/// The group. Radios, checkboxes and date inputs take one; use it directly around several fields.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = "<fieldset{{ self.element_attributes() }}>{{ legend }}{{ content }}</fieldset>"
)]
pub struct Fieldset {
    pub legend: Legend,
    pub content: Html,
    /// Ids of what describes the group, besides its own hint and error.
    pub described_by: String,
    pub role: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Fieldset {
    /// A group whose name is also the heading of its page.
    pub fn page_heading(text: impl Into<Content>) -> Self {
        Legend::page_heading(text).into()
    }

    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-fieldset").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with_non_empty("role", &self.role)
            .with_non_empty("aria-describedby", &self.described_by)
            .with_all(&self.attributes)
    }
}

impl From<Legend> for Fieldset {
    fn from(legend: Legend) -> Self {
        Self { legend, ..Self::default() }
    }
}

component!(Fieldset);
