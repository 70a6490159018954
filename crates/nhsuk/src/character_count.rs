//! A box for several lines that says how much room is left.

use std::fmt;

use crate::attributes::{Attributes, Classes};
use crate::content::{Html, component};
use crate::form_group::{FormGroup, id_or_name};
use crate::textarea::Textarea;

/// What is counted. JavaScript counts; the server must check too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountType {
    /// Units of UTF-16, as JavaScript counts.
    Length,
    /// What a person would call a character.
    Characters,
    Words,
}

/// A text in the plural forms that a language has, as (form, words) pairs such as `("other", "%{count} left")`.
pub type Plurals = Vec<(String, String)>;

/// The words of the counter, where the built-in English is not wanted.
#[derive(Clone, Debug, Default)]
pub struct CountTexts {
    /// "You can enter up to %{count} characters" when empty.
    pub description: String,
    pub characters_under_limit: Plurals,
    pub characters_at_limit: String,
    pub characters_over_limit: Plurals,
    pub words_under_limit: Plurals,
    pub words_at_limit: String,
    pub words_over_limit: Plurals,
}

/// A textarea with a limit.
#[derive(Clone, Debug, Default)]
pub struct CharacterCount {
    /// The field itself. Its `described_by` is filled in.
    pub textarea: Textarea,
    pub max_length: Option<u32>,
    pub max_words: Option<u32>,
    /// In percent: the counter shows from here on.
    pub threshold: Option<u8>,
    /// Words where `max_words` is given, otherwise as JavaScript counts, when absent.
    pub count_type: Option<CountType>,
    pub message_classes: String,
    pub texts: CountTexts,
}

impl CharacterCount {
    fn counts_words(&self) -> bool {
        match self.count_type {
            Some(counted) => counted == CountType::Words,
            None => self.max_words.is_some(),
        }
    }

    fn count_type_name(&self) -> Option<&'static str> {
        match self.count_type {
            Some(CountType::Length) => Some("length"),
            Some(CountType::Characters) => Some("characters"),
            _ => self.counts_words().then_some("words"),
        }
    }

    /// The limit in words; nothing when only a script knows the limit.
    fn description(&self) -> Option<String> {
        let limit = self.max_words.or(self.max_length)?;
        let unit = if self.counts_words() { "words" } else { "characters" };
        let template = match self.texts.description.as_str() {
            "" => format!("You can enter up to %{{count}} {unit}"),
            own => own.to_owned(),
        };
        Some(template.replace("%{count}", &limit.to_string()))
    }

    fn message(&self, id: &str) -> String {
        let class = Classes::new("nhsuk-hint nhsuk-character-count__message").with(&self.message_classes);
        let description = self.description();
        let attributes = Attributes::new()
            .with("class", class)
            .with("id", format!("{id}-info"))
            .with_flag("hidden", description.is_none());
        let words = crate::Content::from(description.unwrap_or_default());
        format!("<div{attributes}>{words}</div>")
    }

    fn group_attributes(&self) -> Attributes {
        let texts = &self.texts;
        let unknown_limit = self.max_words.is_none() && self.max_length.is_none();
        let description = Some(&texts.description).filter(|text| unknown_limit && !text.is_empty());
        let attributes = Attributes::new()
            .with("data-module", "nhsuk-character-count")
            .with_some("data-maxlength", self.max_length)
            .with_some("data-maxwords", self.max_words)
            .with_some("data-threshold", self.threshold)
            .with_some("data-count-type", self.count_type_name())
            .with_some("data-i18n.textarea-description.other", description);
        plurals(attributes, "characters-under-limit", &texts.characters_under_limit)
            .with_non_empty("data-i18n.characters-at-limit", &texts.characters_at_limit)
            .with_all(&plurals(Attributes::new(), "characters-over-limit", &texts.characters_over_limit))
            .with_all(&plurals(Attributes::new(), "words-under-limit", &texts.words_under_limit))
            .with_non_empty("data-i18n.words-at-limit", &texts.words_at_limit)
            .with_all(&plurals(Attributes::new(), "words-over-limit", &texts.words_over_limit))
            .with_all(&self.textarea.form_group.attributes)
    }

    fn dressed(&self) -> Textarea {
        let mut textarea = self.textarea.clone();
        let id = id_or_name(&textarea.id, &textarea.name).to_owned();
        let group = &self.textarea.form_group;
        textarea.form_group = FormGroup {
            classes: Classes::new("nhsuk-character-count").with(&group.classes).to_string(),
            attributes: self.group_attributes(),
            before: group.before.clone(),
            after: Html::trusted(format!("{}{}", self.message(&id), group.after)).into(),
        };
        textarea.described_by = format!("{id}-info");
        textarea.classes = Classes::new("nhsuk-js-character-count").with(&textarea.classes).to_string();
        textarea
    }
}

pub(crate) fn plurals(attributes: Attributes, key: &str, texts: &Plurals) -> Attributes {
    texts
        .iter()
        .fold(attributes, |attributes, (form, text)| attributes.with(format!("data-i18n.{key}.{form}"), text))
}

impl fmt::Display for CharacterCount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.dressed().fmt(formatter)
    }
}

component!(CharacterCount);
