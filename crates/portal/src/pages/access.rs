//! Staff allow a product a client at an environment, or take that back: the question why.

use askama::Template;
use nhsuk::{BackLink, Button, ButtonVariant, Header, Heading, Html, Label, Size, Textarea};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, PlaceLink, Section},
    parts::heading_about,
};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Allow,
    TakeBack,
}

impl Decision {
    /// The end of its page's address.
    const fn path(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::TakeBack => "take-back",
        }
    }

    fn title(self, place: &PlaceLink) -> String {
        match self {
            Self::Allow => format!("Allow a client in the {}", place.in_words),
            Self::TakeBack => format!("Take the client in the {} back", place.in_words),
        }
    }

    /// What follows from it, each in a sentence.
    fn consequences(self) -> &'static [&'static str] {
        match self {
            Self::Allow => &[
                "The product’s owners and developers can register a client there at once.",
                "A client that was suspended works again, with the registration and the keys that it had.",
            ],
            Self::TakeBack => &[
                "Each request of the client is refused from now on. Access tokens that it has run out within 5 minutes.",
                "The registration and its keys are kept, and you can allow it again.",
                "The people of the product read the date and your reason.",
            ],
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "access.html")]
pub struct AccessPage {
    frame: Frame,
    errors: FieldErrors,
    place: PlaceLink,
    decision: Decision,
    heading: Heading,
    reason: Textarea,
    button: Button,
}

impl AccessPage {
    pub const REASON: &str = "reason";

    pub fn new(frame: Frame, place: PlaceLink, decision: Decision, typed: &str, errors: FieldErrors) -> Self {
        Self {
            heading: heading_about(&place.product.name, &decision.title(&place)),
            reason: Textarea {
                label: Label { size: Some(Size::S), ..Label::from("Why?") },
                hint: match decision {
                    Decision::Allow => {
                        "Staff alone read this: what was seen or agreed. At most 500 characters"
                    }
                    Decision::TakeBack => "Say what has to change. At most 500 characters",
                }
                .into(),
                name: Self::REASON.into(),
                value: typed.into(),
                rows: 4,
                error_message: errors.beside(Self::REASON),
                ..Textarea::default()
            },
            button: match decision {
                Decision::Allow => Button::submit("Allow a client"),
                Decision::TakeBack => {
                    Button { variant: ButtonVariant::Warning, ..Button::submit("Take it back") }
                }
            },
            decision,
            place,
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let page = |decision, errors| {
            let frame = Frame::sample(Section::Products);
            Self::new(frame, PlaceLink::sample_of_integration(), decision, "", errors)
        };
        let absent = FieldErrors::from_iter([(Self::REASON, "Say why")]);
        vec![
            page(Decision::Allow, FieldErrors::new()),
            page(Decision::Allow, absent),
            page(Decision::TakeBack, FieldErrors::new()),
        ]
    }
}

impl Page for AccessPage {
    fn title(&self) -> String {
        self.decision.title(&self.place)
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(self.place.href()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
