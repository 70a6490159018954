//! What is wrong with one field, beside it.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component, from_text};

/// The message; a field with one is drawn as in error.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- if !text.is_empty() -%}
<span{{ self.element_attributes() }}>
{%- if let Some(prefix) = self.prefix() %}<span class="nhsuk-u-visually-hidden">{{ prefix }}: </span>{% endif -%}
{{ text }}</span>
{%- endif -%}
"#
)]
pub struct ErrorMessage {
    pub text: Content,
    /// Read out before the message: "Error" when absent, nothing when empty.
    pub visually_hidden_text: Option<String>,
    /// Draws the field as in error although the message is said elsewhere.
    pub without_message: bool,
    /// Filled in by the component that holds the message.
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl ErrorMessage {
    /// True when the field is to be drawn as in error.
    pub fn is_present(&self) -> bool {
        self.without_message || !self.text.is_empty()
    }

    fn prefix(&self) -> Option<&str> {
        Some(self.visually_hidden_text.as_deref().unwrap_or("Error")).filter(|prefix| !prefix.is_empty())
    }

    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-error-message").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with_all(&self.attributes)
    }
}

/// No message when there is none.
impl From<Option<&str>> for ErrorMessage {
    fn from(text: Option<&str>) -> Self {
        text.unwrap_or_default().into()
    }
}

/// No message when there is none.
impl From<Option<String>> for ErrorMessage {
    fn from(text: Option<String>) -> Self {
        text.unwrap_or_default().into()
    }
}

component!(ErrorMessage);
from_text!(ErrorMessage);
