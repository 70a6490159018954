//! Help for a field, between its name and its box.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component, from_text};

/// One short sentence of help, without links.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = "{% if !text.is_empty() %}<div{{ self.element_attributes() }}>{{ text }}</div>{% endif %}"
)]
pub struct Hint {
    pub text: Content,
    /// Filled in by the component that holds the hint.
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Hint {
    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-hint").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with_all(&self.attributes)
    }
}

component!(Hint);
from_text!(Hint);
