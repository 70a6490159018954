//! What must hold of stages, tasks, evidence, checks and gates.

use std::collections::BTreeSet;

use super::{known::Kind, refer::Refer, source::Spot};
use crate::definition::{Check, Does, Evidence, FieldKind, Task, Test, Validity};

/// File formats that uploads can have.
const FORMATS: [&str; 9] = ["pdf", "docx", "png", "jpeg", "xlsx", "pptx", "mp4", "webm", "csv"];

pub(super) fn check(refer: &mut Refer<'_, '_>) {
    let (definition, spots) = (refer.definition, refer.spots);
    for (stage, spot) in definition.stages.iter().zip(&spots.stages) {
        refer.id(spot, "stage", "exit", Kind::Gate, stage.exit.as_str());
    }
    for (task, spot) in definition.tasks.iter().zip(&spots.tasks) {
        task_as_such(refer, task, spot);
        does(refer, task, spot);
    }
    for (kept, spot) in definition.evidence.iter().zip(&spots.evidence) {
        evidence(refer, kept, spot);
    }
    for (check, spot) in definition.checks.iter().zip(&spots.checks) {
        refer.role(spot, "check", "owner", &check.owner);
        refer.condition(spot, "check", check.when.as_ref());
        test(refer, check, spot);
    }
    for (gate, spot) in definition.gates.iter().zip(&spots.gates) {
        refer.ids(spot, "gate", "checks", Kind::Check, gate.checks.iter().map(AsRef::as_ref));
        refer.distinct(spot, "gate", "checks", gate.checks.iter().map(AsRef::as_ref));
        refer.condition(spot, "gate", gate.when.as_ref());
        if gate.checks.is_empty() {
            refer.wrong(
                spot,
                ("checks", ""),
                "gate",
                "the gate has no checks, so it would always be open",
                "name its checks",
            );
        }
    }
    for (link, spot) in definition.library.iter().zip(&spots.library) {
        refer.links(spot, "library", std::slice::from_ref(link));
    }
}

fn task_as_such<'t>(refer: &mut Refer<'_, 't>, task: &Task, spot: &Spot<'t>) {
    const KIND: &str = "task";
    refer.id(spot, KIND, "stage", Kind::Stage, task.stage.as_str());
    refer.role(spot, KIND, "role", &task.role);
    refer.ids(spot, KIND, "checks", Kind::Check, task.checks.iter().map(AsRef::as_ref));
    refer.distinct(spot, KIND, "checks", task.checks.iter().map(AsRef::as_ref));
    refer.ids(spot, KIND, "needs", Kind::Gate, task.needs.iter().map(AsRef::as_ref));
    refer.condition(spot, KIND, task.when.as_ref());
    refer.links(spot, KIND, &task.links);
    if task.checks.is_empty() {
        refer.wrong(
            spot,
            ("checks", ""),
            KIND,
            "the task has no checks, so it would be done before it began",
            "name its checks",
        );
    }
}

fn does<'t>(refer: &mut Refer<'_, 't>, task: &Task, spot: &Spot<'t>) {
    const KIND: &str = "task";
    match &task.does {
        Does::Form(form) => {
            refer.id(spot, KIND, "does", Kind::Form, form.as_str());
        }
        Does::Levels(form) => levels_form(refer, spot, KIND, "does", form.as_str()),
        Does::Scopes(form) => scopes_form(refer, spot, KIND, "does", form.as_str()),
        Does::Evidence(slots) => {
            refer.ids(spot, KIND, "does", Kind::Slot, slots.iter().map(AsRef::as_ref));
            if slots.is_empty() {
                refer.wrong(
                    spot,
                    ("does", ""),
                    KIND,
                    "the task asks for files and names no slot",
                    "name its slots",
                );
            }
        }
        Does::Call(call) => {
            refer.id(spot, KIND, "does", Kind::Call, call.as_str());
        }
        Does::Decision(decision) | Does::Report(decision) => {
            refer.id(spot, KIND, "does", Kind::Decision, decision.as_str());
        }
        Does::Confirm(role) => refer.role(spot, KIND, "does", role),
        Does::Plan
            if refer.definition.plan.milestones.is_empty() && refer.definition.plan.needs.is_empty() =>
        {
            refer.wrong(
                spot,
                ("does", "plan"),
                KIND,
                "there is nothing to plan",
                "add plan.toml with needs or milestones",
            );
        }
        Does::Read | Does::Observe(_) | Does::Plan => {}
    }
}

