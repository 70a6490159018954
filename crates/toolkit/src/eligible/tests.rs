//! The public check against the published criteria and scenarios (spec 4.1 and 4.2), with the rules of September 2025.

use super::judge;
use crate::{
    FieldId, Value,
    definition::Eligible::{self, Discuss, Meets, NotEligible},
    example::{answers, shipped},
};

// A service that meets everything: scenario 1.
const GOOD: &[(&str, &str)] = &[
    ("eligibility.people", "england"),
    ("eligibility.users", "patients"),
    ("eligibility.benefit", "yes"),
    ("eligibility.free", "yes"),
    ("eligibility.live", "yes"),
    ("eligibility.own-login", "yes"),
    ("eligibility.contract", "yes"),
    ("eligibility.commissioner", "icb"),
    ("eligibility.one-off", "no"),
    ("eligibility.apis", "none,"),
    ("eligibility.gp-credentials", "no"),
];

/// Answers that are other than those of the good service, the outcome, and a rule that has to be among the reasons.
type Row = (&'static [(&'static str, &'static str)], Eligible, &'static str);

const TABLE: &[Row] = &[
    (&[], Meets, "scenario-1"),
    (&[("people", "england-and-elsewhere")], Discuss, "e1-also-elsewhere"),
    (&[("people", "rest-of-uk")], Discuss, "e1-rest-of-uk"),
    (&[("people", "elsewhere")], NotEligible, "e1-elsewhere"),
    (&[("users", "staff")], NotEligible, "e2-staff-only"),
    (&[("users", "patients-and-staff")], Meets, "e2-staff-too"),
    (&[("benefit", "no")], NotEligible, "e3-no-benefit"),
    (&[("free", "no")], NotEligible, "e5-not-free"),
    (&[("one-off", "yes")], NotEligible, "e6-one-off"),
    (&[("contract", "no"), ("sponsor", "no"), ("framework", "no")], Discuss, "scenario-2"),
    (&[("live", "no"), ("contract", "no"), ("sponsor", "yes"), ("framework", "no")], Meets, "scenario-3"),
    (&[("live", "no"), ("contract", "no"), ("sponsor", "no"), ("framework", "no")], Discuss, "scenario-4"),
    (&[("live", "no"), ("contract", "no"), ("sponsor", "no"), ("framework", "yes")], Discuss, "n1-framework"),
    (&[("own-login", "no")], Discuss, "live-without-own-login"),
    (&[("live", "no")], Meets, "development-with-contract"),
    (&[("commissioner", "outside-england")], Discuss, "commissioner-outside-england"),
    (&[("gp-credentials", "yes"), ("im1", "no")], Meets, "gp-credentials-need-im1"),
    (&[("gp-credentials", "yes"), ("im1", "direct")], Meets, "im1-change-request"),
    (&[("apis", "pds-fhir,")], Meets, "other-apis"),
    // The worst of several decides.
    (&[("people", "rest-of-uk"), ("free", "no")], NotEligible, "e1-rest-of-uk"),
];

#[test]
fn outcomes_follow_the_criteria_and_the_scenarios() {
    let definition = shipped("2025-09");
    for (others, outcome, rule) in TABLE {
        let mut given = answers(GOOD);
        for (field, value) in *others {
            given.extend(answers(&[(&format!("eligibility.{field}"), value)]));
        }
        let answer = judge(&definition, &given).unwrap();
        assert_eq!(answer.outcome, *outcome, "{others:?}: {:?}", answer.reasons);
        assert!(answer.reasons.iter().any(|reason| reason.rule == *rule), "{others:?}: {:?}", answer.reasons);
        assert!(answer.reasons.is_sorted_by(|a, b| a.outcome >= b.outcome));
        assert_eq!(answer.missing, [], "{others:?}");
    }
}

#[test]
fn an_answer_to_a_question_that_no_longer_applies_says_nothing() {
    let definition = shipped("2025-09");
    let mut given = answers(GOOD);
    // Somebody said once that there is no sponsor, and then that there is a contract.
    given.extend(answers(&[
        ("eligibility.sponsor", "no"),
        ("eligibility.live", "no"),
        ("eligibility.framework", "yes"),
    ]));
    let answer = judge(&definition, &given).unwrap();
    assert_eq!(answer.outcome, Meets);
    assert!(answer.reasons.iter().all(|reason| reason.rule != "n1-framework"), "{:?}", answer.reasons);
}

#[test]
fn what_is_not_answered_yet_is_said() {
    let definition = shipped("2025-09");
    let mut given = answers(GOOD);
    given.remove(&FieldId::new("eligibility.contract"));
    given.insert(FieldId::new("eligibility.free"), Value::text(""));
    let missing = judge(&definition, &given).unwrap().missing;
    assert_eq!(missing, [FieldId::new("eligibility.free"), FieldId::new("eligibility.contract")]);
}
