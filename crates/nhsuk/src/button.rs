//! Buttons: a form's action, or a link that looks like one.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component, from_text};
use crate::icon::Icon;

/// How a button looks. One primary button on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonVariant {
    #[default]
    Primary,
    Secondary,
    SecondarySolid,
    Reverse,
    Warning,
    Brand,
    Login,
}

impl ButtonVariant {
    fn modifier(self) -> Option<&'static str> {
        match self {
            Self::Primary => None,
            Self::Secondary => Some("secondary"),
            Self::SecondarySolid => Some("secondary-solid"),
            Self::Reverse => Some("reverse"),
            Self::Warning => Some("warning"),
            Self::Brand => Some("brand"),
            Self::Login => Some("login"),
        }
    }
}

/// What pressing the button does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonType {
    #[default]
    Submit,
    /// Only for scripts.
    Button,
    Reset,
}

impl ButtonType {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Button => "button",
            Self::Reset => "reset",
        }
    }
}

/// Which side of the words the icon stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IconPlacement {
    #[default]
    Start,
    End,
}

/// A button; a link when it has `href`.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- let element = self.element() -%}
<{{ element }}{{ self.element_attributes() }}>
{%- if let Some(icon) = self.icon_at(IconPlacement::Start) %}{{ icon }}{% endif -%}
{%- if !text.is_empty() -%}
{%- if icon.is_some() %}<span class="nhsuk-button__content">{{ text }}</span>{% else %}{{ text }}{% endif -%}
{%- endif -%}
{%- if let Some(icon) = self.icon_at(IconPlacement::End) %}{{ icon }}{% endif -%}
</{{ element }}>"#
)]
pub struct Button {
    pub text: Content,
    pub variant: ButtonVariant,
    /// Makes it a link drawn as a button.
    pub href: String,
    pub button_type: ButtonType,
    pub name: String,
    pub value: String,
    pub small: bool,
    pub disabled: bool,
    /// Ignores a second press within a second; needs JavaScript.
    pub prevent_double_click: Option<bool>,
    pub icon: Option<(Icon, IconPlacement)>,
    pub aria_label: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Button {
    /// A button that sends its form once however often it is pressed.
    pub fn submit(text: impl Into<Content>) -> Self {
        Self { text: text.into(), prevent_double_click: Some(true), ..Self::default() }
    }

    /// A link drawn as a button.
    pub fn link(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }

    fn element(&self) -> &'static str {
        if self.href.is_empty() { "button" } else { "a" }
    }

    fn icon_at(&self, wanted: IconPlacement) -> Option<Icon> {
        self.icon.filter(|(_, placement)| *placement == wanted).map(|(icon, _)| icon)
    }

    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-button")
            .with_modifier("nhsuk-button--", self.variant.modifier())
            .with_if(self.icon.is_some(), "nhsuk-button--icon")
            .with_if(self.small, "nhsuk-button--small")
            .with(&self.classes);
        let common = Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-button")
            .with_some("data-prevent-double-click", self.prevent_double_click);
        let own = if self.href.is_empty() { self.button_attributes() } else { self.link_attributes() };
        common.with_all(&own).with_non_empty("aria-label", &self.aria_label).with_all(&self.attributes)
    }

    fn button_attributes(&self) -> Attributes {
        Attributes::new()
            .with_non_empty("name", &self.name)
            .with("type", self.button_type.as_str())
            .with_non_empty("value", &self.value)
            .with_flag("disabled", self.disabled)
            .with_some("aria-disabled", self.disabled.then_some("true"))
    }

    fn link_attributes(&self) -> Attributes {
        Attributes::new().with("href", &self.href).with("role", "button").with("draggable", "false")
    }
}

component!(Button);
from_text!(Button);
