//! A rule that did not hold: what differs, where the rule is written, and how to put it right.

use askama::Template;
use identity::{
    exchange::{Exchange, Finding},
    rules,
};
use jose::{Check, Outcome};
use nhsuk::{ActionLink, Card, Content, Heading, Html, SummaryList};

use super::super::{
    frame::PlaceLink,
    parts::{self, row},
};
use crate::words::sentence;

#[derive(Template)]
#[template(ext = "html", source = r#"{{ rows }}{% if let Some(way_on) = way_on %}{{ way_on }}{% endif %}"#)]
struct Body {
    rows: SummaryList,
    way_on: Option<ActionLink>,
}

// What fits in a heading; longer explanations stand below one.
const LONGEST_HEADING: usize = 120;

/// A value of a machine, or words about one.
fn value(text: &str) -> Content {
    if text.contains(' ') { text.into() } else { parts::code(text).into() }
}

pub(super) fn shown(place: &PlaceLink, exchange: &Exchange, finding: &Finding) -> Html {
    let rule = rules::by_id(&finding.rule);
    let mut rows = Vec::new();
    let mut add = |key: &str, value: Option<Content>| rows.extend(value.map(|value| row(key, value)));
    let explanation = sentence(&finding.explanation);
    let is_heading = explanation.chars().count() <= LONGEST_HEADING;
    add("What differs", (!is_heading).then(|| explanation.as_str().into()));
    add("Rule", rule.map(|rule| rule.title.into()));
    add("Expected", finding.expected.as_deref().map(value));
    add("Received", finding.received.as_deref().map(value));
    add("How to fix it", rule.map(|rule| rule.fix.into()));
    add("Where it is written", rule.map(|rule| rule.clause.into()));
    let fallback = rule.map_or("A rule did not hold".to_owned(), |rule| format!("Not met: {}", rule.title));
    let heading = if is_heading { explanation } else { fallback };
    let body = Body { rows: SummaryList::new(rows), way_on: way_on(place, exchange, finding) };
    let card = Card {
        heading: Heading { level: 3, ..Heading::from(heading) },
        content: Html::from_template(&body).into(),
        classes: "app-break".into(),
        ..Card::default()
    };
    card.into()
}

/// The page of the portal where the rule can be made to hold.
fn way_on(place: &PlaceLink, exchange: &Exchange, finding: &Finding) -> Option<ActionLink> {
    let to = |text: &str, href: String| Some(ActionLink { text: text.into(), href, ..ActionLink::default() });
    let rule = finding.rule.as_ref();
    if rule == rules::REDIRECT_URI_REGISTERED.id {
        return match finding.received.as_deref().filter(|uri| can_be_added(uri)) {
            Some(uri) => to("Add this redirect URI to the client", edit_with(place, uri)),
            None => to("Change the redirect URIs", format!("{}#redirect-uris", place.page("edit"))),
        };
    }
    if rule == rules::SCOPE_ALLOWED.id {
        return to("Change the scopes", format!("{}#scope", place.page("edit")));
    }
    if rule == rules::VTR_REGISTERED.id {
        return to("Change the vectors of trust", format!("{}#vector", place.page("edit")));
    }
    if rule == rules::CLIENT_ASSERTION_VALID.id && is_about_the_key(exchange) {
        return to("Look at the client’s keys", place.page("keys"));
    }
    None
}

/// The form judges the address; what cannot be an address at all is not worth a link.
fn can_be_added(uri: &str) -> bool {
    identity::registration::check_redirect_uri(uri, true).is_ok()
}

fn edit_with(place: &PlaceLink, uri: &str) -> String {
    parts::with_parameter(&place.page("edit"), "redirect_uri", uri)
}

fn is_about_the_key(exchange: &Exchange) -> bool {
    let failed = exchange
        .details
        .assertion
        .as_ref()
        .and_then(|report| report.checks.iter().find(|check| check.outcome == Outcome::Fail));
    failed.is_some_and(|check| matches!(check.name, Check::Kid | Check::Signature))
}
