//! Gates: all of them, and one in sentences.

use app::integrations::Opened;
use askama::Template;
use nhsuk::{Header, Heading, Html, InsetText, Table, TableCell, Tag, TagColour};
use toolkit::standing::{Reason, Why};
use web_kit::{Page, Site, WayBack};

use super::{Place, below, check::check};
use crate::pages::{
    frame::Frame,
    parts::{heading_about, link},
};

/// Every gate of the process with how far it is met.
#[derive(Clone, Debug, Template)]
#[template(path = "gates.html")]
pub struct Gates {
    frame: Frame,
    place: Place,
    heading: Heading,
    list: Table,
}

impl Gates {
    const TITLE: &str = "Gates";

    pub fn new(frame: Frame, opened: &Opened) -> Self {
        let (standing, place) = (opened.standing(), Place::of(opened));
        let all: Vec<Why> =
            opened.definition.gates.iter().filter_map(|gate| standing.why(&gate.id)).collect();
        Self { heading: heading_about(&place.product, Self::TITLE), list: table(&place, &all), place, frame }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::gates()
    }
}

fn table(place: &Place, all: &[Why]) -> Table {
    let row = |why: &Why| {
        let href = format!("{}/gates/{}", place.integration, why.gate);
        vec![
            TableCell::new(link(&why.title, &href)),
            TableCell::new(state(why)),
            TableCell::new(format!("{} of {}", why.passed, why.of)),
            TableCell::new(why.opens.as_str()),
        ]
    };
    Table {
        caption: super::hidden_caption("All gates"),
        head: ["Gate", "State", "Checks that pass", "What it opens"].map(Into::into).into(),
        rows: all.iter().map(row).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    }
}

fn state(why: &Why) -> Tag {
    match (why.applies, why.met) {
        (false, _) => Tag::new("Does not apply", TagColour::Grey),
        (true, true) => Tag::new("Met", TagColour::Green),
        (true, false) => Tag::new("Not met yet", TagColour::Blue),
    }
}

impl Page for Gates {
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

/// One gate: what is left first, then what is done.
#[derive(Clone, Debug, Template)]
#[template(path = "gate.html")]
pub struct GatePage {
    frame: Frame,
    place: Place,
    title: String,
    heading: Heading,
    state: Tag,
    headline: String,
    opens: String,
    not_applicable: Option<InsetText>,
    left: Vec<Html>,
    done: Vec<Html>,
}

impl GatePage {
    pub fn new(frame: Frame, opened: &Opened, why: &Why) -> Self {
        let place = Place::of(opened);
        let words = |reason: &Reason| check(opened, reason, true);
        let passing = why.reasons.iter().filter(|reason| reason.state.passes());
        Self {
            heading: heading_about(&place.product, &why.title),
            state: state(why),
            headline: why.headline(),
            opens: why.opens.clone(),
            not_applicable: (!why.applies).then(|| {
                InsetText::new("This gate does not apply to what you answered, so nothing waits for it.")
            }),
            left: why.unmet().map(words).collect(),
            done: passing.map(words).collect(),
            title: why.title.clone(),
            place,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::gate_pages()
    }
}

impl Page for GatePage {
    fn title(&self) -> String {
        self.title.clone()
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
