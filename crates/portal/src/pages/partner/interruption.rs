//! Stands before what cannot be taken back easily: says what will happen, and asks once more.

use askama::Template;
use nhsuk::{BackLink, Button, ButtonVariant, Header, Heading, Html, InsetText};
use web_kit::{Page, Site, WayBack};

use super::Place;
use crate::pages::{frame::Frame, parts::heading_about};

/// What is about to be done.
#[derive(Clone, Debug)]
pub struct Intended {
    /// A question: `Withdraw this integration?`
    pub question: String,
    /// What follows from it, each in a sentence.
    pub consequences: Vec<String>,
    /// What was given as the reason.
    pub reason: String,
    /// Where it is sent to, again with everything that was typed.
    pub action: String,
    pub fields: Vec<(String, String)>,
    pub button: &'static str,
}

#[derive(Clone, Debug, Template)]
#[template(path = "interruption.html")]
pub struct Interruption {
    frame: Frame,
    place: Place,
    heading: Heading,
    intended: Intended,
    reason: Option<InsetText>,
    button: Button,
}

impl Interruption {
    pub fn new(frame: Frame, place: Place, intended: Intended) -> Self {
        Self {
            heading: heading_about(&place.product, &intended.question),
            reason: (!intended.reason.is_empty()).then(|| InsetText::new(intended.reason.as_str())),
            button: Button { variant: ButtonVariant::Warning, ..Button::submit(intended.button) },
            intended,
            place,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::interruptions()
    }
}

impl Page for Interruption {
    fn title(&self) -> String {
        self.intended.question.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(&self.intended.action))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
