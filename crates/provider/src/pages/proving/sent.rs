//! How somebody's photo ID stands: waiting, refused, or to be sent again.

use askama::Template;
use identity::photo_identity::{Outcome, Verdict};
use nhsuk::{Button, ButtonVariant, Heading, Html};
use web_kit::{Csp, Page, WayBack};

use super::{Screen, page::ProvingFrame};
use crate::pages::frame::heading;

#[derive(Clone, Debug, Template)]
#[template(path = "proving/photo-id-sent.html")]
pub struct PhotoIdSent {
    title: &'static str,
    heading: Heading,
    /// Why it was not approved. Absent while it waits.
    reason: Option<&'static str>,
    on: Vec<Button>,
    leave: Button,
    csp: Csp,
}

impl PhotoIdSent {
    pub const PATH: &'static str = "/prove-identity/photo-id/sent";

    /// `verdict` is absent while it waits.
    pub fn new(frame: &ProvingFrame, verdict: Option<Verdict>) -> Self {
        let title = match verdict.map(Verdict::outcome) {
            None => "We are checking your photo ID",
            Some(Outcome::AskedAgain) => "Send your photos again",
            // An approval leads on by itself; whoever comes here with one has to be asked for something else.
            Some(Outcome::Refused | Outcome::Approved) => "We could not confirm who you are",
        };
        let secondary = |button: Button| Button { variant: ButtonVariant::Secondary, ..button };
        let on = match verdict {
            None => vec![Button::link("Check again", Self::PATH)],
            Some(_) => vec![
                Button::link("Send your photos again", Screen::PhotoIdDocument.path()),
                secondary(Button::link("Choose another way", Screen::Method.path())),
            ],
        };
        Self {
            title,
            heading: heading(title),
            reason: verdict.map(Verdict::told),
            on,
            leave: secondary(Button::submit(format!("Go back to {}", frame.journey.service_name))),
            csp: frame.journey.csp(),
        }
    }

    pub fn samples() -> Vec<Self> {
        let frame = super::page::sample_frame(identity::ProofingLevel::P9);
        let verdicts = [None, Some(Verdict::OtherDetails), Some(Verdict::Unreadable)];
        verdicts.map(|verdict| Self::new(&frame, verdict)).into()
    }
}

impl Page for PhotoIdSent {
    fn title(&self) -> String {
        self.title.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::None
    }

    fn csp(&self) -> Csp {
        self.csp.clone()
    }
}
