//! The level chooser against the published tables (spec 5.4 and 5.5), with the rules of September 2025.

use super::{covers, propose};
use crate::{
    Definition,
    example::{answers, facts, shipped},
};

const P0: &[&str] = &["P0.Cp"];
const P5: &[&str] = &["P5.Cp.Cd", "P5.Cp.Ck", "P5.Cm"];
const P9: &[&str] = &["P9.Cp.Cd", "P9.Cp.Ck", "P9.Cm"];
const BOTH: &[&str] = &["P5.Cp.Cd", "P5.Cp.Ck", "P5.Cm", "P9.Cp.Cd", "P9.Cp.Ck", "P9.Cm"];

fn case(definition: &Definition, number: usize) -> String {
    let prefix = format!("u{number}-");
    let cases = &definition.levels.as_ref().unwrap().use_cases;
    cases.iter().find(|case| case.id.starts_with(&prefix)).unwrap().id.clone()
}

fn ticked(definition: &Definition, numbers: &[usize]) -> String {
    numbers.iter().map(|number| case(definition, *number) + ",").collect::<Vec<_>>().concat()
}

#[test]
fn each_use_case_has_its_published_level() {
    let definition = shipped("2025-09");
    for number in 1..=15 {
        let (level, vectors) = match number {
            1..=5 => ("P0", P0),
            6..=9 => ("P5", P5),
            _ => ("P9", P9),
        };
        let proposal =
            propose(&definition, &answers(&[("level.use-cases", &ticked(&definition, &[number]))])).unwrap();
        assert_eq!(proposal.levels, [level], "U{number}");
        assert_eq!(proposal.overall.as_deref(), Some(level));
        assert_eq!(proposal.requests, [vectors], "U{number}");
        assert_eq!(proposal.steps.len(), 1);
    }
}

#[test]
fn several_levels_are_stepped_up() {
    let definition = shipped("2025-09");
    let requests = |numbers: &[usize]| {
        propose(&definition, &answers(&[("level.use-cases", &ticked(&definition, numbers))]))
            .unwrap()
            .requests
    };
    assert_eq!(requests(&[7, 10]), [BOTH, P9]);
    assert_eq!(requests(&[7, 8, 9]), [P5]);
    assert_eq!(requests(&[1, 7]), [P0, P5]);
    assert_eq!(requests(&[1, 10]), [P0, P9]);
    assert_eq!(requests(&[1, 7, 10]), [P0, BOTH, P9]);
}

/// Use cases, another answer, levels, refusals, notes that have to be there.
type Rule<'r> = (&'r [usize], (&'r str, &'r str), &'r [&'r str], &'r [&'r str], &'r [&'r str]);

#[test]
fn rules_override_what_use_cases_say() {
    let definition = shipped("2025-09");
    let rules: &[Rule<'_>] = &[
        (&[1], ("level.sensitive", "yes"), &["P9"], &[], &["r6-two-factors"]),
        (&[1], ("level.sensitive", "no"), &["P0"], &[], &["r9-lowest"]),
        // What needs P9 anyway may be what is sensitive: the rest can stay at P5.
        (&[7, 10], ("level.sensitive", "yes"), &["P5", "P9"], &[], &["r2-no-disclosure-at-p5", "r4-step-up"]),
        (&[7], ("level.sensitive", "no"), &["P5"], &[], &["r2-no-disclosure-at-p5"]),
        (&[7], ("level.nhs-number", "match"), &["P9"], &[], &["r6-two-factors"]),
        (&[10], ("level.nhs-number", "show"), &["P9"], &["r3-nhs-number-shown"], &[]),
        (&[6], ("level.gp-credentials", "yes"), &["P9"], &[], &["r6-two-factors"]),
        (&[3], ("level.no-verification", "yes"), &["P0"], &["r8-no-verification"], &[]),
        // Without another way to sign in, an old answer about it says nothing.
        (&[3], ("level.own-login-same-data", "yes"), &["P0"], &[], &[]),
    ];
    for (numbers, other, levels, refusals, notes) in rules {
        let given = answers(&[("level.use-cases", &ticked(&definition, numbers)), *other]);
        let proposal = propose(&definition, &given).unwrap();
        let refused: Vec<_> = proposal.refusals.iter().map(|step| step.id.as_str()).collect();
        let noted: Vec<_> = proposal.notes.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(proposal.levels, *levels, "{numbers:?} {other:?}");
        assert_eq!(refused, *refusals, "{numbers:?} {other:?}");
        assert!(notes.iter().all(|note| noted.contains(note)), "{numbers:?} {other:?}: {noted:?}");
        assert!(!noted.contains(&"r5-own-login"));
    }
}

#[test]
fn nothing_is_proposed_for_nothing() {
    let proposal = propose(&shipped("2025-09"), &answers(&[])).unwrap();
    assert_eq!(proposal, super::Proposal::default());
}

#[test]
fn chosen_vectors_have_to_cover_what_people_do() {
    let definition = shipped("2025-09");
    let judged = |numbers: &[usize], vectors: &str| {
        let cases = ticked(&definition, numbers);
        let given = facts("2025-09", &[("level.use-cases", &cases), ("level.vectors", vectors)]);
        covers(&definition, &given).map_err(|shortfall| shortfall.to_string())
    };
    assert_eq!(judged(&[10], "P9.Cp.Cd,P9.Cm"), Ok(()));
    assert_eq!(judged(&[7, 10], &BOTH.join(",")), Ok(()));
    assert_eq!(judged(&[7], "P9.Cp.Cd,"), Ok(()), "more than is needed is enough");
    let short = |words: &str| Err(words.to_owned());
    assert_eq!(
        judged(&[7, 10], "P5.Cm,"),
        short("What people do needs P9; the chosen vectors reach P5 only.")
    );
    let low = "Everything that people do needs P9 or more; P5.Cm lets them in below that.";
    assert_eq!(judged(&[10], "P9.Cm,P5.Cm"), short(low));
    assert_eq!(judged(&[10], ","), short("No vector of trust was chosen yet."));
    assert_eq!(judged(&[], "P9.Cm,"), short("No use case was ticked yet."));
    assert_eq!(judged(&[10], "Q9.Cm,"), short("The vector Q9.Cm belongs to no level of this edition."));
}
