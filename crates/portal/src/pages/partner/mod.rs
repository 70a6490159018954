//! The pages that a partner's people live in: their integrations, what is to be done in each, and why.

mod list;
mod sample;
mod start;

pub use list::Integrations;
pub use start::NewIntegration;

use kernel::Timestamp;
use nhsuk::{Heading, Size};
use toolkit::standing::With;

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
