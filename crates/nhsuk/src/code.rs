//! Lines for a machine, with a button that copies them.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::button::{Button, ButtonType};
use crate::content::{Content, component};

/// A block of code. Its button appears only where JavaScript runs; the text can always be selected.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<div{{ self.element_attributes() }}>
{%- if let Some(button) = self.copy_button() %}{{ button }}{% endif -%}
<pre class="nhsuk-code__container"><code class="nhsuk-code__content">{{ content }}</code></pre></div>"#
)]
pub struct Code {
    pub content: Content,
    /// Adds the copy button.
    pub with_button: bool,
    /// Replaces parts of the button.
    pub button: Button,
    /// Replace the usual classes of the button.
    pub button_classes: Vec<String>,
    /// Such as `white`.
    pub background: String,
    pub without_border: bool,
    /// For dark backgrounds.
    pub reverse: bool,
    /// "Copied" when empty, shown on the button after the press.
    pub copied_text: String,
    pub copied_announcement: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Code {
    /// Lines that people want to copy.
    pub fn copyable(content: impl Into<Content>) -> Self {
        Self { content: content.into(), with_button: true, ..Self::default() }
    }

    fn copy_button(&self) -> Option<Button> {
        let usual = if self.reverse {
            "nhsuk-button--reverse nhsuk-button--small"
        } else {
            "nhsuk-button--secondary nhsuk-button--small"
        };
        let chosen = self.button_classes.join(" ");
        let class = Classes::new(if chosen.is_empty() { usual } else { &chosen })
            .with("nhsuk-code__button nhsuk-js-code-button")
            .with(&self.button.classes);
        self.with_button.then(|| Button {
            text: self.button.text.or("Copy code"),
            button_type: ButtonType::Button,
            classes: class.to_string(),
            attributes: Attributes::new().with_flag("hidden", true),
            ..self.button.clone()
        })
    }

    fn element_attributes(&self) -> Attributes {
        let background = Some(self.background.as_str()).filter(|background| !background.is_empty());
        let class = Classes::new("nhsuk-code")
            .with_if(self.with_button, "nhsuk-code--button")
            .with_if(self.reverse, "nhsuk-code--reverse")
            .with_modifier("nhsuk-code--background-", background)
            .with_if(self.without_border, "nhsuk-code--no-border")
            .with(&self.classes);
        let button_text = match &self.button.text {
            Content::Text(text) => text.as_str(),
            Content::Html(_) => "",
        };
        Attributes::new()
            .with_non_empty("id", &self.id)
            .with("class", class)
            .with_non_empty("data-i18n.copy-button", button_text)
            .with_non_empty("data-i18n.copied-button", &self.copied_text)
            .with_non_empty("data-i18n.copied-announcement", &self.copied_announcement)
            .with_all(&self.attributes)
            .with("data-module", "nhsuk-code")
    }
}

component!(Code);
