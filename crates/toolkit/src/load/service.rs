//! What must hold of eligibility, levels, scopes and the plan.

use super::{known::Kind, refer::Refer, source::Spot};
use crate::definition::{Eligibility, FieldKind, Levels};

pub(super) fn check(refer: &mut Refer<'_, '_>) {
    let (definition, spots) = (refer.definition, refer.spots);
    if let (Some(rules), Some(spot)) = (&definition.eligibility, &spots.eligibility) {
        eligibility(refer, rules, spot);
    }
    if let (Some(rules), Some(spot)) = (&definition.levels, &spots.levels) {
        levels(refer, rules, spot);
        proposals(refer, rules, spot);
    }
    for (scope, spot) in definition.scopes.iter().zip(&spots.scopes) {
        refer.ids(spot, "scope", "levels", Kind::Level, scope.levels.iter().map(String::as_str));
        refer.ids(spot, "scope", "excludes", Kind::Scope, scope.excludes.iter().map(String::as_str));
        refer.ids(spot, "scope", "covered_by", Kind::Scope, scope.covered_by.iter().map(String::as_str));
    }
    if let Some(spot) = &spots.plan {
        plan(refer, spot);
    }
    if let Some(spot) = &spots.edition {
        refer.links(spot, "edition", &definition.edition.sources);
    }
}

fn eligibility<'t>(refer: &mut Refer<'_, 't>, rules: &Eligibility, spot: &Spot<'t>) {
    refer.id(spot, "eligibility", "form", Kind::Form, rules.form.as_str());
    refer.distinct(spot, "eligibility", "rule", rules.rules.iter().map(|rule| rule.id.as_str()));
    for outcome in [&rules.meets, &rules.discuss, &rules.not_eligible] {
        refer.links(spot, "eligibility", &outcome.links);
    }
    for (rule, place) in rules.rules.iter().zip(&spot.children("rule")) {
        refer.condition(place, "rule", Some(&rule.when));
        // The check is public: there are no other answers.
        for field in rule.when.fields().into_iter().filter(|field| field.form() != rules.form.as_str()) {
            let what =
                format!("`{field}` is not in the form `{}`, and no other answers are known here", rules.form);
            refer.wrong(place, ("field", field.as_str()), "rule", what, "ask about a field of that form");
        }
    }
}

fn levels<'t>(refer: &mut Refer<'_, 't>, levels: &Levels, spot: &Spot<'t>) {
    const KIND: &str = "levels";
    refer.id(spot, KIND, "form", Kind::Form, levels.form.as_str());
    refer.field_of_kind(spot, KIND, "use_cases_field", &levels.use_cases_field, FieldKind::UseCases);
    refer.field_of_kind(spot, KIND, "vectors_field", &levels.vectors_field, FieldKind::Vectors);
    refer.distinct(spot, KIND, "rule", levels.rules.iter().map(|rule| rule.id.as_str()));
    if levels.levels.is_empty() {
        refer.wrong(spot, ("level", ""), KIND, "there are no levels", "add a `[[level]]`, the lowest first");
    }
    for (case, place) in levels.use_cases.iter().zip(&spot.children("use_case")) {
        refer.id(place, "use case", "level", Kind::Level, &case.level);
    }
    for (rule, place) in levels.rules.iter().zip(&spot.children("rule")) {
        refer.condition(place, "rule", Some(&rule.when));
        if let Some(level) = &rule.level {
            refer.id(place, "rule", "level", Kind::Level, level);
        }
    }
}

fn proposals<'t>(refer: &mut Refer<'_, 't>, levels: &Levels, spot: &Spot<'t>) {
    for (proposal, place) in levels.proposals.iter().zip(&spot.children("proposal")) {
        refer.ids(place, "proposal", "levels", Kind::Level, proposal.levels.iter().map(String::as_str));
        if proposal.requests.iter().all(Vec::is_empty) {
            refer.wrong(
                place,
                ("requests", ""),
                "proposal",
                "it proposes nothing",
                "name vectors in `requests`",
            );
        }
    }
    for level in &levels.levels {
        let is_alone = |levels: &[String]| levels == std::slice::from_ref(&level.id);
        if !levels.proposals.iter().any(|proposal| is_alone(&proposal.levels)) {
            let what = format!("nothing is proposed for the level `{}` alone", level.id);
            let fix = format!("add a `[[proposal]]` with `levels = [\"{}\"]`", level.id);
            refer.wrong(spot, ("level", &level.id), "levels", what, fix);
        }
    }
}

fn plan<'t>(refer: &mut Refer<'_, 't>, spot: &Spot<'t>) {
    let plan = &refer.definition.plan;
    for (need, place) in plan.needs.iter().zip(&spot.children("need")) {
        refer.condition(place, "need", need.when.as_ref());
    }
    for (milestone, place) in plan.milestones.iter().zip(&spot.children("milestone")) {
        refer.condition(place, "milestone", milestone.when.as_ref());
    }
}
