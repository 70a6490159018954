//! A few words of the settings, and where they lead on.

use askama::Template;
use http::StatusCode;
use nhsuk::{Heading, Html, InsetText};
use web_kit::Page;

use crate::pages::{frame::heading, words::minutes};

#[derive(Clone, Debug, Template)]
#[template(path = "settings/notice.html")]
pub struct Notice {
    title: String,
    heading: Heading,
    words: Vec<String>,
    outbox: Option<InsetText>,
    link: Option<(&'static str, &'static str)>,
    status: StatusCode,
}

impl Notice {
    pub(super) fn new(title: &str, words: &[&str]) -> Self {
        Self {
            title: title.into(),
            heading: heading(title),
            words: words.iter().map(ToString::to_string).collect(),
            outbox: None,
            link: None,
            status: StatusCode::OK,
        }
    }

    pub(super) fn with_link(self, words: &'static str, to: &'static str) -> Self {
        Self { link: Some((words, to)), ..self }
    }
}

/// Too many wrong passwords: the same lock as at sign-in.
pub fn too_many_passwords(left: u32) -> Notice {
    let wait = format!("To keep your NHS login safe, you cannot use your password for {}.", minutes(left));
    Notice::new(
        "You have entered the wrong password too many times",
        &[&wait, "After that, you can try again."],
    )
    .with_link("Go back to your NHS login settings", super::PATH)
}

impl Page for Notice {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}