fn levels_form<'t>(refer: &mut Refer<'_, 't>, spot: &Spot<'t>, owner: &str, key: &str, form: &str) {
    let is_known = refer.id(spot, owner, key, Kind::Form, form);
    match &refer.definition.levels {
        Some(levels) if is_known && levels.form.as_str() != form => {
            let what = format!("levels are chosen in the form `{}`, not in `{form}`", levels.form);
            refer.wrong(spot, (key, form), owner, what, "name the form that levels.toml names");
        }
        None if refer.spots.levels.is_none() => {
            refer.wrong(spot, (key, form), owner, "the edition has no levels", "add levels.toml");
        }
        _ => {}
    }
}

fn scopes_form<'t>(refer: &mut Refer<'_, 't>, spot: &Spot<'t>, owner: &str, key: &str, form: &str) {
    if !refer.id(spot, owner, key, Kind::Form, form) {
        return;
    }
    if refer.known.ids(Kind::Scope).next().is_none() {
        refer.wrong(spot, (key, form), owner, "the edition has no scopes", "add scopes.toml");
    }
    let form = refer.definition.forms.iter().find(|one| one.id.as_str() == form);
    if let Some(form) = form.filter(|form| form.fields.iter().all(|field| field.kind != FieldKind::Scopes)) {
        let what = format!("the form `{}` asks for no scopes", form.id);
        refer.wrong(spot, (key, form.id.as_str()), owner, what, "it needs a field of the kind `scopes`");
    }
}

fn evidence<'t>(refer: &mut Refer<'_, 't>, kept: &Evidence, spot: &Spot<'t>) {
    const KIND: &str = "slot";
    if kept.accepts.is_empty() {
        refer.wrong(spot, ("accepts", ""), KIND, "no file could be added", "name formats in `accepts`");
    }
    for format in kept.accepts.iter().filter(|format| !FORMATS.contains(&format.as_str())) {
        let fix = format!("possible are {}", FORMATS.join(", "));
        refer.wrong(spot, ("accepts", format), KIND, format!("the file format `{format}` is not known"), fix);
    }
    if kept.most_megabytes == 0 {
        refer.wrong(
            spot,
            ("most_megabytes", ""),
            KIND,
            "a file cannot be smaller than nothing",
            "allow a megabyte or more",
        );
    }
    if let Some(Validity::Until(day)) = &kept.validity
        // In a year without 29 February, because it must be a day of every year.
        && format!("2027-{day}").parse::<jiff::civil::Date>().is_err()
    {
        let what = format!("`{day}` is not a day of every year");
        refer.wrong(spot, ("until", day), KIND, what, "write month and day, such as \"06-30\"");
    }
    if let Some(reviewer) = &kept.reviewer {
        refer.role(spot, KIND, "reviewer", reviewer);
    }
}

