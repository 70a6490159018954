//! The request inspector.

use app::{
    Error,
    portal::{
        Filter, NotFound,
        environments::Place,
        traffic::{self, Listing, Question},
    },
};
use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use http::{StatusCode, Uri};
use identity::exchange::{Endpoint, Outcome};
use kernel::Reference;
use web_kit::{FieldErrors, FormData};

use super::place;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{ExchangePage, ExchangeRows, Exchanges, Filters, FindExchange, PlaceLink, Section},
    state::{EXCHANGES_A_PAGE, Portal, Shared},
    words::sentence,
};

/// What an address narrows the list to; what it does not understand, it leaves out.
fn filters(uri: &Uri) -> Filters {
    let query = FormData::from_query(uri);
    let text = query.text("q");
    Filters {
        filter: Filter {
            endpoint: Endpoint::named(query.text("endpoint")),
            outcome: Outcome::named(query.text("outcome")),
            // A reference is found however it is typed.
            text: text.parse::<Reference>().map_or_else(|_| text.chars().take(200).collect(), String::from),
        },
        before: query.text("before").parse().ok(),
    }
}

async fn listing(
    portal: &Portal,
    viewer: &SignedIn,
    path: &(String, String),
    filters: &Filters,
) -> Result<Listing, Failure> {
    let question =
        Question { filter: filters.filter.clone(), before: filters.before, most: EXCHANGES_A_PAGE };
    Ok(traffic::list(&portal.ctx, viewer.actor, &place(path)?, question).await?)
}

pub async fn list(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let filters = filters(&uri);
    let listing = listing(&portal, &viewer, &path, &filters).await?;
    let frame = portal.frame(&viewer, Section::Products);
    let place = PlaceLink::of(&listing.product, &listing.environment);
    let client_id = listing.client.id.as_str();
    Ok(portal.respond(&Exchanges::new(frame, place, client_id, &filters, &listing.exchanges, listing.older)))
}

/// The rows alone, for the page's script.
pub async fn rows(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let filters = filters(&uri);
    let listing = listing(&portal, &viewer, &path, &filters).await?;
    let place = PlaceLink::of(&listing.product, &listing.environment);
    let rows = ExchangeRows::new(&place, &filters, &listing.exchanges);
    Ok(Html(rows.to_string()).into_response())
}

pub async fn open(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((product, environment, reference)): Path<(String, String, String)>,
) -> Answer {
    let place = place(&(product, environment))?;
    let reference: Reference = reference.parse().map_err(|_| Failure::NotFound)?;
    let opened = traffic::open(&portal.ctx, viewer.actor, &place, reference).await?;
    Ok(portal.respond(&ExchangePage::new(portal.frame(&viewer, Section::Products), &opened)))
}

pub async fn find(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let query = FormData::from_query(&uri);
    if !query.contains("reference") {
        return Ok(ask(&portal, &viewer, "", FieldErrors::new(), StatusCode::OK));
    }
    let typed = query.text("reference");
    let again = |words: String, status| {
        let errors = FieldErrors::from_iter([(FindExchange::REFERENCE, words)]);
        Ok(ask(&portal, &viewer, typed, errors, status))
    };
    let reference: Reference = match typed.parse() {
        Ok(reference) => reference,
        Err(problem) => return again(sentence(problem), StatusCode::UNPROCESSABLE_ENTITY),
    };
    match traffic::locate(&portal.ctx, viewer.actor, reference.clone()).await {
        Ok(Place { product, environment }) => {
            let page = format!("/products/{product}/{environment}/exchanges/{reference}");
            Ok(Redirect::to(&page).into_response())
        }
        Err(Error::Refused(NotFound)) => again(
            "No exchange with this reference belongs to your products".to_owned(),
            StatusCode::NOT_FOUND,
        ),
        Err(Error::Internal(fault)) => Err(Failure::Internal(fault)),
    }
}

fn ask(portal: &Portal, viewer: &SignedIn, typed: &str, errors: FieldErrors, status: StatusCode) -> Response {
    let frame = portal.frame(viewer, Section::FindExchange);
    portal.respond(&FindExchange::new(frame, typed, errors, status))
}
