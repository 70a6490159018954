//! What a visitor finds first: what Slipway is, and the way in.

use askama::Template;
use nhsuk::{Button, Header, Heading, Html, InsetText};
use web_kit::{Page, Site};

use super::{frame::Frame, parts::heading};

const TITLE: &str = "Connect your service to NHS login";

#[derive(Clone, Debug, Template)]
#[template(path = "start.html")]
pub struct Start {
    frame: Frame,
    heading: Heading,
    button: Button,
    issuer: String,
    outbox: Option<InsetText>,
}

impl Start {
    pub fn new(frame: Frame, issuer: &str) -> Self {
        let button = if frame.viewer.is_some() {
            Button::link("Go to your products", "/products")
        } else {
            Button::link("Sign in", "/sign-in")
        };
        let outbox = frame.outbox.then(|| {
            InsetText::new(Html::trusted(
                r#"<p>This Slipway sends no mail and no text messages. Read them in the <a class="nhsuk-link" href="/outbox">outbox</a>.</p>"#,
            ))
        });
        Self { heading: heading(TITLE), button, issuer: issuer.to_owned(), outbox, frame }
    }

    pub(super) fn samples() -> Vec<Self> {
        let issuer = "http://localhost:4001";
        vec![
            Self::new(Frame { outbox: true, ..Frame::default() }, issuer),
            Self::new(Frame::default(), issuer),
            Self::new(Frame::sample(super::Section::None), issuer),
        ]
    }
}

impl Page for Start {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
