//! What decisions hold partners to: conditions and waivers in force, by owner and date.

use app::board::{Bound, Origin};
use askama::Template;
use nhsuk::{Content, Header, Heading, Html, Table, Tag, TagColour};
use toolkit::standing::day;
use web_kit::{Page, Site, WayBack};

use super::below_board;
use crate::pages::{
    frame::{Frame, Section},
    parts::{breaking, broken_lines, caption, heading, link},
};

#[derive(Clone, Debug, Template)]
#[template(path = "board-bound.html")]
pub struct BoundPage {
    frame: Frame,
    heading: Heading,
    list: Option<Table>,
}

impl BoundPage {
    const TITLE: &str = "Conditions and waivers in force";

    pub fn new(frame: Frame, bound: &[Bound]) -> Self {
        Self { heading: heading(Self::TITLE), list: list(bound), frame }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        vec![Self::new(frame(), &super::sample::bound()), Self::new(frame(), &[])]
    }
}

fn list(bound: &[Bound]) -> Option<Table> {
    let row = |one: &Bound| {
        let (kind, title) = match &one.origin {
            Origin::Condition(title) => ("Condition", title),
            Origin::Waiver(title) => ("Waiver", title),
        };
        let due: Content = if one.is_over {
            broken_lines([Content::from(day(one.due)), Tag::new("Over", TagColour::Red).into()]).into()
        } else {
            day(one.due).into()
        };
        let integration = link(
            &format!("{} ({})", one.product, one.reference),
            &format!("/integrations/{}/cockpit", one.integration),
        );
        vec![
            breaking(one.owner.as_str()),
            due.into(),
            breaking(broken_lines([format!("{kind}: {title}"), one.text.clone()])),
            breaking(integration),
            one.organisation.as_str().into(),
        ]
    };
    let head = ["Owner", "Until", "What", "Integration", "Organisation"];
    (!bound.is_empty()).then(|| Table {
        caption: caption("By owner and date"),
        head: head.map(Into::into).into(),
        rows: bound.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

impl Page for BoundPage {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        below_board(&[])
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
