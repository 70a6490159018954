//! Finding a request by the reference that a refusal page of the provider shows.

use askama::Template;
use http::StatusCode;
use nhsuk::{Button, Header, Html, Input, Label};
use web_kit::{FieldErrors, Page, Site};

use super::frame::{Frame, Section};

#[derive(Clone, Debug, Template)]
#[template(path = "find-exchange.html")]
pub struct FindExchange {
    frame: Frame,
    errors: FieldErrors,
    status: StatusCode,
    reference: Input,
    button: Button,
}

impl FindExchange {
    pub const REFERENCE: &str = "reference";
    const TITLE: &str = "Find a request";

    /// `status` is 404 where the reference belongs to nobody, or to somebody else.
    pub fn new(frame: Frame, typed: &str, errors: FieldErrors, status: StatusCode) -> Self {
        Self {
            reference: Input {
                label: Label::page_heading(Self::TITLE),
                hint: "Enter the reference that a page or an answer showed, like 7Q4M-2XKD".into(),
                name: Self::REFERENCE.into(),
                value: typed.into(),
                width: Some(20),
                spellcheck: Some(false),
                autocomplete: "off".into(),
                error_message: errors.beside(Self::REFERENCE),
                ..Input::default()
            },
            button: Button::from("Find"),
            status,
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::FindExchange);
        let unknown = "No exchange with this reference belongs to your products";
        let errors = FieldErrors::from_iter([(Self::REFERENCE, unknown)]);
        vec![
            Self::new(frame(), "", FieldErrors::new(), StatusCode::OK),
            Self::new(frame(), "7Q4M-2XKD", errors, StatusCode::NOT_FOUND),
        ]
    }
}

impl Page for FindExchange {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        self.status
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
