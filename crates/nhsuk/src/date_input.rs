//! A date in three boxes.

use std::fmt;

use crate::attributes::{Attributes, Classes};
use crate::choices::ChoiceSet;
use crate::content::{Html, component};
use crate::error_message::ErrorMessage;
use crate::fieldset::Fieldset;
use crate::form_group::{FormGroup, Help};
use crate::hint::Hint;
use crate::input::Input;
use crate::label::Label;

/// One box. Everything empty is filled in from its name: label, width, id.
#[derive(Clone, Debug, Default)]
pub struct DateInputItem {
    /// `day`, `month` or `year`.
    pub name: String,
    pub label: Label,
    pub value: String,
    pub width: Option<u8>,
    pub autocomplete: String,
    /// Draws this box as in error; without any such box the message is about all of them.
    pub error: Option<bool>,
    /// Decides over the set's `disabled` when given.
    pub disabled: Option<bool>,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl DateInputItem {
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), ..Self::default() }
    }
}

/// Day, month and year. Give it a fieldset with the question as legend.
#[derive(Clone, Debug, Default)]
pub struct DateInput {
    pub fieldset: Option<Fieldset>,
    pub hint: Hint,
    pub error_message: ErrorMessage,
    /// Ids of the boxes start with it.
    pub id: String,
    /// Names of the boxes become `prefix[day]` and so on.
    pub name_prefix: String,
    /// Day, month and year when empty.
    pub items: Vec<DateInputItem>,
    pub disabled: bool,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

impl DateInput {
    /// The three boxes with what was typed into them.
    pub fn of(id: impl Into<String>, day: &str, month: &str, year: &str) -> Self {
        let items = [("day", day), ("month", month), ("year", year)];
        Self {
            id: id.into(),
            items: items.map(|(name, value)| DateInputItem::new(name, value)).into(),
            ..Self::default()
        }
    }

    fn all_items(&self) -> Vec<DateInputItem> {
        if self.items.is_empty() {
            return ["day", "month", "year"].map(|name| DateInputItem::new(name, "")).into();
        }
        self.items.clone()
    }

    fn input(&self, item: &DateInputItem, any_has_error: bool) -> Input {
        let mut label = item.label.clone();
        if label.text.is_empty() {
            label.text = capitalised(&item.name).into();
        }
        label.classes = Classes::new("nhsuk-date-input__label").with(&label.classes).to_string();
        let all_in_error = self.error_message.is_present() && !any_has_error;
        let name = if self.name_prefix.is_empty() {
            item.name.clone()
        } else {
            format!("{}[{}]", self.name_prefix, item.name)
        };
        Input {
            label,
            error_message: ErrorMessage {
                without_message: item.error.unwrap_or(all_in_error),
                ..ErrorMessage::default()
            },
            id: if item.id.is_empty() { format!("{}-{}", self.id, item.name) } else { item.id.clone() },
            name,
            value: item.value.clone(),
            width: item.width.or(Some(if item.name == "year" { 4 } else { 2 })),
            inputmode: "numeric".into(),
            autocomplete: item.autocomplete.clone(),
            disabled: item.disabled.unwrap_or(self.disabled),
            classes: Classes::new("nhsuk-date-input__input").with(&item.classes).to_string(),
            attributes: item.attributes.clone(),
            ..Input::default()
        }
    }

    fn boxes(&self, items: &[DateInputItem], any_has_error: bool) -> Html {
        let attributes = Attributes::new()
            .with("class", Classes::new("nhsuk-date-input").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with_all(&self.attributes);
        let boxes: Html = items
            .iter()
            .map(|item| {
                let input = self.input(item, any_has_error);
                Html::trusted(format!(r#"<div class="nhsuk-date-input__item">{input}</div>"#))
            })
            .collect();
        let FormGroup { before, after, .. } = &self.form_group;
        Html::trusted(format!("<div{attributes}>{before}{boxes}{after}</div>"))
    }

    /// Screen readers announce a description for a group of text boxes only where the role says so.
    fn fieldset(&self) -> Option<Fieldset> {
        let mut fieldset = self.fieldset.clone()?;
        if fieldset.role.is_empty() {
            fieldset.role = "group".into();
        }
        Some(fieldset)
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl fmt::Display for DateInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = self.all_items();
        let any_has_error = items.iter().any(|item| item.error == Some(true));
        let fieldset = self.fieldset();
        let described_by = fieldset.as_ref().map_or("", |fieldset| &fieldset.described_by);
        let mut error_message = self.error_message.clone();
        error_message.without_message |= any_has_error;
        ChoiceSet {
            fieldset: fieldset.as_ref(),
            help: Help::new(described_by, &self.id, &self.hint, &self.error_message),
            error_message: &error_message,
            form_group: &self.form_group,
            items: self.boxes(&items, any_has_error),
        }
        .fmt(formatter)
    }
}

component!(DateInput);
