//! The plan as it is taken away: a calendar and a workbook.

use documents::{Cell, Event, Sheet, SheetProblem, When, calendar_file, xlsx};
use toolkit::{
    definition::{Milestone, RoleNeed},
    standing::day,
};

use super::Opened;

/// The roles that apply to this integration.
pub fn needs(opened: &Opened) -> Vec<&RoleNeed> {
    let applies = |need: &&RoleNeed| need.when.as_ref().is_none_or(|when| when.holds(&opened.facts));
    opened.definition.plan.needs.iter().filter(applies).collect()
}

/// The milestones that apply to this integration.
pub fn milestones(opened: &Opened) -> Vec<&Milestone> {
    let applies = |one: &&Milestone| one.when.as_ref().is_none_or(|when| when.holds(&opened.facts));
    opened.definition.plan.milestones.iter().filter(applies).collect()
}

/// Every milestone with a date, as a calendar. `address` is where the plan is.
pub fn calendar(opened: &Opened, address: &str) -> String {
    let events: Vec<Event> = milestones(opened)
        .into_iter()
        .filter_map(|milestone| {
            let planned = opened.facts.plan.get(&milestone.id)?;
            let moved = opened.log.iter().filter(|recorded| {
                matches!(&recorded.event, onboarding::Event::Planned { milestone: id, .. } if *id == milestone.id)
            });
            Some(Event {
                uid: format!("{}.plan.{}@slipway", opened.id, milestone.id),
                stamp: planned.mark.at,
                when: When::Days { first: planned.date, last: planned.date },
                summary: format!("{}: {}", opened.product.name, milestone.title),
                description: address.to_owned(),
                location: String::new(),
                organiser: None,
                sequence: u32::try_from(moved.count().saturating_sub(1)).unwrap_or(u32::MAX),
                cancelled: false,
            })
        })
        .collect();
    calendar_file(&format!("Plan of {}", opened.product.name), &events)
}

/// Dates and people, a tab each.
pub fn workbook(opened: &Opened) -> Result<Vec<u8>, SheetProblem> {
    let dates = milestones(opened).into_iter().map(|milestone| {
        let planned = opened.facts.plan.get(&milestone.id);
        vec![
            Cell::from(milestone.title.as_str()),
            Cell::from(planned.map(|planned| planned.date)),
            Cell::from(planned.map(|planned| planned.reason.as_str())),
            Cell::from(milestone.requirement.as_str()),
        ]
    });
    let people = needs(opened).into_iter().map(|need| {
        let named = opened.facts.named.get(&need.id);
        vec![
            Cell::from(need.title.as_str()),
            Cell::from(named.map(|named| named.name.as_str())),
            Cell::from(named.map(|named| named.email.as_str())),
            Cell::from(need.why.as_str()),
        ]
    });
    let sheet = |name: &str, header: [&str; 4], rows: Vec<Vec<Cell>>| Sheet {
        name: name.to_owned(),
        header: header.map(ToOwned::to_owned).to_vec(),
        rows,
    };
    let sheets = [
        sheet("Milestones", ["Milestone", "Date", "Reason", "Where it stands"], dates.collect()),
        sheet("People", ["Role", "Name", "Email address", "Why"], people.collect()),
    ];
    xlsx(&sheets, opened.now)
}

/// Why the date of a milestone may need another look: nobody goes live on such a day.
pub fn warning(opened: &Opened, milestone: &Milestone) -> Option<String> {
    let planned = opened.facts.plan.get(&milestone.id).filter(|_| milestone.goes_live)?;
    let reasons = opened.definition.calendar.why_not_go_live(planned.date);
    let words: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    (!words.is_empty()).then(|| format!("{} is not possible: {}.", day(planned.date), words.join("; ")))
}
