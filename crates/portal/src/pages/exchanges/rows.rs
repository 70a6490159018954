//! The table of requests, alone: what the script fetches again and again, and what a sign-in's requests are listed in.

use app::portal::Recorded;
use askama::Template;
use identity::exchange::{Endpoint, Exchange, Outcome, Severity};
use nhsuk::{Table, TableCell};

use super::{
    super::{
        frame::PlaceLink,
        parts::{self, caption},
    },
    Filters,
};
use crate::words::{sentence, shortened};

/// The table, or words where it would be empty.
#[derive(Clone, Debug, Template)]
#[template(path = "exchange-rows.html")]
pub struct ExchangeRows {
    table: Option<Table>,
    is_filtered: bool,
}

impl ExchangeRows {
    pub fn new(place: &PlaceLink, filters: &Filters, exchanges: &[Recorded]) -> Self {
        Self {
            table: (!exchanges.is_empty()).then(|| table(place, exchanges)),
            is_filtered: !filters.is_empty() || filters.before.is_some(),
        }
    }
}

impl askama::filters::HtmlSafe for ExchangeRows {}

pub fn table(place: &PlaceLink, exchanges: &[Recorded]) -> Table {
    let rows = exchanges.iter().map(|recorded| {
        let exchange = &recorded.exchange;
        let reference = exchange.reference.as_str();
        vec![
            parts::whole(TableCell::link(reference, place.page(&format!("exchanges/{reference}")))),
            parts::whole(TableCell::new(parts::short_moment(exchange.at))),
            TableCell::new(exchange.endpoint.name()),
            parts::whole(TableCell::new(parts::outcome(exchange))),
            parts::breaking(what_happened(exchange)),
        ]
    });
    Table {
        caption: caption("Requests"),
        head: ["Reference", "Time (UTC)", "Endpoint", "Outcome", "What happened"].map(Into::into).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

/// The error and the first rule that failed, else the first warning, in one line.
fn what_happened(exchange: &Exchange) -> String {
    let findings = &exchange.details.findings;
    let failed = findings.iter().find(|finding| finding.severity == Severity::Failure);
    let said = failed.or(findings.first()).map(|finding| finding.explanation.as_str());
    match (exchange.error.as_deref(), said) {
        (Some(error), Some(said)) => shortened(&format!("{error}: {said}")),
        (Some(one), None) | (None, Some(one)) => shortened(&sentence(one)),
        (None, None) => all_is_well(exchange).to_owned(),
    }
}

fn all_is_well(exchange: &Exchange) -> &'static str {
    match (exchange.outcome, exchange.endpoint) {
        (Outcome::Refused, _) => "",
        (Outcome::Waiting, _) => "A person is on the pages",
        (Outcome::Succeeded, Endpoint::Authorize) => "A code was given",
        (Outcome::Succeeded, Endpoint::Token) => "Tokens were given",
        (Outcome::Succeeded, Endpoint::Userinfo) => "Claims were given",
        (Outcome::Succeeded, Endpoint::Settings) => "The settings were opened",
        (Outcome::Succeeded, Endpoint::Users) => "Users were looked up",
        (Outcome::Succeeded, Endpoint::ProvisionAccount) => "A patient was invited",
    }
}
