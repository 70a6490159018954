//! One choice out of several.

use std::fmt;

use crate::attributes::{Attributes, Classes};
use crate::choices::{Choice, ChoiceSet, item_id};
use crate::content::{Content, Html, component};
use crate::error_message::ErrorMessage;
use crate::fieldset::Fieldset;
use crate::form_group::{FormGroup, Help, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// One radio, or a divider between radios.
#[derive(Clone, Debug, Default)]
pub struct Radio {
    pub value: String,
    pub label: Label,
    pub hint: Hint,
    /// Decides over the set's `value` when given.
    pub checked: Option<bool>,
    /// Decides over the set's `disabled` when given.
    pub disabled: Option<bool>,
    /// Shown while the radio is chosen; shown always without JavaScript.
    pub conditional: Content,
    /// Words between items, usually "or". Everything else of the item is ignored.
    pub divider: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Radio {
    pub fn new(value: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    pub fn divider(words: impl Into<String>) -> Self {
        Self { divider: words.into(), ..Self::default() }
    }
}

/// A set of radios. Give it a fieldset with the question as legend.
#[derive(Clone, Debug, Default)]
pub struct Radios {
    pub fieldset: Option<Fieldset>,
    pub hint: Hint,
    pub error_message: ErrorMessage,
    pub name: String,
    /// The name when empty. The first radio has this id.
    pub id_prefix: String,
    /// The value chosen.
    pub value: String,
    pub items: Vec<Radio>,
    pub inline: bool,
    pub small: bool,
    pub disabled: bool,
    pub form_group: FormGroup,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Radios {
    fn choice(&self, index: usize, item: &Radio) -> Html {
        if !item.divider.is_empty() {
            let words = Content::from(&item.divider);
            return Html::trusted(format!(r#"<div class="nhsuk-radios__divider">{words}</div>"#));
        }
        let by_value = !self.value.is_empty() && item.value == self.value;
        let choice = Choice {
            kind: "radios",
            input_type: "radio",
            id: item_id(&item.id, id_or_name(&self.id_prefix, &self.name), index),
            name: self.name.clone(),
            value: item.value.clone(),
            label: item.label.clone(),
            hint: item.hint.clone(),
            checked: item.checked.unwrap_or(by_value),
            disabled: item.disabled.unwrap_or(self.disabled),
            conditional: item.conditional.clone(),
            classes: item.classes.clone(),
            attributes: item.attributes.clone(),
            ..Choice::default()
        };
        Html::from_template(&choice.dressed())
    }

    fn items(&self) -> Html {
        let class = Classes::new("nhsuk-radios")
            .with_if(self.small, "nhsuk-radios--small")
            .with_if(self.inline, "nhsuk-radios--inline")
            .with(&self.classes);
        let attributes = Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-radios")
            .with_all(&self.attributes);
        let items: Html =
            self.items.iter().enumerate().map(|(index, item)| self.choice(index, item)).collect();
        let FormGroup { before, after, .. } = &self.form_group;
        Html::trusted(format!("<div{attributes}>{before}{items}{after}</div>"))
    }
}

impl fmt::Display for Radios {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let described_by = self.fieldset.as_ref().map_or("", |fieldset| &fieldset.described_by);
        let prefix = id_or_name(&self.id_prefix, &self.name);
        ChoiceSet {
            fieldset: self.fieldset.as_ref(),
            help: Help::new(described_by, prefix, &self.hint, &self.error_message),
            error_message: &self.error_message,
            form_group: &self.form_group,
            items: self.items(),
        }
        .fmt(formatter)
    }
}

component!(Radios);
