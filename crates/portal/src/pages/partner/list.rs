//! The integrations of the viewer's organisations.

use app::integrations::Own;
use askama::Template;
use nhsuk::{Button, Content, Header, Heading, Html, Table, TableCell};
use web_kit::{Page, Site};

use super::turn;
use crate::pages::{
    frame::{Frame, Section},
    parts::{breaking, heading, whole},
};

#[derive(Clone, Debug, Template)]
#[template(path = "integrations.html")]
pub struct Integrations {
    frame: Frame,
    heading: Heading,
    list: Option<Table>,
    start: Option<Button>,
}

impl Integrations {
    const TITLE: &str = "Integrations";

    /// `can_start` says whether there is a product that the viewer can start an integration for.
    pub fn new(frame: Frame, own: &[Own], can_start: bool) -> Self {
        Self {
            heading: heading(Self::TITLE),
            list: (!own.is_empty()).then(|| table(own)),
            start: can_start.then(|| Button::link("Start an integration", "/integrations/new")),
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Integrations);
        let own: Vec<Own> = super::sample::own().into_iter().collect();
        vec![Self::new(frame(), &own, true), Self::new(frame(), &[], false)]
    }
}

fn table(own: &[Own]) -> Table {
    let row = |one: &Own| {
        let (integration, summary) = (&one.integration, &one.integration.summary);
        let href = format!("/integrations/{}", integration.id);
        vec![
            breaking(named(&one.product.name, &integration.reference, &href)),
            TableCell::new(one.stage.as_deref().unwrap_or("All stages are over")),
            TableCell::new(match summary.hold.as_deref() {
                Some("paused") => "Paused".to_owned(),
                Some(_) => "Withdrawn".to_owned(),
                None => turn(one.turn, &one.service, summary.turn_since),
            }),
            TableCell::new(summary.next_step.as_str()),
            whole(TableCell::new(integration.reference.as_str())),
        ]
    };
    Table {
        caption: super::hidden_caption("Your integrations"),
        head: ["Product", "Stage", "Whose turn", "What is next", "Reference"].map(Into::into).into(),
        rows: own.iter().map(row).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    }
}

// Two integrations of one product, or of products of one name, are told apart by their references.
fn named(product: &str, reference: &str, href: &str) -> Html {
    let (product, reference, href) = (Content::from(product), Content::from(reference), Content::from(href));
    Html::trusted(format!(
        r#"<a class="nhsuk-link" href="{href}">{product}<span class="nhsuk-u-visually-hidden">, {reference}</span></a>"#
    ))
}

impl Page for Integrations {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
