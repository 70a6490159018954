//! Agreeing to share information with a service, or not.

use askama::Template;
use nhsuk::{BackLink, Button, Heading, Html};
use web_kit::{Csp, Page, WayBack};

use super::frame::{JourneyFrame, heading};

const TITLE: &str = "Agree to share your NHS login information";
const REFUSED_TITLE: &str = "You have chosen not to share your NHS login information";

/// Names the service and lists what it will be told.
#[derive(Clone, Debug, Template)]
#[template(path = "consent.html")]
pub struct Consent {
    frame: JourneyFrame,
    heading: Heading,
    shared: Vec<String>,
    journey: String,
    button: Button,
}

impl Consent {
    /// `shared` are the lines that follow "would like to see", such as "your email address".
    pub fn new(frame: &JourneyFrame, shared: &[&str]) -> Self {
        Self {
            frame: frame.clone(),
            heading: heading(TITLE),
            shared: shared.iter().map(ToString::to_string).collect(),
            journey: String::new(),
            button: Button::submit("I agree to share this information"),
        }
    }

    /// Binds the answer to the journey that the page is shown for, by that journey's reference.
    #[must_use]
    pub fn of_journey(mut self, reference: &str) -> Self {
        reference.clone_into(&mut self.journey);
        self
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        let awkward = JourneyFrame {
            service_name: "Smith & Daughters’ <AppointmentsPrescriptionsAndEverythingElseInOneWord> Service"
                .into(),
            ..frame.clone()
        };
        vec![
            Self::new(&frame, &["your NHS number", "your last name", "your date of birth"]),
            Self::new(&awkward, &["your email address"]),
            Self::new(&frame, &[]),
        ]
    }
}

impl Page for Consent {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }
}

/// What refusing means, before it is final.
#[derive(Clone, Debug, Template)]
#[template(path = "consent-refused.html")]
pub struct ConsentRefused {
    frame: JourneyFrame,
    heading: Heading,
    button: Button,
}

impl ConsentRefused {
    pub fn new(frame: &JourneyFrame) -> Self {
        Self {
            frame: frame.clone(),
            heading: heading(REFUSED_TITLE),
            button: Button::submit(format!("Go back to {}", frame.service_name)),
        }
    }

    pub fn samples() -> Vec<Self> {
        let service_name = "AppointmentsPrescriptionsAndEverythingElseInOneWord".into();
        let long = JourneyFrame { service_name, ..JourneyFrame::sample() };
        vec![Self::new(&JourneyFrame::sample()), Self::new(&long)]
    }
}

impl Page for ConsentRefused {
    fn title(&self) -> String {
        REFUSED_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/nhs-login-consent"))
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }
}
