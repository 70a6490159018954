//! One request, opened: what happened, which rule failed first, and everything that belongs to it.

mod assertion;
mod finding;
pub(super) mod sample;

use app::portal::traffic::Opened;
use askama::Template;
use identity::exchange::{Exchange, Outcome, Severity};
use nhsuk::{ActionLink, Code, Content, Header, Heading, Html, SummaryList, Tab, Table, TableCell, Tabs};
use web_kit::{Page, Site, WayBack};

use super::{
    exchanges,
    frame::{Frame, PlaceLink, below_place},
    parts::{self, caption, heading_about, lines, row},
    repeat::Repeat,
};

#[derive(Clone, Debug, Template)]
#[template(path = "exchange.html")]
pub struct ExchangePage {
    frame: Frame,
    place: PlaceLink,
    title: String,
    heading: Heading,
    summary: SummaryList,
    said: String,
    failure: Option<Html>,
    warnings: Vec<Html>,
    tabs: Tabs,
}

impl ExchangePage {
    pub fn new(frame: Frame, opened: &Opened) -> Self {
        let place = PlaceLink::of(&opened.product, &opened.environment);
        let exchange = &opened.recorded.exchange;
        let title = format!("Request {}", exchange.reference);
        let findings = &exchange.details.findings;
        let failed = findings.iter().find(|finding| finding.severity == Severity::Failure);
        let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning);
        Self {
            heading: heading_about(&place.product.name, &title),
            title,
            summary: summary(exchange),
            said: said(exchange, failed.is_some()).to_owned(),
            failure: failed.map(|finding| finding::shown(&place, exchange, finding)),
            warnings: warnings.map(|finding| finding::shown(&place, exchange, finding)).collect(),
            tabs: tabs(&place, opened),
            frame,
            place,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(super::Section::Products);
        sample::opened().iter().map(|opened| Self::new(frame(), opened)).collect()
    }
}

fn said(exchange: &Exchange, has_failure: bool) -> &'static str {
    match exchange.outcome {
        Outcome::Refused if has_failure => "We refused this request. This is the first rule that failed:",
        Outcome::Refused => "We refused this request.",
        Outcome::Waiting => {
            "A person is on the sign-in pages. This page tells more once they come back to you."
        }
        Outcome::Succeeded => "This request succeeded.",
    }
}

fn summary(exchange: &Exchange) -> SummaryList {
    let details = &exchange.details;
    let mut rows = vec![
        row("Outcome", parts::outcome(exchange)),
        row("Endpoint", format!("{} {}", details.method, exchange.endpoint.name())),
        row("Time", parts::moment(exchange.at)),
    ];
    if let Some(error) = &exchange.error {
        rows.push(row("Error", parts::code(error)));
    }
    if !details.user_agent.is_empty() {
        rows.push(row("Sent by", details.user_agent.as_str()));
    }
    SummaryList::new(rows)
}

fn tabs(place: &PlaceLink, opened: &Opened) -> Tabs {
    let exchange = &opened.recorded.exchange;
    let details = &exchange.details;
    let mut items = vec![
        Tab::new(
            "came",
            "What came",
            pairs("What came", &details.parameters, "The request had no parameters."),
        ),
        Tab::new("registered", "What is registered", registered(opened)),
    ];
    if let Some(report) = &details.assertion {
        items.push(Tab::new("assertion", "Client assertion", assertion::shown(report)));
    }
    items.push(Tab::new("answered", "What we answered", answered(exchange)));
    if !opened.sign_in.is_empty() {
        let table = Table {
            caption: caption("The rest of this sign-in"),
            ..exchanges::table(place, &opened.sign_in)
        };
        items.push(Tab::new("sign-in", "This sign-in", Html::from([table.into()])));
    }
    items.push(Tab::new("repeat", "Repeat it", repeat(exchange, &opened.environment.issuer)));
    Tabs { heading: "More about this request".into(), ..Tabs::new(items) }
}

#[derive(Template)]
#[template(ext = "html", source = r#"<h2 class="nhsuk-heading-m">{{ heading }}</h2>{{ content }}"#)]
struct Section<'a> {
    heading: &'a str,
    content: Html,
}

fn section(heading: &str, content: Html) -> Html {
    Html::from_template(&Section { heading, content })
}

#[derive(Template)]
#[template(ext = "html", source = r"<p>{{ words }}</p>")]
struct Words<'a> {
    words: &'a str,
}

fn words(words: &str) -> Html {
    Html::from_template(&Words { words })
}

/// Names and values as a table, or words where there are none.
fn pairs(title: &str, pairs: &[(String, String)], none: &str) -> Html {
    if pairs.is_empty() {
        return section(title, words(none));
    }
    let cell = |text: &str| TableCell { classes: "app-break".into(), ..TableCell::new(parts::code(text)) };
    let table = Table {
        caption: caption(title),
        head: vec!["Name".into(), "Value".into()],
        rows: pairs.iter().map(|(name, value)| vec![cell(name), cell(value)]).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    };
    table.into()
}

fn registered(opened: &Opened) -> Html {
    let client = &opened.client;
    let keys = client
        .valid_keys(opened.recorded.exchange.at)
        .map(|key| Content::from(parts::code(&key.thumbprint())));
    let list = SummaryList::new(vec![
        row("Client ID", parts::code(client.id.as_str())),
        row("Redirect URIs", lines(client.redirect_uris.iter())),
        row("Scopes", lines(client.scopes.iter().map(identity::Scope::name))),
        row("Vectors of trust", lines(client.vectors.iter().map(ToString::to_string))),
        row("Keys that were valid then", lines(keys)),
    ]);
    section("What is registered now", list.into())
}

fn answered(exchange: &Exchange) -> Html {
    let details = &exchange.details;
    let status = (details.status != 0).then(|| ("HTTP status".to_owned(), details.status.to_string()));
    let all: Vec<(String, String)> = status.into_iter().chain(details.answer.iter().cloned()).collect();
    pairs("What we answered", &all, "Nothing yet.")
}

fn repeat(exchange: &Exchange, issuer: &str) -> Html {
    let repeat = Repeat::new(exchange, issuer);
    let hint = if repeat.has_placeholders {
        "Put your own values in place of the words in capitals: secrets are not kept."
    } else {
        "Paste this into a terminal."
    };
    let again = repeat.address.map_or_else(Html::default, |href| {
        ActionLink { text: "Send it again in this browser".into(), href, ..ActionLink::default() }.into()
    });
    section("Repeat it", [words(hint), Code::copyable(repeat.curl).into(), again].into())
}

impl Page for ExchangePage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        below_place(&self.place, &[("Request inspector", "exchanges")])
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
