//! Links with a shape of their own: back, skip, and the call to action.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};
use crate::icon::Icon;

/// Goes to the page before. Stands above the main content.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- let element = self.element() -%}
<{{ element }}{{ self.element_attributes() }}>
{%- if !visually_hidden_text.is_empty() %}<span class="nhsuk-u-visually-hidden">{{ visually_hidden_text }} </span>{% endif -%}
{{ text.or("Back") }}</{{ element }}>"#
)]
pub struct BackLink {
    /// "Back" when empty.
    pub text: Content,
    /// Where to; a form button when empty.
    pub href: String,
    /// `submit` when empty; only for the form button.
    pub button_type: String,
    pub visually_hidden_text: String,
    /// For dark backgrounds.
    pub reverse: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl BackLink {
    /// "Back" to this address.
    pub fn to(href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::default() }
    }

    fn element(&self) -> &'static str {
        if self.href.is_empty() { "button" } else { "a" }
    }

    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-back-link")
            .with_if(self.reverse, "nhsuk-back-link--reverse")
            .with(&self.classes);
        link_or_button(class, &self.id, &self.href, &self.button_type).with_all(&self.attributes)
    }
}

component!(BackLink);

/// The link with the arrow that starts a task.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- let element = self.element() -%}
<{{ element }}{{ self.element_attributes() }}>{{ Icon::ArrowRightCircle }} <span class="nhsuk-action-link__text">{{ text }}</span></{{ element }}>"#
)]
pub struct ActionLink {
    pub text: Content,
    /// Where to; a form button when empty.
    pub href: String,
    /// `submit` when empty; only for the form button.
    pub button_type: String,
    pub open_in_new_window: bool,
    /// For dark backgrounds.
    pub reverse: bool,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl ActionLink {
    fn element(&self) -> &'static str {
        if self.href.is_empty() { "button" } else { "a" }
    }

    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-action-link")
            .with_if(self.reverse, "nhsuk-action-link--reverse")
            .with(&self.classes);
        let new_window = self.open_in_new_window && !self.href.is_empty();
        link_or_button(class, &self.id, &self.href, &self.button_type)
            .with_some("target", new_window.then_some("_blank"))
            .with_all(&self.attributes)
    }
}

component!(ActionLink);

fn link_or_button(class: Classes, id: &str, href: &str, button_type: &str) -> Attributes {
    let common = Attributes::new().with("class", class).with_non_empty("id", id);
    if href.is_empty() {
        common.with("type", if button_type.is_empty() { "submit" } else { button_type })
    } else {
        common.with("href", href)
    }
}

/// The first thing on a page: jumps over the header.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<a{{ self.element_attributes() }}>{{ text.or("Skip to main content") }}</a>"#
)]
pub struct SkipLink {
    /// "Skip to main content" when empty.
    pub text: Content,
    /// `#maincontent` when empty.
    pub href: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl SkipLink {
    fn element_attributes(&self) -> Attributes {
        let href = if self.href.is_empty() { "#maincontent" } else { &self.href };
        Attributes::new()
            .with("class", Classes::new("nhsuk-skip-link").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-skip-link")
            .with("href", href)
            .with_all(&self.attributes)
    }
}

component!(SkipLink);
