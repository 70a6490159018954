//! Pausing an integration, resuming it, and withdrawing it.

use app::integrations::Opened;
use askama::Template;
use nhsuk::{Button, Header, Heading, Html, Label, Size, Textarea};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{Intended, Place, below};
use crate::pages::{frame::Frame, parts::heading_about};

/// What is to become of an integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Pause,
    Resume,
    Withdraw,
}

impl Change {
    /// The end of its page's address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Withdraw => "withdraw",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Pause => "Pause this integration",
            Self::Resume => "Resume this integration",
            Self::Withdraw => "Withdraw this integration",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Pause => {
                "Pause it if nothing will happen for some time. Clocks and reminders stop, and you can resume it whenever you want."
            }
            Self::Resume => "It goes on where it stood. Clocks and reminders start again.",
            Self::Withdraw => {
                "Withdraw it if your product will not use the service. To go on later, you start a new integration."
            }
        }
    }

    /// What follows from it, each in a sentence.
    fn consequences(self) -> Vec<String> {
        let words: &[&str] = match self {
            Self::Pause => &[
                "Nothing can be answered, added or booked until somebody resumes it.",
                "Clocks and reminders stop for both sides.",
                "Your project manager sees the reason.",
            ],
            Self::Resume => &["Clocks and reminders start again for both sides."],
            Self::Withdraw => &[
                "This cannot be undone. To go on later, you start a new integration from its beginning.",
                "Nothing can be answered, added or booked any more.",
                "The record stays, and your project manager sees the reason.",
            ],
        };
        words.iter().map(|words| (*words).to_owned()).collect()
    }

    /// What the page says that stands before it. None where it can simply be taken back.
    pub fn intended(self, place: &Place, reason: &str) -> Option<Intended> {
        let (question, button) = match self {
            Self::Pause => ("Pause this integration?", "Pause it"),
            Self::Withdraw => ("Withdraw this integration?", "Withdraw it"),
            Self::Resume => return None,
        };
        Some(Intended {
            question: question.to_owned(),
            consequences: self.consequences(),
            reason: reason.to_owned(),
            action: format!("{}/{}", place.integration, self.path()),
            fields: vec![(HoldPage::REASON.to_owned(), reason.to_owned())],
            button,
        })
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "hold.html")]
pub struct HoldPage {
    frame: Frame,
    errors: FieldErrors,
    place: Place,
    change: Change,
    heading: Heading,
    reason: Textarea,
    button: Button,
}

impl HoldPage {
    pub const REASON: &str = "reason";

    pub fn new(frame: Frame, opened: &Opened, change: Change, typed: &str, errors: FieldErrors) -> Self {
        let place = Place::of(opened);
        let button = if change == Change::Resume { "Resume" } else { "Continue" };
        Self {
            heading: heading_about(&place.product, change.title()),
            reason: Textarea {
                label: Label { size: Some(Size::S), ..Label::from("Why?") },
                hint: "The people of both sides can read this".into(),
                name: Self::REASON.into(),
                value: typed.into(),
                rows: 4,
                error_message: errors.beside(Self::REASON),
                ..Textarea::default()
            },
            button: Button::submit(button),
            change,
            place,
            errors,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::holds()
    }
}

impl Page for HoldPage {
    fn title(&self) -> String {
        self.change.title().to_owned()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        below(Some(&self.place))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
