//! What happened to an integration, in sentences, newest first.

use app::integrations::{Opened, People};
use askama::Template;
use nhsuk::{Header, Heading, Html, Table, TableCell};
use onboarding::{Recorded, history::tell};
use toolkit::standing::moment;
use web_kit::{Page, Site, WayBack};

use super::{Place, below};
use crate::pages::{
    frame::Frame,
    parts::{breaking, heading_about},
};

/// How many events one page shows.
pub const EVENTS_A_PAGE: usize = 50;

#[derive(Clone, Debug, Template)]
#[template(path = "history.html")]
pub struct History {
    frame: Frame,
    place: Place,
    heading: Heading,
    list: Table,
    older: Option<String>,
}

impl History {
    const TITLE: &str = "What happened so far";

    /// The events before a position, or the newest ones.
    pub fn new(frame: Frame, opened: &Opened, people: &People, before: Option<u64>) -> Self {
        let place = Place::of(opened);
        let shown = opened.events().rev().filter(|one| before.is_none_or(|before| one.position < before));
        let shown: Vec<&Recorded> = shown.take(EVENTS_A_PAGE).collect();
        let oldest = shown.last().map_or(1, |oldest| oldest.position);
        Self {
            heading: heading_about(&place.product, Self::TITLE),
            list: table(opened, people, &shown),
            older: (oldest > 1).then(|| format!("{}/history?before={oldest}", place.integration)),
            place,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::histories()
    }
}

fn table(opened: &Opened, people: &People, shown: &[&Recorded]) -> Table {
    let row = |one: &&Recorded| {
        vec![
            TableCell::new(moment(one.at)),
            breaking(people.name(&one.by)),
            breaking(tell(&opened.definition, one)),
        ]
    };
    Table {
        caption: super::hidden_caption("Events, newest first"),
        head: ["When", "Who", "What"].map(Into::into).into(),
        rows: shown.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    }
}

impl Page for History {
    fn title(&self) -> String {
        Self::TITLE.into()
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
