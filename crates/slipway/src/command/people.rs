//! `slipway people`: the test people of an environment.

mod test_data;

use std::sync::Arc;

use app::people::TestPerson;
use identity::Environment;
use serde_json::json;

use super::Workplace;
use crate::{
    arguments::{InEnvironment, ListPeople, People, ResetPeople},
    failure::Failure,
    output::Output,
};

pub fn run(command: &People, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    match command {
        People::List(list) => show(list, workplace, out),
        People::Reset(command) => reset(command, workplace, out),
        People::Template(command) => test_data::template(command, out),
        People::Upload(command) => test_data::upload(command, workplace, out),
        People::Undo(command) => test_data::undo(command, workplace, out),
    }
}

/// An environment that has test people: in another, whoever is there is somebody.
fn of_tests(workplace: &Workplace, place: &InEnvironment) -> Result<Arc<Environment>, Failure> {
    let environment = workplace.environment(place)?;
    if environment.policy.synthetic_people_only {
        return Ok(environment);
    }
    let words = format!("{} is an environment for real people: it has no test people", environment.name);
    Err(Failure::refused("no_test_people", words))
}

fn show(list: &ListPeople, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = of_tests(workplace, &list.place)?;
    let people = app::people::list_blocking(&workplace.ctx, &environment.id)?;
    if out.is_json() {
        return Ok(out.json(&people)?);
    }
    let rows: Vec<[String; 5]> = people.into_iter().map(row).collect();
    Ok(out.table(["EMAIL", "PASSWORD", "CODE", "LEVEL", "WHY"], &rows)?)
}

fn row(person: TestPerson) -> [String; 5] {
    let password = person.password.unwrap_or("(their own)").to_owned();
    let code = person.otp.unwrap_or_else(|| "(by text message)".to_owned());
    [person.email, password, code, person.proofing_level.to_owned(), person.why.to_owned()]
}

fn reset(command: &ResetPeople, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = of_tests(workplace, &command.place)?;
    let count = app::people::reset(&workplace.ctx, &environment.id)?;
    if out.is_json() {
        return Ok(out.json(&json!({ "reset": count }))?);
    }
    Ok(out.line(&format!("{count} test people are as they were at the first start, and signed out."))?)
}
