//! Any number of choices.

use std::fmt;

use crate::attributes::{Attributes, Classes};
use crate::choices::{Choice, ChoiceSet, item_id};
use crate::content::{Content, Html, component};
use crate::error_message::ErrorMessage;
use crate::fieldset::Fieldset;
use crate::form_group::{FormGroup, Help, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// What ticking one box does to the others; needs JavaScript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckboxBehaviour {
    #[default]
    Independent,
    /// "None of these": unticks the others.
    Exclusive,
    /// "Select all": ticks the others. Hidden where the scripts do not run.
    Inclusive,
}

impl CheckboxBehaviour {
    fn value(self) -> Option<&'static str> {
        match self {
            Self::Independent => None,
            Self::Exclusive => Some("exclusive"),
            Self::Inclusive => Some("inclusive"),
        }
    }
}

/// One checkbox, or a divider between checkboxes.
#[derive(Clone, Debug, Default)]
pub struct Checkbox {
    pub value: String,
    pub label: Label,
    pub hint: Hint,
    /// The set's name when empty.
    pub name: String,
    /// Decides over the set's `values` when given.
    pub checked: Option<bool>,
    /// Decides over the set's `disabled` when given.
    pub disabled: Option<bool>,
    /// Shown while the box is ticked; shown always without JavaScript.
    pub conditional: Content,
    pub behaviour: CheckboxBehaviour,
    /// Names the boxes that `behaviour` is about, where there are several groups.
    pub behaviour_group: String,
    /// Words between items, usually "or". Only `behaviour` counts besides.
    pub divider: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Checkbox {
    pub fn new(value: impl Into<String>, label: impl Into<Label>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    pub fn divider(words: impl Into<String>) -> Self {
        Self { divider: words.into(), ..Self::default() }
    }
}

/// A set of checkboxes. Give it a fieldset with the question as legend.
#[derive(Clone, Debug, Default)]
pub struct Checkboxes {
    pub fieldset: Option<Fieldset>,
    pub hint: Hint,
    pub error_message: ErrorMessage,
    pub name: String,
    /// The name when empty. The first box has this id.
    pub id_prefix: String,
    /// The values ticked.
    pub values: Vec<String>,
    pub items: Vec<Checkbox>,
    pub inline: bool,
    pub small: bool,
    pub disabled: bool,
    /// Ids of what describes the boxes where there is no fieldset.
    pub described_by: String,
    pub form_group: FormGroup,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Checkboxes {
    fn help(&self) -> Help {
        let described_by = self
            .fieldset
            .as_ref()
            .map(|fieldset| fieldset.described_by.as_str())
            .filter(|ids| !ids.is_empty())
            .unwrap_or(&self.described_by);
        let prefix = id_or_name(&self.id_prefix, &self.name);
        Help::new(described_by, prefix, &self.hint, &self.error_message)
    }

    fn choice(&self, index: usize, item: &Checkbox, help: &Help) -> Html {
        let script_only = item.behaviour == CheckboxBehaviour::Inclusive;
        if !item.divider.is_empty() {
            let class = Classes::new("nhsuk-checkboxes__divider")
                .with_if(script_only, "nhsuk-u-frontend-not-supported-hidden");
            return Html::trusted(format!(r#"<div class="{class}">{}</div>"#, Content::from(&item.divider)));
        }
        // Without a fieldset to carry them, hint and error describe every box.
        let described_by = if self.fieldset.is_some() { "" } else { &help.described_by };
        let choice = Choice {
            kind: "checkboxes",
            input_type: "checkbox",
            id: item_id(&item.id, id_or_name(&self.id_prefix, &self.name), index),
            name: id_or_name(&item.name, &self.name).to_owned(),
            value: item.value.clone(),
            label: item.label.clone(),
            hint: item.hint.clone(),
            checked: item.checked.unwrap_or_else(|| self.values.contains(&item.value)),
            disabled: item.disabled.unwrap_or(self.disabled),
            script_only,
            described_by: described_by.to_owned(),
            conditional: item.conditional.clone(),
            classes: item.classes.clone(),
            attributes: Attributes::new()
                .with_some("data-behaviour", item.behaviour.value())
                .with_non_empty("data-behaviour-group", &item.behaviour_group)
                .with_all(&item.attributes),
        };
        Html::from_template(&choice.dressed())
    }

    fn items(&self, help: &Help) -> Html {
        let class = Classes::new("nhsuk-checkboxes")
            .with_if(self.small, "nhsuk-checkboxes--small")
            .with_if(self.inline, "nhsuk-checkboxes--inline")
            .with(&self.classes);
        let attributes = Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-checkboxes")
            .with_all(&self.attributes);
        let items: Html =
            self.items.iter().enumerate().map(|(index, item)| self.choice(index, item, help)).collect();
        let FormGroup { before, after, .. } = &self.form_group;
        Html::trusted(format!("<div{attributes}>{before}{items}{after}</div>"))
    }
}

impl fmt::Display for Checkboxes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let help = self.help();
        let items = self.items(&help);
        ChoiceSet {
            fieldset: self.fieldset.as_ref(),
            help,
            error_message: &self.error_message,
            form_group: &self.form_group,
            items,
        }
        .fmt(formatter)
    }
}

component!(Checkboxes);
