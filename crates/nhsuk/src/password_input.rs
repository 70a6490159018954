//! A box for a password, with a button that shows what was typed.

use std::fmt;

use crate::attributes::{Attributes, Classes};
use crate::button::{Button, ButtonType, ButtonVariant};
use crate::content::{Html, component};
use crate::error_message::ErrorMessage;
use crate::form_group::{FormGroup, id_or_name};
use crate::hint::Hint;
use crate::input::{Affix, Input, InputWrapper};
use crate::label::Label;

/// The words of the show and hide button, where the built-in English is not wanted.
#[derive(Clone, Debug, Default)]
pub struct PasswordTexts {
    pub show: String,
    pub hide: String,
    pub show_label: String,
    pub hide_label: String,
    pub shown_announcement: String,
    pub hidden_announcement: String,
}

/// A password field. Without JavaScript the button stays hidden.
#[derive(Clone, Debug, Default)]
pub struct PasswordInput {
    pub label: Label,
    pub hint: Hint,
    pub error_message: ErrorMessage,
    pub name: String,
    /// The name when empty.
    pub id: String,
    /// Do not send a password back to the page it came from.
    pub value: String,
    /// `current-password` when empty; `new-password` where one is chosen.
    pub autocomplete: String,
    pub prefix: Affix,
    pub suffix: Affix,
    pub width: Option<u8>,
    pub large: bool,
    pub code: bool,
    pub disabled: bool,
    pub described_by: String,
    /// Words, variant, `disabled` and `prevent_double_click` of the button may be set here.
    pub button: Option<Button>,
    pub texts: PasswordTexts,
    pub input_wrapper: InputWrapper,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

impl PasswordInput {
    fn control_id(&self) -> &str {
        id_or_name(&self.id, &self.name)
    }

    fn button(&self) -> Button {
        let own = self.button.clone().unwrap_or(Button {
            variant: ButtonVariant::Secondary,
            disabled: self.disabled,
            ..Button::default()
        });
        let shown =
            |text: &str, fallback: &str| if text.is_empty() { fallback.to_owned() } else { text.to_owned() };
        Button {
            text: own.text.or(&shown(&self.texts.show, "Show")),
            aria_label: shown(&self.texts.show_label, "Show password"),
            button_type: ButtonType::Button,
            small: !self.large,
            classes: Classes::new("nhsuk-password-input__toggle nhsuk-js-password-input-toggle")
                .with(&own.classes)
                .to_string(),
            attributes: Attributes::new().with("aria-controls", self.control_id()).with_flag("hidden", true),
            ..own
        }
    }

    fn group_attributes(&self) -> Attributes {
        let texts = &self.texts;
        Attributes::new()
            .with("data-module", "nhsuk-password-input")
            .with_non_empty("data-i18n.show-password", &texts.show)
            .with_non_empty("data-i18n.hide-password", &texts.hide)
            .with_non_empty("data-i18n.show-password-aria-label", &texts.show_label)
            .with_non_empty("data-i18n.hide-password-aria-label", &texts.hide_label)
            .with_non_empty("data-i18n.password-shown-announcement", &texts.shown_announcement)
            .with_non_empty("data-i18n.password-hidden-announcement", &texts.hidden_announcement)
            .with_all(&self.form_group.attributes)
    }

    fn input(&self) -> Input {
        let autocomplete = if self.autocomplete.is_empty() { "current-password" } else { &self.autocomplete };
        let after = Html::trusted(format!("{}{}", self.button(), self.form_group.after));
        Input {
            label: self.label.clone(),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            name: self.name.clone(),
            id: self.id.clone(),
            value: self.value.clone(),
            input_type: "password".into(),
            autocomplete: autocomplete.into(),
            autocapitalize: "none".into(),
            spellcheck: Some(false),
            prefix: self.prefix.clone(),
            suffix: self.suffix.clone(),
            width: self.width,
            large: self.large,
            code: self.code,
            disabled: self.disabled,
            described_by: self.described_by.clone(),
            input_wrapper: self.input_wrapper.clone(),
            form_group: FormGroup {
                classes: Classes::new("nhsuk-password-input").with(&self.form_group.classes).to_string(),
                attributes: self.group_attributes(),
                before: self.form_group.before.clone(),
                after: after.into(),
            },
            classes: Classes::new("nhsuk-password-input__input nhsuk-js-password-input-input")
                .with(&self.classes)
                .to_string(),
            attributes: self.attributes.clone(),
            ..Input::default()
        }
    }
}

impl fmt::Display for PasswordInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.input().fmt(formatter)
    }
}

component!(PasswordInput);
