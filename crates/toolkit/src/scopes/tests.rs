//! The scopes against the published table (spec 5.6), with the rules of September 2025.

use super::{Verdict, allowed, judge};
use crate::example::{facts, shipped};

use Verdict::{Fine, Note, Refused};

#[test]
fn each_scope_is_given_at_its_published_levels() {
    let definition = shipped("2025-09");
    let table = [
        ("openid", [Fine, Fine, Fine]),
        ("profile", [Refused, Fine, Fine]),
        ("basic_demographics", [Refused, Fine, Fine]),
        ("profile_extended", [Refused, Fine, Fine]),
        ("email", [Fine, Fine, Fine]),
        ("phone", [Fine, Fine, Fine]),
        ("landline", [Fine, Fine, Fine]),
        ("gp_registration_details", [Refused, Fine, Fine]),
        ("gp_integration_credentials", [Refused, Refused, Fine]),
        ("client_metadata", [Note, Note, Note]),
    ];
    assert_eq!(table.len(), definition.scopes.len());
    for (scope, verdicts) in table {
        for (level, expected) in ["P0", "P5", "P9"].into_iter().zip(verdicts) {
            let judged = judge(&definition, &["openid", scope], &[level]);
            let verdict = judged.iter().find(|one| one.scope == scope).unwrap();
            assert_eq!(verdict.verdict, expected, "{scope} at {level}: {}", verdict.because);
        }
    }
}

#[test]
fn verdicts_say_why_and_what_comes_later() {
    let definition = shipped("2025-09");
    let one = |ticked: &[&str], levels: &[&str], scope: &str| {
        judge(&definition, ticked, levels).into_iter().find(|one| one.scope == scope).unwrap()
    };
    let together = one(&["openid", "profile", "basic_demographics"], &["P9"], "profile");
    assert_eq!(together.verdict, Refused);
    assert!(together.because.starts_with("It cannot be asked for together with basic_demographics."));
    assert_eq!(together.later.len(), 2);
    let back = one(&["openid", "profile", "basic_demographics"], &["P9"], "basic_demographics");
    assert_eq!(back.because, "It cannot be asked for together with profile.");

    let covered = one(
        &["openid", "gp_registration_details", "gp_integration_credentials"],
        &["P9"],
        "gp_registration_details",
    );
    assert_eq!(
        (covered.verdict, covered.because.as_str()),
        (Note, "It is not needed with gp_integration_credentials.")
    );

    let left_out = one(&["email"], &["P0"], "openid");
    assert_eq!((left_out.verdict, left_out.because.as_str()), (Refused, "openid cannot be left out."));

    let partly = one(&["openid", "gp_integration_credentials"], &["P5", "P9"], "gp_integration_credentials");
    assert_eq!(partly.verdict, Note);
    assert!(partly.because.starts_with("It is given at P9 only, not at P5."));

    let unknown = one(&["openid", "gender"], &["P9"], "gender");
    assert_eq!((unknown.verdict, unknown.because.as_str()), (Refused, "There is no scope gender."));
}

#[test]
fn ticked_scopes_are_judged_at_the_chosen_level() {
    let definition = shipped("2025-09");
    let judged = |scopes: &str, vectors: &str| {
        let given = facts("2025-09", &[("scopes.scopes", scopes), ("level.vectors", vectors)]);
        allowed(&definition, &given).map_err(|problem| problem.to_string())
    };
    assert_eq!(judged("openid,profile", "P9.Cm,"), Ok(()));
    assert_eq!(judged("openid,email", "P0.Cp,"), Ok(()));
    let refused = "profile: It is given at P5 or P9; the service asks for P0.";
    assert!(judged("openid,profile", "P0.Cp,").unwrap_err().starts_with(refused));
    assert_eq!(judged("profile,", "P9.Cm,"), Err("openid: openid cannot be left out.".to_owned()));
    assert_eq!(judged(",", "P9.Cm,"), Err("No scope was ticked yet.".to_owned()));
    assert_eq!(judged("openid,", ","), Err("The vectors of trust have to be chosen first.".to_owned()));
}
