//! The head of every page: logo, service name, search, account, navigation.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::button::Button;
use crate::button::IconPlacement;
use crate::content::{Content, component};
use crate::form_group::FormGroup;
use crate::icon::Icon;
use crate::icon::Icon::User;
use crate::input::Input;
use crate::label::Label;

/// The NHS logo, or a picture in its place.
#[derive(Clone, Debug, Default)]
pub struct Logo {
    /// The service's own address when empty.
    pub href: String,
    /// Address of a picture that replaces the logo.
    pub src: String,
    /// "NHS" when empty.
    pub alt: String,
    pub aria_label: String,
}

/// What the service is called.
#[derive(Clone, Debug, Default)]
pub struct ServiceName {
    pub text: String,
    pub href: String,
}

/// Whose service it is, next to the logo.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    pub name: String,
    /// Second line of the name.
    pub split: String,
    pub descriptor: String,
}

/// One entry of the navigation; plain words without `href`.
#[derive(Clone, Debug, Default)]
pub struct NavigationItem {
    pub text: Content,
    pub href: String,
    /// This is the page being read.
    pub current: bool,
    /// The page being read is below this one.
    pub active: bool,
    pub classes: String,
    pub attributes: Attributes,
}

impl NavigationItem {
    pub fn new(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }

    fn is_marked(&self) -> bool {
        self.current || self.active
    }

    fn item_class(&self) -> Classes {
        Classes::new("nhsuk-header__navigation-item")
            .with_if(self.is_marked(), "nhsuk-header__navigation-item--current")
            .with(&self.classes)
    }

    fn inner_attributes(&self) -> Attributes {
        let class = if self.href.is_empty() {
            "nhsuk-header__navigation-text"
        } else {
            "nhsuk-header__navigation-link"
        };
        let current = if self.current { "page" } else { "true" };
        Attributes::new()
            .with("class", class)
            .with_non_empty("href", &self.href)
            .with_some("aria-current", self.is_marked().then_some(current))
    }
}

/// The bar below the header.
#[derive(Clone, Debug, Default)]
pub struct Navigation {
    pub items: Vec<NavigationItem>,
    /// "Menu" when empty.
    pub aria_label: String,
    pub white: bool,
    pub justified: bool,
    pub classes: String,
    pub attributes: Attributes,
}

impl Navigation {
    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-header__navigation")
            .with_if(self.white, "nhsuk-header__navigation--white")
            .with_if(self.justified, "nhsuk-header__navigation--justified")
            .with(&self.classes);
        let label = if self.aria_label.is_empty() { "Menu" } else { &self.aria_label };
        Attributes::new().with("class", class).with("aria-label", label).with_all(&self.attributes)
    }
}

/// One entry of the account menu: words, a link (`href`), or a button that posts (`action`).
#[derive(Clone, Debug, Default)]
pub struct AccountItem {
    pub text: Content,
    pub href: String,
    /// Where the button's form is sent.
    pub action: String,
    /// `post` when empty.
    pub method: String,
    pub with_icon: bool,
    pub classes: String,
}

/// Who is signed in, and the way out.
#[derive(Clone, Debug, Default)]
pub struct Account {
    pub items: Vec<AccountItem>,
    /// "Account" when empty.
    pub aria_label: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Account {
    fn element_attributes(&self) -> Attributes {
        let label = if self.aria_label.is_empty() { "Account" } else { &self.aria_label };
        Attributes::new()
            .with("class", Classes::new("nhsuk-header__account").with(&self.classes))
            .with("aria-label", label)
            .with_all(&self.attributes)
    }
}

/// The search box. Every empty text has the design system's own words.
#[derive(Clone, Debug, Default)]
pub struct HeaderSearch {
    pub action: String,
    pub method: String,
    pub name: String,
    pub placeholder: String,
    pub button_label: String,
    pub label: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl HeaderSearch {
    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-header__search").with(&self.classes))
            .with_all(&self.attributes)
    }

    fn form_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", "nhsuk-header__search-form")
            .with("id", "search")
            .with("action", or(&self.action, "https://www.nhs.uk/search/"))
            .with("method", or(&self.method, "get"))
            .with_flag("novalidate", true)
    }

    fn input(&self) -> Input {
        let button = Button {
            aria_label: or(&self.button_label, "Search").into(),
            icon: Some((Icon::Search, IconPlacement::Start)),
            small: true,
            ..Button::default()
        };
        Input {
            label: Label {
                text: or(&self.label, "Search the NHS website").into(),
                classes: "nhsuk-u-visually-hidden".into(),
                ..Label::default()
            },
            id: "search-field".into(),
            name: or(&self.name, "q").into(),
            input_type: "search".into(),
            autocomplete: "off".into(),
            placeholder: or(&self.placeholder, "Search").into(),
            form_group: FormGroup { after: button.into(), ..FormGroup::default() },
            ..Input::default()
        }
    }
}

fn or<'a>(own: &'a str, fallback: &'a str) -> &'a str {
    if own.is_empty() { fallback } else { own }
}

/// The head of a page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "header.html")]
pub struct Header {
    pub logo: Logo,
    pub service: ServiceName,
    pub organisation: Option<Organisation>,
    pub search: Option<HeaderSearch>,
    pub account: Option<Account>,
    pub navigation: Navigation,
    pub white: bool,
    /// Service name beside the logo also on small screens.
    pub inline: bool,
    pub container_classes: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Header {
    /// Logo and service name become one link where they would go to the same place.
    fn is_combined(&self) -> bool {
        let (service, logo) = (&self.service, &self.logo);
        !service.href.is_empty()
            && ((!service.text.is_empty() && logo.href.is_empty()) || service.href == logo.href)
    }

    fn logo_href(&self) -> &str {
        if self.is_combined() { &self.service.href } else { &self.logo.href }
    }

    fn logo_alt(&self) -> &str {
        or(&self.logo.alt, "NHS")
    }

    fn logo_label(&self) -> String {
        if !self.logo.aria_label.is_empty() {
            return self.logo.aria_label.clone();
        }
        let organisation = self.organisation.as_ref();
        let parts = [
            self.logo_alt(),
            organisation.map_or("", |organisation| &organisation.name),
            organisation.map_or("", |organisation| &organisation.split),
            if self.is_combined() { &self.service.text } else { "" },
            "homepage",
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-header")
            .with_if(self.white, "nhsuk-header--white")
            .with_if(self.inline, "nhsuk-header--inline")
            .with_if(self.organisation.is_some(), "nhsuk-header--organisation")
            .with(&self.classes);
        Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-header")
            .with("role", "banner")
            .with_all(&self.attributes)
    }

    fn container_class(&self, base: &str) -> Classes {
        Classes::new(base).with("nhsuk-width-container").with(&self.container_classes)
    }
}

component!(Header);
