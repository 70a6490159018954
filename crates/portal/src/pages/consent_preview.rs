//! What people will read before they share anything with this service, by how far they have proved who they are.

use askama::Template;
use identity::ProofingLevel;
use nhsuk::{Button, ButtonVariant, Card, Fieldset, Header, Heading, Html, Legend, Radio, Radios, Size};
use web_kit::{Page, Site, WayBack};

use super::{
    frame::{Frame, PlaceLink, Section, below_place},
    parts::heading_about,
};

#[derive(Clone, Debug, Template)]
#[template(path = "consent-preview.html")]
pub struct ConsentPreview {
    frame: Frame,
    place: PlaceLink,
    heading: Heading,
    level: Radios,
    show: Button,
    preview: Card,
}

/// The consent page's own words, in a card.
#[derive(Template)]
#[template(path = "consent-words.html")]
struct Words<'a> {
    service_name: &'a str,
    shared: &'a [&'static str],
    agree: Button,
}

impl ConsentPreview {
    const TITLE: &str = "What people see before they share";

    /// `shared` are the lines of the consent page for somebody at `level`.
    pub fn new(
        frame: Frame,
        place: PlaceLink,
        service_name: &str,
        level: ProofingLevel,
        shared: &[&'static str],
    ) -> Self {
        let words = Words {
            service_name,
            shared,
            agree: Button { disabled: true, ..Button::from("I agree to share this information") },
        };
        Self {
            heading: heading_about(&place.product.name, Self::TITLE),
            level: levels(level),
            show: Button { variant: ButtonVariant::Secondary, ..Button::from("Show") },
            preview: Card {
                heading: Heading { level: 2, ..Heading::from("Agree to share your NHS login information") },
                content: Html::from_template(&words).into(),
                ..Card::default()
            },
            frame,
            place,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let (place, name) = (PlaceLink::sample, "Harbour Appointments");
        vec![
            Self::new(frame(), place(), name, ProofingLevel::P9, &["your NHS number", "your last name"]),
            Self::new(frame(), place(), name, ProofingLevel::P0, &[]),
        ]
    }
}

fn levels(chosen: ProofingLevel) -> Radios {
    let words = "Who is it for?";
    Radios {
        fieldset: Some(Fieldset::from(Legend { size: Some(Size::S), ..Legend::from(words) })),
        name: "level".into(),
        value: chosen.name().into(),
        items: vec![
            Radio::new("P9", "Somebody at P9, fully proved"),
            Radio::new("P5", "Somebody at P5, details matched"),
            Radio::new("P0", "Somebody at P0, email address and phone only"),
        ],
        small: true,
        ..Radios::default()
    }
}

impl Page for ConsentPreview {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        below_place(&self.place, &[])
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
