//! A box for words to look for, with its button.

use std::fmt;

use crate::attributes::Classes;
use crate::button::{Button, IconPlacement};
use crate::content::{Content, Html, component};
use crate::form_group::FormGroup;
use crate::icon::Icon;
use crate::input::{Input, InputWrapper};

/// A search field.
#[derive(Clone, Debug, Default)]
pub struct SearchInput {
    /// The field itself. Its type, `autocomplete` and wrapper are filled in.
    pub input: Input,
    /// The button; the design system's own, with a magnifying glass, when absent.
    pub button: Option<Button>,
    /// Only the box: the form has its own button.
    pub without_button: bool,
}

impl SearchInput {
    /// The button that comes when none is given: small, an icon, no words.
    pub fn default_button() -> Button {
        Button {
            aria_label: "Search".into(),
            icon: Some((Icon::Search, IconPlacement::Start)),
            ..Button::default()
        }
    }

    fn button(&self) -> Content {
        if self.without_button {
            return Content::default();
        }
        let mut button = self.button.clone().unwrap_or_else(|| Button {
            disabled: self.input.disabled,
            small: !self.input.large,
            ..Self::default_button()
        });
        button.classes = Classes::new("nhsuk-search-input__button").with(&button.classes).to_string();
        button.into()
    }

    fn dressed(&self) -> Input {
        let input = self.input.clone();
        let or = |own: String, fallback: &str| if own.is_empty() { fallback.to_owned() } else { own };
        let wrapper = Classes::new("nhsuk-search-input__wrapper").with(&input.input_wrapper.classes);
        let group = Classes::new("nhsuk-search-input")
            .with_if(input.large, "nhsuk-search-input--large")
            .with(&input.form_group.classes);
        let after = Html::trusted(format!("{}{}", self.button(), input.form_group.after));
        Input {
            input_type: or(input.input_type, "search"),
            autocomplete: or(input.autocomplete, "off"),
            classes: Classes::new("nhsuk-search-input__input").with(&input.classes).to_string(),
            input_wrapper: InputWrapper { classes: wrapper.to_string(), ..input.input_wrapper },
            form_group: FormGroup { classes: group.to_string(), after: after.into(), ..input.form_group },
            ..input
        }
    }
}

impl fmt::Display for SearchInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.dressed().fmt(formatter)
    }
}

component!(SearchInput);
