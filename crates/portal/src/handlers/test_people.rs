//! Test people.

use app::portal::test_people::{self, Whom};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect},
};
use http::Uri;
use web_kit::FormData;

use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{ResetPeople, Section, TestPeople},
    state::Shared,
};

pub async fn list(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let people = test_people::list(&portal.ctx, viewer.actor).await?;
    let query = FormData::from_query(&uri);
    let notice = match query.text("done") {
        "one" => Some("We have put this test person back as they were"),
        "all" => Some("We have put all test people back as they were"),
        _ => None,
    };
    let records = app::people::records(&portal.ctx);
    let frame = portal.frame(&viewer, Section::TestPeople);
    Ok(portal.respond(&TestPeople::new(frame, &people, &records, notice)))
}

pub async fn show_reset(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let query = FormData::from_query(&uri);
    let sub = query.text("person");
    let people = test_people::list(&portal.ctx, viewer.actor).await?;
    let chosen = people.iter().find(|person| person.sub == sub && person.password.is_some());
    if !sub.is_empty() && chosen.is_none() {
        return Err(Failure::NotFound);
    }
    let frame = portal.frame(&viewer, Section::TestPeople);
    let one = chosen.map(|person| (person.sub.as_str(), person.email.as_str()));
    Ok(portal.respond(&ResetPeople::new(frame, one)))
}

pub async fn reset(State(portal): State<Shared>, viewer: SignedIn, sent: FormData) -> Answer {
    let (whom, done) = match sent.text("person") {
        "" => (Whom::Everybody, "all"),
        sub => (Whom::One(sub.parse().map_err(|_| Failure::NotFound)?), "one"),
    };
    test_people::reset(&portal.ctx, viewer.actor, whom).await?;
    Ok(Redirect::to(&format!("/test-people?done={done}")).into_response())
}
