//! A form that `passkey.js` shows and fills in: it makes a passkey, or uses one. Without the script it stays hidden.

use askama::Template;
use nhsuk::{Button, Html, Input};

/// The script that talks to the browser; a page with the form names it among its own.
pub const PASSKEY_SCRIPTS: &[&str] = &["passkey.js"];

/// What `navigator.credentials` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    Create,
    Get,
}

#[derive(Clone, Debug, Template)]
#[template(path = "passkey-form.html")]
pub struct PasskeyForm<'a> {
    pub action: &'a str,
    pub ceremony: Ceremony,
    /// JSON.
    pub options: &'a str,
    /// A field of this name, where it says something.
    pub next: &'a str,
    pub name: Option<Input>,
    pub button: Button,
    /// What it says when the browser brings none.
    pub failed: &'a str,
    /// Where to go then, instead of saying it here.
    pub failed_at: Option<&'a str>,
}

impl PasskeyForm<'_> {
    pub fn html(&self) -> Html {
        Html::from_template(self)
    }

    fn method(&self) -> &'static str {
        match self.ceremony {
            Ceremony::Create => "create",
            Ceremony::Get => "get",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_hidden_until_the_script_shows_it_and_options_are_words() {
        let form = PasskeyForm {
            action: "/passkey",
            ceremony: Ceremony::Get,
            options: r#"{"a":"<b>"}"#,
            next: "",
            name: None,
            button: Button::submit("Use it"),
            failed: "None was used",
            failed_at: Some("/failed"),
        };
        let html = form.html().to_string();
        for wanted in [" hidden ", "data-passkey=\"get\"", "&#60;b&#62;", "data-failed-at=\"/failed\""] {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        assert!(!html.contains("name=\"next\"") && !html.contains("<b>"), "{html}");
    }
}
