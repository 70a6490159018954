//! The documents library of an edition.

use app::integrations::Opened;
use askama::Template;
use nhsuk::{Header, Heading, Html};
use toolkit::definition::Link;
use web_kit::{Page, Site, WayBack};

use crate::pages::{forms::Place, frame::Frame, partner::below, parts::heading_about};

#[derive(Clone, Debug, Template)]
#[template(path = "library.html")]
pub struct LibraryPage {
    frame: Frame,
    place: Place,
    heading: Heading,
    edition: String,
    documents: Vec<Link>,
}

impl LibraryPage {
    const TITLE: &str = "Documents library";

    pub fn new(frame: Frame, opened: &Opened) -> Self {
        let place = Place::of(opened);
        Self {
            heading: heading_about(&place.product, Self::TITLE),
            edition: opened.definition.edition.title.clone(),
            documents: opened.definition.library.clone(),
            place,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::libraries()
    }
}

impl Page for LibraryPage {
    fn title(&self) -> String {
        Self::TITLE.to_owned()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        below(Some(&self.place))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