fn test<'t>(refer: &mut Refer<'_, 't>, check: &Check, spot: &Spot<'t>) {
    const KIND: &str = "check";
    const KEY: &str = "test";
    match &check.test {
        Test::FormComplete(form) | Test::FormSubmitted(form) | Test::FormAccepted(form) => {
            refer.id(spot, KIND, KEY, Kind::Form, form.as_str());
        }
        Test::LevelCovers(form) => levels_form(refer, spot, KIND, KEY, form.as_str()),
        Test::ScopesAllowed(form) => scopes_form(refer, spot, KIND, KEY, form.as_str()),
        Test::Answered(field) => {
            refer.id(spot, KIND, KEY, Kind::Field, field.as_str());
        }
        Test::AnswerIs { field, any_of } => {
            if refer.id(spot, KIND, KEY, Kind::Field, field.as_str()) {
                refer.values(spot, KIND, field, &any_of.iter().map(String::as_str).collect::<Vec<_>>());
            }
        }
        Test::DateAhead { field, .. } | Test::DateAllowed(field) => {
            refer.field_of_kind(spot, KIND, KEY, field, FieldKind::Date);
        }
        Test::Evidence(id) | Test::EvidenceAccepted(id) => {
            refer.id(spot, KIND, KEY, Kind::Slot, id.as_str());
        }
        Test::CallBooked(call) | Test::CallHeld(call) => {
            refer.id(spot, KIND, KEY, Kind::Call, call.as_str());
        }
        Test::Decided(decision) | Test::Reported(decision) => {
            refer.id(spot, KIND, KEY, Kind::Decision, decision.as_str());
        }
        Test::Acknowledged(task) => acknowledged(refer, spot, task.as_str()),
        Test::Named(needs) => refer.ids(spot, KIND, KEY, Kind::Need, needs.iter().map(String::as_str)),
        Test::Planned if refer.known.ids(Kind::Milestone).next().is_none() => {
            refer.wrong(
                spot,
                (KEY, "planned"),
                KIND,
                "there is no milestone to plan",
                "add milestones to plan.toml",
            );
        }
        Test::Planned | Test::Observed { .. } | Test::Register { .. } => {}
    }
}

fn acknowledged<'t>(refer: &mut Refer<'_, 't>, spot: &Spot<'t>, id: &str) {
    if !refer.id(spot, "check", "test", Kind::Task, id) {
        return;
    }
    let task = refer.definition.tasks.iter().find(|task| task.id.as_str() == id);
    if task.is_some_and(|task| !matches!(task.does, Does::Read | Does::Confirm(_))) {
        let what = format!("nobody can mark the task `{id}` as done");
        refer.wrong(
            spot,
            ("test", id),
            "check",
            what,
            "only a task that is `read` or `confirm` is acknowledged",
        );
    }
}

/// What nothing uses is a mistake somewhere else.
pub(super) fn check_uses(refer: &mut Refer<'_, '_>) {
    let (definition, spots) = (refer.definition, refer.spots);
    let in_tasks = definition.tasks.iter().flat_map(|task| &task.checks);
    let in_gates = definition.gates.iter().flat_map(|gate| &gate.checks);
    let used: BTreeSet<_> = in_tasks.chain(in_gates).collect();
    for (check, spot) in
        definition.checks.iter().zip(&spots.checks).filter(|(check, _)| !used.contains(&check.id))
    {
        refer.wrong(
            spot,
            ("id", check.id.as_str()),
            "check",
            "no task and no gate uses it",
            "name it in `checks`, or remove it",
        );
    }
    let acknowledges =
        |check: &Check, task: &Task| matches!(&check.test, Test::Acknowledged(id) if *id == task.id);
    for (task, spot) in definition.tasks.iter().zip(&spots.tasks) {
        let is_marked = matches!(task.does, Does::Read | Does::Confirm(_));
        if is_marked && !definition.checks.iter().any(|check| acknowledges(check, task)) {
            let fix = format!("add one with `test.acknowledged = \"{}\"`", task.id);
            refer.wrong(spot, ("does", ""), "task", "no check asks whether it was marked as done", fix);
        }
    }
    if definition.stages.is_empty()
        && let Some(edition) = &spots.edition
    {
        refer.wrong(edition, ("id", ""), "edition", "it has no stages", "add a `[[stage]]` to stages.toml");
    }
}
