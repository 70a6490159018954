//! From a question to the control that asks it, with what stands in it.

use nhsuk::{
    CharacterCount, Checkbox, Checkboxes, Content, CountType, DateInput, Fieldset, Hint, Html, Input, Label,
    Legend, Radio, Radios, Size, Textarea,
};
use toolkit::{
    Definition, Value,
    answer::{self, MOST_CHARACTERS, Typed},
    definition::{Column, Field, FieldKind, Opt},
};
use web_kit::FieldErrors;

/// What the control of a page with one question is called.
pub const ANSWER: &str = "answer";

/// How a control stands on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placed {
    /// Its question is the page's heading.
    Alone,
    /// One of several.
    Among,
}

/// Where an error message about a field leads to.
pub fn error_id(field: &Field, name: &str) -> String {
    if field.kind == FieldKind::Date { format!("{name}-day") } else { name.to_owned() }
}

/// What an answer looks like in the control that asks for it.
pub fn filled(field: &Field, value: Option<&Value>) -> Typed {
    match (field.kind, value) {
        (FieldKind::Date, Some(Value::Text(date))) => {
            let mut parts = date.split('-').map(|part| part.trim_start_matches('0').to_owned());
            let (year, month, day) = (parts.next(), parts.next(), parts.next());
            Typed::Date {
                day: day.unwrap_or_default(),
                month: month.unwrap_or_default(),
                year: year.unwrap_or_default(),
            }
        }
        (_, Some(Value::Many(items))) => Typed::Many(items.clone()),
        (_, Some(Value::Records(rows))) => Typed::Rows(rows.clone()),
        (_, Some(Value::Text(text))) => Typed::Text(text.clone()),
        (_, None) => Typed::Text(String::new()),
    }
}

/// A column of records as a question of its own.
pub fn column_field(column: &Column) -> Field {
    Field {
        id: column.id.clone(),
        section: None,
        question: column.label.clone(),
        label: column.label.clone(),
        hint: String::new(),
        help: Vec::new(),
        kind: column.kind,
        options: column.options.clone(),
        columns: Vec::new(),
        required: column.required,
        most: None,
        when: None,
        proposal: None,
        flags: Vec::new(),
        requirement: None,
    }
}

/// One question as a control. `name` is the name of what is sent and the start of the ids.
pub(super) struct Control<'a> {
    pub definition: &'a Definition,
    pub field: &'a Field,
    pub name: &'a str,
    pub placed: Placed,
    pub filled: &'a Typed,
    pub errors: &'a FieldErrors,
}

impl Control<'_> {
    pub fn html(&self) -> Html {
        match self.field.kind {
            FieldKind::LongText => self.long_text(),
            FieldKind::YesNo | FieldKind::Choice => self.radios(),
            FieldKind::Choices | FieldKind::UseCases | FieldKind::Vectors | FieldKind::Scopes => {
                self.checkboxes()
            }
            FieldKind::Date => self.date(),
            // Rows have pages of their own.
            FieldKind::Records => Html::default(),
            _ => self.line(),
        }
    }

    fn words(&self) -> String {
        let words = match self.placed {
            Placed::Alone => &self.field.question,
            Placed::Among => &self.field.label,
        };
        if self.field.required { words.clone() } else { format!("{words} (optional)") }
    }

    fn label(&self) -> Label {
        match self.placed {
            Placed::Alone => Label::page_heading(self.words()),
            Placed::Among => Label { size: Some(Size::S), ..Label::from(self.words()) },
        }
    }

    fn fieldset(&self) -> Fieldset {
        match self.placed {
            Placed::Alone => Fieldset::page_heading(self.words()),
            Placed::Among => Legend { size: Some(Size::S), ..Legend::from(self.words()) }.into(),
        }
    }

    fn hint(&self) -> Hint {
        self.field.hint.as_str().into()
    }

    fn text(&self) -> String {
        if let Typed::Text(text) = self.filled { text.clone() } else { String::new() }
    }

    fn options(&self) -> Vec<Opt> {
        answer::choices(self.definition, self.field)
    }

    fn error(&self) -> nhsuk::ErrorMessage {
        self.errors.beside(&error_id(self.field, self.name))
    }

    fn line(&self) -> Html {
        let (input_type, inputmode, width) = match self.field.kind {
            FieldKind::Email => ("email", "", None),
            FieldKind::Phone => ("tel", "", Some(20)),
            FieldKind::Url => ("url", "", None),
            FieldKind::Number => ("", "numeric", Some(10)),
            FieldKind::OdsCode => ("", "", Some(10)),
            _ => ("", "", None),
        };
        let is_word = self.field.kind == FieldKind::Text;
        Input {
            label: self.label(),
            hint: self.hint(),
            name: self.name.into(),
            value: self.text(),
            input_type: input_type.into(),
            inputmode: inputmode.into(),
            width,
            spellcheck: (!is_word).then_some(false),
            error_message: self.error(),
            ..Input::default()
        }
        .into()
    }

    fn long_text(&self) -> Html {
        CharacterCount {
            textarea: Textarea {
                label: self.label(),
                hint: self.hint(),
                name: self.name.into(),
                value: self.text(),
                rows: 8,
                error_message: self.error(),
                ..Textarea::default()
            },
            max_length: Some(self.field.most.unwrap_or(MOST_CHARACTERS)),
            count_type: Some(CountType::Length),
            ..CharacterCount::default()
        }
        .into()
    }

    fn radios(&self) -> Html {
        let radio = |option: Opt| Radio {
            hint: option.hint.as_str().into(),
            ..Radio::new(option.value, option.label.as_str())
        };
        Radios {
            fieldset: Some(self.fieldset()),
            hint: self.hint(),
            name: self.name.into(),
            value: self.text(),
            items: self.options().into_iter().map(radio).collect(),
            error_message: self.error(),
            ..Radios::default()
        }
        .into()
    }

    fn checkboxes(&self) -> Html {
        let is_machine = matches!(self.field.kind, FieldKind::Vectors | FieldKind::Scopes);
        let checkbox = |option: Opt| {
            let label = if is_machine && option.label != option.value {
                let code = super::super::parts::code(&option.value);
                let words = Html::from([Html::trusted(": "), escaped(&option.label)]);
                Label { text: Html::from([code, words]).into(), ..Label::default() }
            } else {
                Label::from(option.label.as_str())
            };
            Checkbox { hint: option.hint.as_str().into(), ..Checkbox::new(option.value, label) }
        };
        let values = match self.filled {
            Typed::Many(values) => values.clone(),
            _ => Vec::new(),
        };
        Checkboxes {
            fieldset: Some(self.fieldset()),
            hint: self.hint(),
            name: self.name.into(),
            values,
            items: self.options().into_iter().map(checkbox).collect(),
            error_message: self.error(),
            ..Checkboxes::default()
        }
        .into()
    }

    fn date(&self) -> Html {
        let (day, month, year) = match self.filled {
            Typed::Date { day, month, year } => (day.as_str(), month.as_str(), year.as_str()),
            _ => ("", "", ""),
        };
        DateInput {
            fieldset: Some(self.fieldset()),
            hint: self.hint(),
            name_prefix: self.name.into(),
            error_message: self.error(),
            ..DateInput::of(self.name, day, month, year)
        }
        .into()
    }
}

fn escaped(words: &str) -> Html {
    Html::trusted(Content::from(words).to_string())
}
