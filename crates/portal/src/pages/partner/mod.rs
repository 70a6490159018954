//! The pages that a partner's people live in: their integrations, what is to be done in each, and why.

mod check;
mod decide;
mod gates;
mod history;
mod hold;
mod home;
mod interruption;
mod list;
pub(super) mod sample;
mod start;
mod task;
mod tasks;

pub use decide::{DecisionPage, DecisionTyped, intended};
pub use gates::{GatePage, Gates};
pub use history::History;
pub use hold::{Change, HoldPage};
pub use home::Home;
pub use interruption::{Intended, Interruption};
pub use list::Integrations;
pub use start::NewIntegration;
pub use task::TaskPage;

use kernel::Timestamp;
use nhsuk::{Breadcrumb, BreadcrumbItem, Heading, Size};
use toolkit::standing::With;
use web_kit::WayBack;

use super::forms::Place;
use crate::words::date;

/// Whose turn it is and since when, for the partner's people.
fn turn(with: With, service: &str, since: Option<Timestamp>) -> String {
    let since = since.map(|at| format!(" since {}", date(at))).unwrap_or_default();
    match with {
        With::Partner => format!("Your turn{since}"),
        With::Service => format!("With the {service} team{since}"),
        With::Both => format!("Your turn and with the {service} team{since}"),
        With::Nobody => "Nobody has to act now".to_owned(),
    }
}

/// A caption of a table that the page's heading says already.
fn hidden_caption(words: &str) -> Heading {
    Heading { size: Some(Size::S), classes: "nhsuk-u-visually-hidden".into(), ..Heading::from(words) }
}

/// The way from the list of integrations to one of them, or to a page below it.
pub(super) fn below(place: Option<&Place>) -> WayBack {
    let list = BreadcrumbItem::new("Integrations", "/integrations");
    let own = place.map(|place| BreadcrumbItem::new(&place.product, &place.integration));
    WayBack::Breadcrumb(Breadcrumb::new([list].into_iter().chain(own).collect()))
}

#[cfg(test)]
mod tests;
