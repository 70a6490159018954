//! The portfolio, a project manager's day, and a reviewer's lane.

use app::integrations::portfolio::{self, Filter, Place};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{
    Uri,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE},
};
use onboarding::policy::Action;
use web_kit::FormData;

use crate::{
    access::SignedIn,
    failure::Answer,
    pages::{Section, desk},
    state::{Portal, Shared},
};

const LONGEST_SEARCH: usize = 100;

// What an address does not say in words that there are, it leaves out.
fn asked(portal: &Portal, uri: &Uri) -> desk::Asked {
    let query = FormData::from_query(uri);
    let (stages, editions) = (portfolio::known_stages(&portal.ctx), portfolio::known_editions(&portal.ctx));
    let known =
        |text: &str, known: Vec<&str>| if known.contains(&text) { text.to_owned() } else { String::new() };
    let progress = desk::PROGRESS.iter().find(|(name, ..)| *name == query.text("hold"));
    let filter = Filter {
        mine: query.text("whose") == "mine",
        stage: known(query.text("stage"), stages.iter().map(|(id, _)| id.as_str()).collect()),
        turn: known(query.text("turn"), vec!["partner", "service", "both", "nobody"]),
        edition: known(query.text("edition"), editions.iter().map(String::as_str).collect()),
        progress: progress.map(|(_, _, goes)| *goes).unwrap_or_default(),
        text: query.text("q").chars().take(LONGEST_SEARCH).collect(),
    };
    let after = query.text("after");
    desk::Asked {
        filter,
        after: place(after).map(|_| after.to_owned()).unwrap_or_default(),
        stages,
        editions,
    }
}

fn place(text: &str) -> Option<Place> {
    let (at, id) = text.split_once('_')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

pub async fn portfolio(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let asked = asked(&portal, &uri);
    let found = portfolio::list(&portal.ctx, viewer.actor, &asked.filter, place(&asked.after)).await?;
    let next = found.next.map(|(at, id)| format!("{at}_{id}"));
    let frame = portal.frame(&viewer, Section::Portfolio);
    Ok(portal.respond(&desk::portfolio(frame, &asked, &found, next.as_deref(), portal.ctx.now())))
}

pub async fn portfolio_file(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let asked = asked(&portal, &uri);
    let rows = portfolio::list_all(&portal.ctx, viewer.actor, &asked.filter).await?;
    Ok(file(documents::csv(&desk::sheet(&rows))))
}

fn file(content: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"portfolio.csv\""),
    ];
    (headers, content).into_response()
}

pub async fn my_day(State(portal): State<Shared>, viewer: SignedIn) -> Answer {
    let day = portfolio::my_day(&portal.ctx, viewer.actor).await?;
    let email = viewer.email.to_string();
    let take = viewer.may(Action::Assign).then_some(email.as_str());
    let frame = portal.frame(&viewer, Section::MyDay);
    Ok(portal.respond(&desk::my_day(frame, &day, take, portal.ctx.now())))
}

pub async fn lane(State(portal): State<Shared>, viewer: SignedIn) -> Answer {
    let lane = portfolio::lane(&portal.ctx, viewer.actor).await?;
    let frame = portal.frame(&viewer, Section::Lane);
    Ok(portal.respond(&desk::lane(frame, &lane, portal.ctx.now())))
}
