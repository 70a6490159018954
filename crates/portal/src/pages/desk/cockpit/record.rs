//! What the record holds: answers, files, calls, decisions, people, dates and waivers.

use nhsuk::{Content, Details, Html, SummaryList, SummaryRow, TableCell};
use onboarding::policy::Action as May;
use toolkit::{
    CallId, FieldId,
    definition::{Call, Decision, Evidence, Form},
    facts::CallRecord,
    standing::{count, day, london, lower_first, moment, sentence},
};

use super::{
    super::{
        conditions::{Conditional, conditions_of},
        paragraph, table_or,
    },
    View, table,
};
use crate::pages::{
    forms::value,
    parts::{breaking, broken_lines, link, row, whole},
};

impl View<'_> {
    pub(super) fn forms(&self) -> Vec<Html> {
        let begun: Vec<&Form> =
            self.opened.definition.forms.iter().filter(|form| self.has_begun(form)).collect();
        let line = |form: &&Form| {
            let facts = &self.opened.facts;
            let state = match facts.submissions.get(&form.id) {
                None => "Being answered".to_owned(),
                Some(submission) => match &submission.accepted {
                    Some(mark) => {
                        format!("Accepted on {} by {}", moment(mark.at), self.people.name(&mark.by))
                    }
                    None => format!("Submitted on {}", moment(submission.submitted.at)),
                },
            };
            let open = facts.open_questions(&form.id).count();
            let left = toolkit::standing::unanswered(form, facts).len();
            vec![
                breaking(link(
                    &format!("Review {}", lower_first(&form.title)),
                    &self.below(&format!("review/{}", form.id)),
                )),
                TableCell::new(state),
                TableCell::new(count(left, "question left", "questions left")),
                TableCell::new(count(open, "open question", "open questions")),
            ]
        };
        let head = ["Form", "State", "To answer", "Asked"];
        let list = table_or(
            table("Forms that were begun", &head, begun.iter().map(line).collect()),
            "No form was begun.",
        );
        [list].into_iter().chain(begun.iter().map(|form| self.answers(form))).collect()
    }

    fn has_begun(&self, form: &Form) -> bool {
        let facts = &self.opened.facts;
        facts.submissions.contains_key(&form.id)
            || facts.answers.keys().any(|field| field.form() == form.id.as_str())
    }

    fn answers(&self, form: &Form) -> Html {
        let answered = app::forms::applicable(form, &self.opened.facts).into_iter().filter_map(|field| {
            let answer = self.opened.facts.answer(&FieldId::of(&form.id, &field.id).ok()?)?;
            Some(row(&field.label, value(&self.opened.definition, field, Some(answer))))
        });
        let rows: Vec<SummaryRow> = answered.collect();
        Details::new(format!("Answers: {}", form.title), Html::from(SummaryList::new(rows))).into()
    }

    pub(super) fn evidence(&self) -> Html {
        let line = |slot: &Evidence| {
            let version = self.opened.facts.evidence.get(&slot.id)?.last()?;
            let state = match (&version.accepted, &version.refused) {
                (Some(mark), _) => format!("Accepted by {}", self.people.name(&mark.by)),
                (None, Some((reason, _))) => format!("Not accepted: {}", sentence(reason)),
                (None, None) if slot.reviewer.is_some() => "To be looked at".to_owned(),
                (None, None) => "Added".to_owned(),
            };
            Some(vec![
                breaking(link(
                    &format!("Look at {}", lower_first(&slot.title)),
                    &self.below(&format!("review/evidence/{}", slot.id)),
                )),
                breaking(version.name.as_str()),
                TableCell::new(moment(version.added.at)),
                TableCell::new(state),
            ])
        };
        let rows = self.opened.definition.evidence.iter().filter_map(line).collect();
        table_or(table("Files", &["Evidence", "Newest file", "Added", "State"], rows), "No file was added.")
    }

    pub(super) fn calls(&self) -> Html {
        let line = |call: &Call| {
            let record = self.opened.facts.calls.get(&call.id);
            let open = self.call_is_open(&call.id);
            (record.is_some() || open).then(|| {
                vec![
                    breaking(link(
                        &format!("About the {}", lower_first(&call.title)),
                        &self.below(&format!("calls/{}", call.id)),
                    )),
                    breaking(record.map(|record| call_state(call, record)).unwrap_or_default()),
                    breaking(self.call_action(call, record, open)),
                ]
            })
        };
        let rows = self.opened.definition.calls.iter().filter_map(line).collect();
        table_or(table("All calls", &["Call", "State", "Action"], rows), "No call can be booked yet.")
    }

    // The task that leads to a call says whether its times can be offered.
    pub(super) fn call_is_open(&self, id: &CallId) -> bool {
        let standing = self.opened.standing();
        standing.tasks.iter().any(|task| {
            task.can_start() && matches!(&task.task.does, toolkit::definition::Does::Call(call) if call == id)
        })
    }

    fn call_action(&self, call: &Call, record: Option<&CallRecord>, open: bool) -> Content {
        let is_booked = record.is_some_and(|record| record.booked.is_some());
        let may = self.opened.may(May::OfferTimes);
        let name = lower_first(&call.title);
        match (may, is_booked) {
            (true, true) => {
                link(&format!("Record the {name}"), &self.below(&format!("calls/{}/record", call.id))).into()
            }
            (true, false) if open => {
                link(&format!("Offer times for the {name}"), &self.below(&format!("calls/{}/offer", call.id)))
                    .into()
            }
            _ => Content::default(),
        }
    }

    pub(super) fn decisions(&self) -> Html {
        let line = |decision: &Decision| {
            let facts = &self.opened.facts;
            let report = facts
                .reports
                .get(&decision.id)
                .map(|report| format!("Written on {}", moment(report.mark.at)));
            let listed = facts.listed.get(&decision.id).map(|listed| day(listed.date));
            let last = facts.decisions.get(&decision.id).and_then(|all| all.last());
            let outcome = last.map(|last| {
                let title = decision.outcomes.iter().find(|one| one.id == last.outcome);
                let title = title.map_or(last.outcome.as_str(), |one| one.title.as_str());
                format!("{title}, {}", moment(last.mark.at))
            });
            vec![
                breaking(link(
                    &format!("Report: {}", lower_first(&decision.title)),
                    &self.below(&format!("reports/{}", decision.id)),
                )),
                TableCell::new(report.unwrap_or_else(|| "Not written".to_owned())),
                TableCell::new(listed.unwrap_or_else(|| "Not on an agenda".to_owned())),
                TableCell::new(outcome.unwrap_or_else(|| "Not decided".to_owned())),
            ]
        };
        let rows = self.opened.definition.decisions.iter().map(line).collect();
        table("All decisions", &["Decision", "Report", "Meeting", "Outcome"], rows).into()
    }

    pub(super) fn conditions(&self) -> Vec<Html> {
        let today = self.opened.now.to_zoned(london()).date();
        let line = |one: &Conditional<'_>| {
            let held_to = one.held_to;
            let state = match &held_to.closed {
                Some(seen) => format!("Closed on {}", moment(seen.mark.at)),
                None if held_to.is_overdue(today) => "Overdue".to_owned(),
                None => "Open".to_owned(),
            };
            let place = format!("conditions/{}/{}", one.decision, one.number);
            vec![
                breaking(link(&held_to.condition.text, &self.below(&place))),
                breaking(held_to.condition.owner.as_str()),
                whole(TableCell::new(day(held_to.due()))),
                TableCell::new(state),
            ]
        };
        let rows: Vec<_> = conditions_of(self.opened).iter().map(line).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        vec![table("Conditions of decisions", &["Condition", "Who", "By", "State"], rows).into()]
    }

    pub(super) fn named(&self) -> Html {
        let line = |need: &toolkit::definition::RoleNeed| {
            let named = self.opened.facts.named.get(&need.id)?;
            Some(vec![
                need.title.as_str().into(),
                breaking(named.name.as_str()),
                breaking(named.email.as_str()),
            ])
        };
        let rows = self.opened.definition.plan.needs.iter().filter_map(line).collect();
        table_or(table("People", &["Role", "Name", "Email address"], rows), "Nobody is named yet.")
    }

    pub(super) fn plan(&self) -> Html {
        let line = |one: &toolkit::definition::Milestone| {
            let planned = self.opened.facts.plan.get(&one.id)?;
            Some(vec![
                one.title.as_str().into(),
                whole(TableCell::new(day(planned.date))),
                breaking(planned.reason.as_str()),
                breaking(self.people.name(&planned.mark.by)),
            ])
        };
        let rows = self.opened.definition.plan.milestones.iter().filter_map(line).collect();
        table_or(table("Plan", &["Milestone", "Date", "Reason", "Set by"], rows), "No date is set yet.")
    }

    pub(super) fn waivers(&self) -> Vec<Html> {
        let facts = &self.opened.facts;
        let title = |id: &toolkit::CheckId| {
            self.opened.definition.check(id).map_or_else(|| id.to_string(), |check| check.title.clone())
        };
        let given = facts.waivers.iter().map(|(check, waiver)| {
            vec![
                title(check).into(),
                TableCell::new(format!("Until {}", day(waiver.until))),
                breaking(waiver.reason.as_str()),
            ]
        });
        let asked = facts.waivers_asked.iter().map(|(check, waiver)| {
            vec![title(check).into(), TableCell::new("Asked for"), breaking(waiver.reason.as_str())]
        });
        let rows = given.chain(asked).collect();
        vec![
            table_or(
                table("Waivers given and asked for", &["Check", "State", "Reason"], rows),
                "There is no waiver.",
            ),
            paragraph(link("Ask for, give or end a waiver", &self.below("waivers"))),
        ]
    }
}

fn call_state(call: &Call, record: &CallRecord) -> Content {
    let booked = record.booked.as_ref().map(|(at, _)| format!("Booked for {}", moment(*at)));
    let offered = (record.booked.is_none() && !record.offered.is_empty())
        .then(|| count(record.offered.len(), "time offered", "times offered"));
    let held = record.held.iter().map(|held| {
        let outcome = call.outcomes.iter().find(|one| one.id == held.outcome);
        format!(
            "{}: {}",
            moment(held.started_at),
            outcome.map_or(held.outcome.as_str(), |one| one.title.as_str())
        )
    });
    broken_lines(held.chain(booked).chain(offered)).into()
}
