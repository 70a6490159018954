//! The pack of a meeting, to be read or printed.

use std::fmt::Write as _;

use app::board::{Frozen, Meeting, Pack};
use askama::Template;
use nhsuk::{Header, Heading, Html, SummaryList};
use toolkit::standing::{day, moment};
use web_kit::{Page, Site, WayBack};

use super::{back_to, meeting_path, paper::PaperView};
use crate::pages::{
    frame::{Frame, Section},
    parts::{code, heading, row},
};

#[derive(Clone, Debug, Template)]
#[template(path = "board-pack.html")]
pub struct PackPage {
    frame: Frame,
    title: String,
    back: String,
    heading: Heading,
    facts: SummaryList,
    papers: Vec<(String, String, PaperView)>,
}

impl PackPage {
    pub fn new(frame: Frame, meeting: &Meeting, frozen: &Frozen, pack: &Pack) -> Self {
        let title = format!("Papers for the meeting on {}", day(meeting.on_date));
        let papers = (1..).zip(&pack.papers).map(|(number, sealed)| {
            let title = format!("{number}. {}", sealed.paper.title);
            (title, sealed.sha256.clone(), PaperView::new(&sealed.paper))
        });
        Self {
            heading: heading(&title),
            title,
            back: meeting_path(meeting.id),
            facts: SummaryList::new(vec![
                row("Frozen", moment(frozen.at)),
                row("SHA-256 of the pack", code(&hexadecimal(&frozen.sha256))),
            ]),
            papers: papers.collect(),
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        let packs = super::sample::packs();
        packs.iter().map(|(meeting, frozen, pack)| Self::new(frame(), meeting, frozen, pack)).collect()
    }
}

/// A hash as people compare it.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut words, byte| {
        // Writing to a String cannot fail.
        let _ = write!(words, "{byte:02x}");
        words
    })
}

impl Page for PackPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        back_to(&self.back)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
