//! What is wrong with a form that was sent: the words beside each field and the summary at the top of the page.

use nhsuk::{Content, ErrorLink, ErrorMessage, ErrorSummary};

/// Problems in the order of the fields on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem. The first one of a field is the one shown.
    pub fn add(&mut self, field_id: impl Into<String>, message: impl Into<String>) {
        let field_id = field_id.into();
        if self.message(&field_id).is_none() {
            self.0.push((field_id, message.into()));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn message(&self, field_id: &str) -> Option<&str> {
        self.0.iter().find(|(id, _)| id == field_id).map(|(_, message)| message.as_str())
    }

    /// For the `error_message` of the field with this id.
    pub fn beside(&self, field_id: &str) -> ErrorMessage {
        self.message(field_id).into()
    }

    /// The summary for the top of the page, when there is something to say.
    pub fn summary(&self) -> Option<ErrorSummary> {
        if self.is_empty() {
            return None;
        }
        let link = |(id, message): &(String, String)| ErrorLink::to_field(Content::from(message), id);
        Some(ErrorSummary::of(self.0.iter().map(link).collect()))
    }
}

impl<F: Into<String>, M: Into<String>> FromIterator<(F, M)> for FieldErrors {
    fn from_iter<I: IntoIterator<Item = (F, M)>>(problems: I) -> Self {
        let mut errors = Self::new();
        problems.into_iter().for_each(|(field, message)| errors.add(field, message));
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_and_the_field_say_the_same_words_once() {
        let errors = FieldErrors::from_iter([
            ("email", "Enter an email address"),
            ("email", "Too long"),
            ("code", "No"),
        ]);
        assert_eq!(errors.beside("email").text, "Enter an email address".into());
        let summary = errors.summary().expect("there are errors").to_string();
        assert!(summary.contains(r##"<a href="#email">Enter an email address</a>"##), "{summary}");
        assert!(!summary.contains("Too long"));
    }

    #[test]
    fn without_errors_there_is_no_summary() {
        assert!(FieldErrors::new().summary().is_none());
        assert!(!FieldErrors::new().beside("email").is_present());
    }
}
