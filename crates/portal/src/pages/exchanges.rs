//! The request inspector's list: every request of one client, newest first, as it happens.

mod rows;

use app::portal::{Filter, Recorded};
use askama::Template;
use identity::exchange::{Endpoint, Outcome};
use nhsuk::{
    Button, ButtonVariant, Header, Heading, Html, Input, Label, Pagination, PaginationLink, Select,
    SelectItem, Size,
};
use web_kit::{Page, Site, WayBack};

use super::{
    frame::{Frame, PlaceLink, Section, below_place},
    parts::heading_about,
};

pub use rows::{ExchangeRows, table};

/// What the list is narrowed to, as the form shows it and addresses carry it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    pub filter: Filter,
    /// Only what is older: the place to page on from.
    pub before: Option<i64>,
}

impl Filters {
    /// As a query string, from `before` on.
    fn query(&self, before: Option<i64>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(endpoint) = self.filter.endpoint {
            query.append_pair("endpoint", endpoint.name());
        }
        if let Some(outcome) = self.filter.outcome {
            query.append_pair("outcome", outcome.name());
        }
        if !self.filter.text.is_empty() {
            query.append_pair("q", &self.filter.text);
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        query.finish()
    }

    fn is_empty(&self) -> bool {
        self.filter == Filter::default()
    }
}

fn with_query(path: String, query: &str) -> String {
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

#[derive(Clone, Debug, Template)]
#[template(path = "exchanges.html")]
pub struct Exchanges {
    frame: Frame,
    place: PlaceLink,
    heading: Heading,
    client_id: String,
    endpoint: Select,
    outcome: Select,
    text: Input,
    filter: Button,
    refresh: String,
    clear: Option<String>,
    /// Where the script fetches the rows again; nothing on older pages, which do not change.
    live: Option<String>,
    rows: ExchangeRows,
    pages: Option<Pagination>,
}

impl Exchanges {
    pub fn new(
        frame: Frame,
        place: PlaceLink,
        client_id: &str,
        filters: &Filters,
        exchanges: &[Recorded],
        older: Option<i64>,
    ) -> Self {
        let list = place.page("exchanges");
        let query = filters.query(None);
        Self {
            heading: heading_about(&place.product.name, "Request inspector"),
            client_id: client_id.to_owned(),
            endpoint: endpoint(filters.filter.endpoint),
            outcome: outcome(filters.filter.outcome),
            text: text(&filters.filter.text),
            filter: Button { variant: ButtonVariant::Secondary, small: true, ..Button::from("Filter") },
            refresh: with_query(list.clone(), &query),
            clear: (!filters.is_empty()).then(|| list.clone()),
            live: filters.before.is_none().then(|| with_query(place.page("exchanges/rows"), &query)),
            rows: ExchangeRows::new(&place, filters, exchanges),
            pages: pages(&list, filters, older),
            frame,
            place,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let exchanges = super::exchange::sample::exchanges();
        let searched = Filters {
            filter: Filter { endpoint: Some(Endpoint::Token), outcome: None, text: "slash".into() },
            before: Some(7),
        };
        let place = PlaceLink::sample;
        vec![
            Self::new(frame(), place(), "harbour-ab12cd", &Filters::default(), &exchanges, Some(3)),
            Self::new(frame(), place(), "harbour-ab12cd", &searched, &exchanges, None),
            Self::new(frame(), place(), "harbour-ab12cd", &searched, &[], None),
            Self::new(frame(), place(), "harbour-ab12cd", &Filters::default(), &[], None),
        ]
    }
}

fn label(words: &str) -> Label {
    Label { size: Some(Size::S), ..Label::from(words) }
}

fn endpoint(chosen: Option<Endpoint>) -> Select {
    let named = Endpoint::ALL.map(|endpoint| SelectItem::new(endpoint.name(), endpoint.name()));
    Select {
        label: label("Endpoint"),
        name: "endpoint".into(),
        items: [SelectItem::new("", "All")].into_iter().chain(named).collect(),
        value: chosen.map_or("", Endpoint::name).into(),
        ..Select::default()
    }
}

fn outcome(chosen: Option<Outcome>) -> Select {
    let named =
        Outcome::ALL.map(|outcome| SelectItem::new(outcome.name(), crate::words::sentence(outcome.name())));
    Select {
        label: label("Outcome"),
        name: "outcome".into(),
        items: [SelectItem::new("", "All")].into_iter().chain(named).collect(),
        value: chosen.map_or("", Outcome::name).into(),
        ..Select::default()
    }
}

fn text(typed: &str) -> Input {
    Input {
        label: label("Words or reference"),
        name: "q".into(),
        value: typed.into(),
        spellcheck: Some(false),
        autocomplete: "off".into(),
        width: Some(20),
        ..Input::default()
    }
}

fn pages(list: &str, filters: &Filters, older: Option<i64>) -> Option<Pagination> {
    let newest = || with_query(list.to_owned(), &filters.query(None));
    let named =
        |href: String, text: &str| PaginationLink { href, text: text.into(), ..PaginationLink::default() };
    let previous = filters.before.map(|_| named(newest(), "Newest requests")).unwrap_or_default();
    let next = older
        .map(|older| named(with_query(list.to_owned(), &filters.query(Some(older))), "Older requests"))
        .unwrap_or_default();
    let is_needed = filters.before.is_some() || older.is_some();
    is_needed.then(|| Pagination { previous, next, ..Pagination::default() })
}

impl Page for Exchanges {
    fn title(&self) -> String {
        "Request inspector".into()
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

    fn scripts(&self) -> &'static [&'static str] {
        if self.live.is_some() { &["live.js"] } else { &[] }
    }
}
